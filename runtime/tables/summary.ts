import type { DataFile, NewPartition, TableState } from '../ports.ts';

const total = (files: readonly DataFile[]) => ({
  files: files.length,
  rows: files.reduce((sum, file) => sum + file.rows, 0),
  size: files.reduce((sum, file) => sum + file.size, 0),
});

/** What a snapshot says about itself, in the words of Iceberg's specification. */
export const summaryOf = (request: {
  readonly newest: TableState | null;
  readonly partitions: readonly NewPartition[];
  readonly runId: string;
}): Readonly<Record<string, string>> => {
  const live = [...(request.newest?.partitions.values() ?? [])];
  const days = new Set(request.partitions.map(({ ds }) => ds));
  const added = total(request.partitions.flatMap(({ files }) => files));
  const removed = total(live.filter(({ ds }) => days.has(ds)).flatMap(({ files }) => files));
  const kept = total(live.filter(({ ds }) => !days.has(ds)).flatMap(({ files }) => files));
  const counts = {
    'added-data-files': added.files,
    'added-records': added.rows,
    'added-files-size': added.size,
    'deleted-data-files': removed.files,
    'deleted-records': removed.rows,
    'removed-files-size': removed.size,
    'changed-partition-count': days.size,
    'total-data-files': kept.files + added.files,
    'total-records': kept.rows + added.rows,
    'total-files-size': kept.size + added.size,
    'total-delete-files': 0,
    'total-position-deletes': 0,
    'total-equality-deletes': 0,
  };
  return {
    ...Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, String(count)])),
    'chron.run-id': request.runId,
  };
};
