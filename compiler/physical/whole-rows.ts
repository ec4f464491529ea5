import { bigint, bigintLiteral, column, compare, dateLiteral, hasKey, string } from '../expr.ts';
import type { GroupByNode } from '../plan.ts';
import type { Rel } from '../relation.ts';
import { aggregate, filter, project, temp } from '../relations.ts';
import { keyText } from './key-text.ts';
import type { RelScript } from './script.ts';
import { cut, timeColumn } from './visible.ts';

/**
 * One partition of a GroupBy without aggregations: the rows of the source's partition of that day, whole. Two rows of
 * one key are an error that names it, or the one that is greatest by time and then by all columns wins.
 */
export const wholeRows = (node: GroupByNode, ds: string): RelScript => {
  const [source] = node.sources;
  if (source === undefined) throw new Error(`internal: ${node.name} has no source`);
  const outside = (source.days.start ?? ds) > ds || (source.days.end ?? ds) < ds;
  const day = source.partitioned ? cut(source.rel, { from: ds, to: ds }) : source.rel;
  const keyed = filter(day, hasKey(node.keys));
  const rows = outside ? filter(keyed, { kind: 'literal', value: false, type: { kind: 'boolean' } }) : keyed;
  const keys = node.keys.map((key) => key.name);
  const name = `rows_${ds.replaceAll('-', '')}`;
  const read = temp(name, rows.columns);
  const order = [timeColumn.kind === 'column' ? timeColumn.name : '', ...rows.columns.map((one) => one.name)];
  const kept: Rel =
    node.duplicates === 'latest'
      ? { kind: 'latest', input: read, keys, order: [...new Set(order)], columns: read.columns }
      : read;
  const outputs = node.output.columns
    .filter((one) => one.name !== node.output.partitionColumn)
    .map((one) => ({ name: one.name, expr: column(one.name, one.type) }));
  return {
    temps: [{ name, rel: rows }],
    checks: node.duplicates === 'latest' ? [] : [{ kind: 'duplicate-keys', ds, body: doubled(read, node) }],
    outputs: [{ ds, rel: project(kept, [...outputs, { name: node.output.partitionColumn, expr: dateLiteral(ds) }]) }],
  };
};

/** Keys with more than one row: their text and how many. */
const doubled = (rows: Rel, node: GroupByNode): Rel => {
  const keys = node.keys.map((key) => key.name);
  const counted = aggregate(rows, keys, [{ output: '__rows', fn: 'count_rows', args: [], filter: null, type: bigint }]);
  const found = filter(counted, compare('gt', column('__rows', bigint), bigintLiteral(1)));
  return project(found, [
    { name: 'key', expr: { kind: 'cast', input: keyText(node), type: string } },
    { name: 'rows', expr: column('__rows', bigint) },
  ]);
};
