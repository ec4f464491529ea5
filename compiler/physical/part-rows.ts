import { shifted } from '../day-set.ts';
import { column, date, hasKey } from '../expr.ts';
import type { Rel } from '../relation.ts';
import { filter, joinWhere, project, scan, temp } from '../relations.ts';
import { valueColumns } from '../value-columns.ts';
import { doubled } from './doubled.ts';
import type { Asked } from './pairs.ts';
import { nextDay, query } from './queries.ts';
import type { RelScript } from './script.ts';
import { inDays, partitionsIn } from './visible.ts';

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
  const keyed = filter(inDays(source, shifted(moments, -1)), hasKey(features.keys));
  const rows = project(keyed, [
    ...keyed.columns.map(({ name, type }) => ({ name, expr: column(name, type) })),
    { name: '__read', expr: nextDay(column('__ds', date)) },
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
        : [{ kind: 'duplicate-keys', ds: null, body: doubled(snapshots, features, 'partition') }],
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
