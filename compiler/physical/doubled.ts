import { bigint, bigintLiteral, call, cast, column, compare, date, string, textLiteral } from '../expr.ts';
import type { GroupByNode } from '../plan.ts';
import type { Rel } from '../relation.ts';
import { aggregate, filter, project } from '../relations.ts';
import { keyText } from './key-text.ts';

const rows = column('__rows', bigint);

/** Keys with more than one row, `each` for all rows or for those of a partition: their text, and how many. */
export const doubled = (read: Rel, node: GroupByNode, each: 'all' | 'partition'): Rel => {
  const keys = node.keys.map((key) => key.name);
  const by = each === 'all' ? keys : [...keys, '__ds'];
  const counted = aggregate(read, by, [{ output: '__rows', fn: 'count_rows', args: [], filter: null, type: bigint }]);
  const key = keyText(node);
  const text =
    each === 'all'
      ? cast(key, string)
      : call('concat', [cast(key, string), textLiteral(' of '), cast(column('__ds', date), string)], string);
  return project(filter(counted, compare('gt', rows, bigintLiteral(1))), [
    { name: 'key', expr: text },
    { name: 'rows', expr: rows },
  ]);
};
