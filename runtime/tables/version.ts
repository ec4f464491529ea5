import { createHash } from 'node:crypto';
import type { Partition, Version } from '../ports.ts';

/** What a partition is, as an input of others. One that another writer made is known by its files alone. */
export const versionOf = (partition: Partition | undefined): Version<string | null> | 'absent' => {
  if (partition === undefined) return 'absent';
  if (partition.record !== null) {
    const { made, content } = partition.record;
    return { made, content: `${content.rows}:${content.hash}` };
  }
  if (partition.planned !== undefined) return { made: partition.planned.made, content: null };
  const files = partition.files.map(({ path, size, rows }) => JSON.stringify([path, size, rows])).sort();
  return { made: null, content: createHash('sha256').update(files.join('\n')).digest('hex') };
};
