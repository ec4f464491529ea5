import { type AnyAggregation, type ColumnType, eventSource, type GroupBy, groupBy, long, parquet, string } from '#dsl';
import { type Cell, evaluate } from '../evaluate.ts';
import { build, type Example, type Written } from './operation-examples.ts';

/** An input that is no scalar: values and buckets as SQL, a row each. */
export type Form = {
  readonly column: ColumnType;
  readonly rows: readonly string[];
  readonly buckets?: readonly string[];
  readonly elementWise?: boolean;
};

/** A GroupBy with the example's operation over all time. */
export const definitionOf = ({ op, type, options }: Example, form?: Form): GroupBy<string> =>
  groupBy({
    name: 'g',
    sources: [
      eventSource({
        table: parquet({
          location: 'data/events',
          columns: { key: string, ts: long, bucket: string, value: form?.column ?? type },
          partitionColumn: 'ds',
        }),
        timeColumn: 'ts',
      }),
    ],
    keys: ['key'],
    aggregations: (c: Readonly<Record<string, unknown>>): readonly AnyAggregation[] => [
      build(op)(c['value'], {
        ...options,
        ...(form?.buckets !== undefined && { buckets: [c['bucket']] }),
        ...(form?.elementWise === true && { elementWise: true }),
      }),
    ],
  } as never) as GroupBy<string>;

/** What the compiled SQL gives for the values, a millisecond apart or at one time; null where there is no row. */
export const outcome = async (request: {
  readonly example: Example;
  readonly values?: readonly Written[];
  readonly form?: Form;
  readonly apart?: 0 | 1;
}): Promise<Cell> => {
  const { example, values = [], form, apart = 1 } = request;
  const type = form?.column ?? example.type;
  const rows = form?.rows ?? values.map(sql);
  const lines = rows.map(
    (value, index) =>
      `('k', CAST(${index * apart} AS BIGINT), ${form?.buckets?.[index] ?? 'NULL'}, CAST(${value} AS ${engineType(type)}))`,
  );
  const table = `SELECT key, ts, CAST(bucket AS VARCHAR) AS bucket, value, DATE '1970-01-01' AS ds
    FROM (VALUES ${lines.join(', ')}) AS t(key, ts, bucket, value)`;
  const { rows: made } = await evaluate(definitionOf(example, form), {
    tables: [table],
    start: '1970-01-01',
    end: '1970-01-01',
  });
  const features = Object.entries(made[0] ?? {}).filter(([name]) => name.startsWith('g_'));
  return features[0]?.[1] ?? null;
};

const sql = (value: Written): string => {
  if (value === null) return 'NULL';
  return typeof value === 'boolean' ? String(value) : `'${value}'`;
};

const engineType = (type: ColumnType): string => {
  if (typeof type === 'object' && 'list' in type) return `${engineType(type.list)}[]`;
  if (typeof type === 'object' && 'map' in type) return `MAP(VARCHAR, ${engineType(type.map)})`;
  return type === 'string' ? 'VARCHAR' : type === 'long' ? 'BIGINT' : String(type);
};

/** A value as it is printed: a double always has a point. */
export const showCell = (value: Cell): string => {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'number') return Number.isInteger(value) ? value.toFixed(1) : String(value);
  if (Array.isArray(value)) return `[${value.map(showCell).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `'${key}': ${showCell(inner)}`)
    .join(', ')} }`;
};
