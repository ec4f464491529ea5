import { call, column, isNotNull, string, textLiteral } from '../expr.ts';
import type { Aggregate } from '../plan.ts';
import type { Expr, Rel, Type } from '../relation.ts';
import { filter, project, unnest } from '../relations.ts';
import { itemValue } from './item-states.ts';
import type { Moment } from './pass.ts';
import { timeColumn } from './visible.ts';

/** What the values of a pass are rolled up by, beside the key: bucket, map key or list position. */
export const itemColumn = '__item';

/** What an aggregate's values are grouped by, beside the key. */
export type Per = 'nothing' | 'bucket' | 'element' | 'mapKey';

export const perOf = (one: Aggregate): Per =>
  one.per === null ? 'nothing' : typeof one.per === 'string' ? one.per : 'bucket';

/**
 * One row a value: the keys, `__item` where the values are rolled up by something, `__v` and `__ts`. Null values, null
 * buckets and null map keys are left out.
 */
export const itemValues = (rows: Rel, one: Aggregate, { by, carried }: Pick<Moment, 'by' | 'carried'>): Rel => {
  const kept = [...by, ...carried].map(({ name, type }) => ({ name, expr: column(name, type) }));
  const bucket = one.per !== null && typeof one.per !== 'string' ? [{ name: itemColumn, expr: one.per.bucket }] : [];
  const inputs = project(rows, [
    ...kept,
    ...bucket,
    { name: '__ts', expr: timeColumn },
    { name: '__input', expr: one.per === 'mapKey' ? entriesOf(one.input) : one.input },
  ]);
  const values = spread(inputs, one);
  const named = project(values, [
    ...kept,
    ...(one.per === null ? [] : [{ name: itemColumn, expr: itemIn(values, one) }]),
    { name: '__ts', expr: timeColumn },
    { name: itemValue, expr: valueIn(values, one) },
  ]);
  const type = named.columns.find((candidate) => candidate.name === itemValue)?.type ?? string;
  const present = filter(named, isNotNull(column(itemValue, type)));
  return bucket.length === 0 ? present : filter(present, isNotNull(column(itemColumn, string)));
};

/** The elements of a list or map as rows; a scalar, or a value that is seen whole, stays one row. */
const spread = (inputs: Rel, one: Aggregate): Rel => {
  if (one.per === 'mapKey') return unnest(inputs, { list: '__input', element: '__entry', position: null });
  if (one.per === 'element') return unnest(inputs, { list: '__input', element: '__element', position: '__position' });
  return one.explode ? unnest(inputs, { list: '__input', element: '__element', position: null }) : inputs;
};

const entriesOf = (input: Expr): Expr => {
  if (input.type.kind !== 'map') throw new Error(`internal: map keys of a ${input.type.kind}`);
  return call('map_entries', [input], { kind: 'list', element: entryType(input.type) });
};

const entryType = (type: Extract<Type, { kind: 'map' }>): Type => ({
  kind: 'struct',
  fields: [
    { name: 'key', type: type.key },
    { name: 'value', type: type.value },
  ],
});

const columnType = (rel: Rel, name: string): Type => {
  const found = rel.columns.find((one) => one.name === name);
  if (found === undefined) throw new Error(`internal: no column ${name}`);
  return found.type;
};

const fieldOf = (rel: Rel, field: 'key' | 'value'): Expr => {
  const entry = columnType(rel, '__entry');
  if (entry.kind !== 'struct') throw new Error('internal: an entry is a struct');
  const type = entry.fields.find((one) => one.name === field)?.type ?? string;
  return call('field', [column('__entry', entry), textLiteral(field)], type);
};

const itemIn = (rel: Rel, one: Aggregate): Expr => {
  if (one.per === 'mapKey') return fieldOf(rel, 'key');
  return one.per === 'element'
    ? column('__position', { kind: 'bigint' })
    : column(itemColumn, columnType(rel, itemColumn));
};

const valueIn = (rel: Rel, one: Aggregate): Expr => {
  if (one.per === 'mapKey') return fieldOf(rel, 'value');
  const name = one.per === 'element' || one.explode ? '__element' : '__input';
  return column(name, columnType(rel, name));
};
