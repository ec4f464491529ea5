import { createHash } from 'node:crypto';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { dayIn, dayPattern } from '#compiler';
import type { ExternalNode } from '#compiler/plan';
import type { Between, Version } from '../ports.ts';
import { dayNumber } from '../tables/day.ts';
import { storageFailure } from '../tables/failure.ts';
import type { ExternalFile } from './external-files.ts';
import { valueInPath } from './in-folders.ts';

/** The days a file may hold, inclusive; null: any day. */
type Days = { readonly from: string; readonly to: string } | null;

/** The columns that say which day a file belongs to. */
type DayColumns = Pick<ExternalNode, 'partitionColumn' | 'partitionFormat' | 'dayColumn'>;

const dayInPath = (path: string, { partitionColumn, partitionFormat }: DayColumns): string | null => {
  const text = partitionColumn === null ? null : valueInPath(path, partitionColumn);
  const pattern = partitionFormat === undefined ? null : dayPattern(partitionFormat);
  const day = text === null || pattern === null ? text : dayIn(pattern, text);
  return day === null || dayNumber(day) === null ? null : day;
};

const dayOf = (value: unknown): string | null => {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString().slice(0, 10);
  const text = typeof value === 'string' ? value.slice(0, 10) : '';
  return dayNumber(text) === null ? null : text;
};

/** What the statistics of a Parquet file say about its days. */
const daysInFooter = async (file: ExternalFile, column: string): Promise<Days> => {
  const footer = await parquetMetadataAsync(await asyncBufferFromFile(file.path));
  const found: string[] = [];
  for (const group of footer.row_groups) {
    const chunk = group.columns.find(({ meta_data }) => meta_data?.path_in_schema.join('.') === column);
    const from = dayOf(chunk?.meta_data?.statistics?.min_value);
    const to = dayOf(chunk?.meta_data?.statistics?.max_value);
    if (from === null || to === null) return null;
    found.push(from, to);
  }
  const [from] = found.sort();
  const to = found.at(-1);
  return from === undefined || to === undefined ? null : { from, to };
};

const versionOfFiles = (files: readonly ExternalFile[]): Version | 'absent' => {
  if (files.length === 0) return 'absent';
  const lines = files.map(({ relative, changed, size }) => JSON.stringify([relative, String(changed), size])).sort();
  return { made: null, content: createHash('sha256').update(lines.join('\n')).digest('hex') };
};

export type ExternalVersions = {
  /** How days were told apart: by folders, by Parquet statistics, or not at all (one version for every day). */
  readonly by: 'path' | 'footer' | 'whole';
  /** The days that are there, ascending, where folders tell them apart; else none. */
  readonly days: readonly string[];
  /** What may hold rows of this day; null: all files. */
  version(day: string | null): Version | 'absent';
  /** Bytes of each file, by its path. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Files that may hold rows of these days. */
  files(range: Between): readonly string[];
};

/**
 * Versions of files that others write, from names, sizes and times of change. Days are told apart by a folder
 * `<partitionColumn>=YYYY-MM-DD` (or as its format says), else by the Parquet statistics of `dayColumn`. Throws StorageError for a damaged file.
 */
export const externalVersions = async (
  files: readonly ExternalFile[],
  columns: DayColumns,
): Promise<ExternalVersions> => {
  const { dayColumn } = columns;
  const paths = files.map(({ path }) => dayInPath(path, columns));
  const byPath = paths.some((day) => day !== null);
  const byFooter = !byPath && dayColumn !== null;
  const dated: { readonly file: ExternalFile; readonly days: Days }[] = [];
  for (const [at, file] of files.entries()) {
    const day = paths[at] ?? null;
    try {
      const days = byFooter ? await daysInFooter(file, dayColumn) : day === null ? null : { from: day, to: day };
      dated.push({ file, days });
    } catch (error) {
      throw storageFailure(`Reading the footer of ${file.path}`, error);
    }
  }
  const between = (from: string | null, to: string | null): readonly ExternalFile[] =>
    dated
      .filter(({ days }) => days === null || ((from === null || days.to >= from) && (to === null || days.from <= to)))
      .map(({ file }) => file);
  return {
    by: byPath ? 'path' : byFooter ? 'footer' : 'whole',
    days: byPath ? [...new Set(paths.filter((day) => day !== null))].sort() : [],
    version: (day) => versionOfFiles(between(day, day)),
    sizes: new Map(files.map(({ path, size }) => [path, size])),
    files: ({ from, to }) => between(from, to).map(({ path }) => path),
  };
};
