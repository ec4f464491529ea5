import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Real data and what the real Chronon computed from it; see the README beside them. */
export const data = resolve('../shared/data');

/** False, and said in one line, where the recorded results are not beside the checkout. */
export const present = existsSync(data);
if (!present) process.stdout.write('skipped: recorded results are not at ../shared/data\n');

export type RecordedCell = null | string | number | readonly RecordedCell[] | { readonly [key: string]: RecordedCell };
export type RecordedRow = Readonly<Record<string, RecordedCell>>;

/** What Chronon gave for a definition: rows, and its types by column in the order of the columns. */
export type Recorded = {
  readonly rows: readonly RecordedRow[];
  readonly types: Readonly<Record<string, string>>;
};

const folder = join(data, 'chronon_real');

export const recordedRows = (name: string): readonly RecordedRow[] =>
  gunzipSync(readFileSync(join(folder, `${name}.jsonl.gz`)))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedRow);

export const recorded = (name: string): Recorded => ({
  rows: recordedRows(name),
  types: JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8')) as Readonly<Record<string, string>>,
});

/** An aggregation as Thrift has it: the operation's number, and windows of days. */
export type ConfAggregation = {
  readonly inputColumn: string;
  readonly operation: number;
  readonly argMap: { readonly k?: string; readonly percentiles?: string };
  readonly windows?: readonly { readonly length: number; readonly timeUnit: number }[];
  readonly buckets?: readonly string[];
};

export type Conf = {
  readonly metaData: { readonly name: string };
  readonly keyColumns: readonly string[];
  readonly aggregations: readonly ConfAggregation[];
};

export const conf = (name: string): Conf =>
  JSON.parse(readFileSync(join(folder, 'conf', `${name}.json`), 'utf8')) as Conf;

/** Chronon's column `X` of a GroupBy is `{base}_X` here; keys and `ds` keep their names. */
export const nameHere = (
  column: string,
  { base, keys }: { readonly base: string; readonly keys: readonly string[] },
) => (keys.includes(column) || column === 'ds' ? column : `${base}_${column}`);

/** Spark's type of a column as it is stored here; three are wider: counts in maps, percentiles and days. */
export const typeHere = (column: string, spark: string): string => {
  if (column === 'ds') return 'DATE';
  const map = /^map<string,(.*)>$/.exec(spark)?.[1];
  if (map !== undefined) return `MAP(VARCHAR, ${typeHere('', map)})`;
  const element = /^array<(.*)>$/.exec(spark)?.[1];
  if (element !== undefined) return `${typeHere('', element)}[]`;
  const scalars: Readonly<Record<string, string>> = {
    string: 'VARCHAR',
    bigint: 'BIGINT',
    int: 'BIGINT',
    double: 'DOUBLE',
    float: 'DOUBLE',
  };
  const type = scalars[spark];
  if (type === undefined) throw new Error(`${column}: no rule for ${spark}`);
  return type;
};

/** True where a value of ours is the recorded one: doubles to 1e-9 of their size, everything else exactly. */
export const isSame = (ours: unknown, theirs: RecordedCell): boolean => {
  if (ours === null || theirs === null) return ours === theirs;
  if (typeof ours === 'bigint') return typeof theirs === 'number' && ours === BigInt(theirs);
  if (typeof ours === 'number') {
    return typeof theirs === 'number' && Math.abs(ours - theirs) <= 1e-9 * Math.max(Math.abs(theirs), 1e-300);
  }
  if (typeof ours !== 'object' || typeof theirs !== 'object') return ours === theirs;
  const [left, right] = [Object.entries(ours as object), theirs as Readonly<Record<string, RecordedCell>>];
  return (
    Array.isArray(ours) === Array.isArray(theirs) &&
    left.length === Object.keys(right).length &&
    left.every(([key, value]) => Object.hasOwn(right, key) && isSame(value, right[key] ?? null))
  );
};
