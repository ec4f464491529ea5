import { column, dateLiteral, hasKey } from '../expr.ts';
import type { GroupByNode } from '../plan.ts';
import type { Rel } from '../relation.ts';
import { filter, project, temp } from '../relations.ts';
import { doubled } from './doubled.ts';
import type { RelScript } from './script.ts';
import { inDays, timeColumn } from './visible.ts';

/**
 * One partition of a GroupBy without aggregations: the rows of the source's partition of that day, whole. Two rows of
 * one key are an error that names it, or the one that is greatest by time and then by all columns wins.
 */
export const wholeRows = (node: GroupByNode, ds: string): RelScript => {
  const [source] = node.sources;
  if (source === undefined) throw new Error(`internal: ${node.name} has no source`);
  const rows = filter(inDays(source, [{ start: ds, end: ds }]), hasKey(node.keys));
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
    checks: node.duplicates === 'latest' ? [] : [{ kind: 'duplicate-keys', ds, body: doubled(read, node, 'all') }],
    outputs: [{ ds, rel: project(kept, [...outputs, { name: node.output.partitionColumn, expr: dateLiteral(ds) }]) }],
  };
};
