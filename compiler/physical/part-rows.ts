import { clipped, shifted } from '../day-set.ts';
import { and, bigint, bigintLiteral, call, cast, column, compare, date, hasKey, string, textLiteral } from '../expr.ts';
import type { Expr, Rel } from '../relation.ts';
import { aggregate, filter, joinWhere, project, scan, temp } from '../relations.ts';
import { valueColumns } from '../value-columns.ts';
import { dayMs } from '../window.ts';
import { keyText } from './key-text.ts';
import type { Asked } from './pairs.ts';
import { query, startOf } from './queries.ts';
import type { RelScript } from './script.ts';
import { cut, partitionsIn } from './visible.ts';

/** The values of each query, `__q` and the outputs of the GroupBy, in one relation for each slice. */
export type Values = Pick<RelScript, 'temps' | 'checks'> & { readonly values: readonly Rel[] };

/**
 * A part without aggregations: the row of the query's key in the snapshot before its moment's day. Two rows of one key
 * are an error that names it, or the one that is greatest by time and then by all columns wins.
 */
export const wholeRowsAt = (asking: Rel, { features, moments }: Asked): Values => {
  const [source] = features.sources;
  if (source === undefined) throw new Error(`internal: ${features.name} has no source`);
  const keys = features.keys.map((key) => key.name);
  const days = shifted(moments, -1);
  const read = cut(source.rel, partitionsIn(clipped(days, source.days.start, source.days.end)));
  const ds = column('__ds', date);
  const keyed = filter(read, hasKey(features.keys));
  const rows = project(keyed, [
    ...keyed.columns.map(({ name, type }) => ({ name, expr: column(name, type) })),
    { name: '__read', expr: nextDay(ds) },
  ]);
  const snapshots = temp('snapshots', rows.columns);
  const order = ['__ts', ...rows.columns.map((one) => one.name).filter((name) => !name.startsWith('__'))];
  const kept: Rel =
    features.duplicates === 'latest'
      ? { kind: 'latest', input: snapshots, keys: [...keys, '__read'], order, columns: snapshots.columns }
      : snapshots;
  return {
    temps: [{ name: 'snapshots', rel: rows }],
    checks:
      features.duplicates === 'latest'
        ? []
        : [{ kind: 'duplicate-keys', ds: null, body: doubled(snapshots, { features, keys }) }],
    values: [beside(asking, kept, { features, keys })],
  };
};

/** A snapshot that the GroupBy's own table holds: the row of the query's key in the partition before its moment's day. */
export const fromTable = (asking: Rel, { features, moments }: Asked): Values => {
  const { columns, partitionColumn } = features.output;
  const keys = features.keys.map((key) => key.name);
  const rows = project(
    scan(features.name, columns, partitionsIn(shifted(moments, -1))),
    columns.map(({ name, type }) =>
      name === partitionColumn
        ? { name: '__read', expr: nextDay(column(name, type)) }
        : { name, expr: column(name, type) },
    ),
  );
  return { temps: [], checks: [], values: [beside(asking, rows, { features, keys })] };
};

const nextDay = (day: Expr): Expr =>
  call('day_of_millis', [call('add', [startOf(day), bigintLiteral(dayMs)], bigint)], date);

/** Each query with the row of its key and day. */
const beside = (
  asking: Rel,
  rows: Rel,
  { features, keys }: { readonly features: Asked['features']; readonly keys: readonly string[] },
): Rel =>
  joinWhere(
    'inner',
    { left: asking, right: rows },
    {
      on: [...keys.map((key) => ({ left: key, right: key })), { left: '__day', right: '__read' }],
      condition: null,
      columns: [query, ...valueColumns(features.output)],
    },
  );

/** Keys with more than one row in a partition: their text and day, and how many. */
const doubled = (
  rows: Rel,
  { features, keys }: { readonly features: Asked['features']; readonly keys: readonly string[] },
): Rel => {
  const count = { output: '__rows', fn: 'count_rows', args: [], filter: null, type: bigint } as const;
  const counted = filter(
    aggregate(rows, [...keys, '__ds'], [count]),
    and(compare('gt', column('__rows', bigint), bigintLiteral(1))),
  );
  const key = [cast(keyText(features), string), textLiteral(' of '), cast(column('__ds', date), string)];
  return project(counted, [
    { name: 'key', expr: call('concat', key, string) },
    { name: 'rows', expr: column('__rows', bigint) },
  ]);
};
