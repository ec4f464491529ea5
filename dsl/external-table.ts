import type { Row, Time } from './column-type.ts';
import type { ExternalTable } from './definition.ts';
import { frozen, record } from './record.ts';

type Day<R> = { [C in keyof R]: R[C] extends Time ? C : never }[keyof R] & string;

/** The format, or the reason why it is none. */
type DayFormat<R, P extends string, F extends string> = P extends keyof R
  ? R[P] extends 'date'
    ? Shape<F>
    : `with partitionFormat '${P}' is a date: declare ${P}: date`
  : Shape<F>;

type Shape<F extends string> = F extends `${string}yyyy${string}`
  ? F extends `${string}MM${string}`
    ? F extends `${string}dd${string}`
      ? F
      : Parts
    : Parts
  : Parts;
type Parts = "a format has yyyy, MM and dd: 'yyyyMMdd'";

const external =
  (format: ExternalTable['format']) =>
  <const R extends Row, const P extends string = 'ds', const F extends string = never>(config: {
    /** A path, a glob or a folder, local or `s3://...`. */
    readonly location: string;
    readonly columns: R;
    /** The column, or the key in the path (`ds=2023-12-01`), that holds the day; without it there are no partitions. */
    readonly partitionColumn?: P;
    /** How the day is written in the path or the file where it is not `yyyy-MM-dd`: 'yyyyMMdd', 'dd.MM.yyyy'; a row has a date. */
    readonly partitionFormat?: DayFormat<R, P, F>;
    /** A column whose day says which partition a row belongs to. */
    readonly dayColumn?: NoInfer<Day<R>>;
  }): ExternalTable<R> =>
    Object.freeze({
      kind: 'external',
      format,
      ...record(config, ['location', 'partitionColumn', 'partitionFormat', 'dayColumn'], ['columns']),
      columns: frozen(config?.columns),
    }) as never;

/** Parquet files that others write; `columns` are those that may be read. */
export const parquet = external('parquet');
/** CSV files with a header that others write. */
export const csv = external('csv');
/** Files of one JSON object a line that others write. */
export const json = external('json');
