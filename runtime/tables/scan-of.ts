import type { Between, Field, Partition, Scan } from '../ports.ts';

/** Whether a day lies in a range. */
export const within = (day: string, { from, to }: Between): boolean =>
  (from === null || day >= from) && (to === null || day <= to);

/** The files of a table's partitions in a range. */
export const scanOf = (
  { schema, partitions }: { readonly schema: readonly Field[]; readonly partitions: ReadonlyMap<string, Partition> },
  range: Between,
): Scan => ({
  schema,
  files: [...partitions.values()]
    .filter(({ ds }) => within(ds, range))
    .flatMap(({ files }) => files.map((file) => file.path)),
});
