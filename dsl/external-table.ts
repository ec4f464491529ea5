import type { Row, Time } from './column-type.ts';
import type { ExternalTable } from './definition.ts';
import { frozen, record } from './record.ts';

type Day<R> = { [C in keyof R]: R[C] extends Time ? C : never }[keyof R] & string;

const external =
  (format: ExternalTable['format']) =>
  <const R extends Row>(config: {
    /** A path, a glob or a folder, local or `s3://...`. */
    readonly location: string;
    readonly columns: R;
    /** The column, or the key in the path (`ds=2023-12-01`), that holds the day; without it there are no partitions. */
    readonly partitionColumn?: string;
    /** A column whose day says which partition a row belongs to. */
    readonly dayColumn?: NoInfer<Day<R>>;
  }): ExternalTable<R> =>
    Object.freeze({
      kind: 'external',
      format,
      ...record(config, ['location', 'partitionColumn', 'dayColumn'], ['columns']),
      columns: frozen(config?.columns),
    }) as never;

/** Parquet files that others write; `columns` are those that may be read. */
export const parquet = external('parquet');
/** CSV files with a header that others write. */
export const csv = external('csv');
/** Files of one JSON object a line that others write. */
export const json = external('json');
