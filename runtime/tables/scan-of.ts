import type { Between, Field, Partition, Scan } from '../ports.ts';

/** The files of a table's partitions in a range. */
export const scanOf = (
  { schema, partitions }: { readonly schema: readonly Field[]; readonly partitions: ReadonlyMap<string, Partition> },
  { from, to }: Between,
): Scan => ({
  schema,
  files: [...partitions.values()]
    .filter(({ ds }) => (from === null || ds >= from) && (to === null || ds <= to))
    .flatMap(({ files }) => files.map((file) => file.path)),
});
