import { call, cast, column, string, textLiteral } from '../expr.ts';
import type { GroupByNode } from '../plan.ts';
import type { Expr, Rel } from '../relation.ts';
import { project, scan } from '../relations.ts';
import { valueColumns } from '../value-columns.ts';

/**
 * Rows of one partition as they go online: `key` (see stores: values on the way to JSONB) and `feature`, a JSON
 * object's text with every output but keys and partition.
 */
export const uploadRel = (node: GroupByNode): Rel => {
  const { columns } = node.output;
  const values = valueColumns(node.output);
  const entries = values.flatMap((one, index) => [
    textLiteral(`${index === 0 ? '{' : ','}${JSON.stringify(one.name)}:`),
    call('to_json_text', [column(one.name, one.type)], string),
  ]);
  const feature = values.length === 0 ? textLiteral('{}') : call('concat', [...entries, textLiteral('}')], string);
  return project(scan(node.name, columns, null), [
    { name: 'key', expr: keyText(node) },
    { name: 'feature', expr: feature },
  ]);
};

/** One key is its canonical text; several are compact JSON in the order of `keys`. */
const keyText = (node: GroupByNode): Expr => {
  const [only] = node.keys;
  if (node.keys.length === 1 && only !== undefined) return cast(column(only.name, only.type), string);
  const items = node.keys.flatMap((key, index) => [
    textLiteral(index === 0 ? '[' : ','),
    call('to_json_text', [column(key.name, key.type)], string),
  ]);
  return call('concat', [...items, textLiteral(']')], string);
};
