import { column, dateLiteral, isNotNull, or } from '../expr.ts';
import type { Aggregate, GroupByNode } from '../plan.ts';
import type { Rel } from '../relation.ts';
import { filter, joinOn, keySlice, keysOf, project, temp, union } from '../relations.ts';
import { itemPass } from './item-pass.ts';
import { itemValue } from './item-states.ts';
import { itemColumn, itemValues, type Per, perOf } from './item-values.ts';
import { type Day, inputName, itemAggregates, keyNames, rowAggregates } from './pass.ts';
import { rollUpLists, rollUpMaps, seenCalls, seenItemCalls } from './roll-up.ts';
import { isCentred, rowPass } from './row-pass.ts';
import type { RelScript } from './script.ts';
import { visible } from './visible.ts';

/**
 * One partition of a GroupBy, computed from its own source partitions: the longest window bounds what is read, each
 * shorter one is a FILTER. Scalars with row states take one pass; values that are rolled up or counted by item take one
 * pass an input. With `slices` > 1 the keys are done in that many parts, so that lists and maps, which an engine cannot
 * spill, fit. Every other strategy must give the same values as this one.
 */
export const oneDay = (node: GroupByNode, ds: string, slices = 1): RelScript => {
  const day: Day = { node, ds };
  const read = union(node.sources.map((source) => visible(source, node, ds)));
  const passes = passesOf(node);
  const twice = slices > 1 || passes.others.length > 0 || isCentred(rowAggregates(passes.main));
  if (!twice) return { temps: [], checks: [], outputs: [{ ds, rel: finished(result(read, passes, day), day) }] };
  const name = `rows_${ds.replaceAll('-', '')}`;
  const rows = temp(name, read.columns);
  const parts = Array.from({ length: slices }, (_, at) =>
    slices === 1 ? rows : keySlice(rows, keyNames(day), { of: slices, at }),
  );
  return {
    temps: [{ name, rel: read }],
    checks: [],
    outputs: parts.map((part) => ({ ds, rel: finished(result(part, passes, day), day) })),
  };
};

type Passes = {
  /** Scalars, or values seen whole, with row states. */
  readonly main: readonly Aggregate[];
  /** By input and what they are rolled up by: one reading of the values each. */
  readonly others: readonly { readonly per: Per; readonly aggregates: readonly Aggregate[] }[];
};

const isMain = (one: Aggregate): boolean => one.per === null && !one.explode && rowAggregates([one]).length === 1;

const passesOf = (node: GroupByNode): Passes => {
  const others = new Map<string, { readonly per: Per; readonly aggregates: Aggregate[] }>();
  for (const one of node.aggregates.filter((candidate) => !isMain(candidate))) {
    const per = perOf(one);
    const by = one.per !== null && typeof one.per !== 'string' ? JSON.stringify(one.per.bucket) : '';
    const key = JSON.stringify([inputName(one), per, by, one.explode]);
    const pass = others.get(key) ?? { per, aggregates: [] };
    pass.aggregates.push(one);
    others.set(key, pass);
  }
  return { main: node.aggregates.filter(isMain), others: [...others.values()] };
};

/** All passes beside one another, one row a key. */
const result = (rows: Rel, passes: Passes, day: Day): Rel => {
  const main =
    passes.main.length === 0
      ? keysOf(rows, keyNames(day))
      : rowPass(rows, { by: keyNames(day), aggregates: rowAggregates(passes.main), value: (one) => one.input }, day);
  return passes.others.reduce(
    (left, pass) => joinOn('left', { left, right: other(rows, pass, day) }, keyNames(day)),
    main,
  );
};

const other = (rows: Rel, { per, aggregates }: Passes['others'][number], day: Day): Rel => {
  const [first] = aggregates;
  if (first === undefined) throw new Error('internal: a pass of nothing');
  const values = itemValues(rows, first, keyNames(day));
  const by = per === 'nothing' ? keyNames(day) : [...keyNames(day), itemColumn];
  const [ofRows, ofItems] = [rowAggregates(aggregates), itemAggregates(aggregates)];
  const type = values.columns.find((one) => one.name === itemValue)?.type ?? first.type;
  const positions = per === 'element';
  const plain = (all: readonly { readonly one: Aggregate }[]) => all.map(({ one }) => one);
  const rolled = [
    ...(ofRows.length === 0
      ? []
      : [
          rolledUp(
            rowPass(
              values,
              {
                by,
                aggregates: ofRows,
                value: () => column(itemValue, type),
                also: positions ? seenCalls(plain(ofRows), day) : [],
              },
              day,
            ),
            rows,
            { per, aggregates: plain(ofRows), day },
          ),
        ]),
    ...(ofItems.length === 0
      ? []
      : [
          rolledUp(
            itemPass(values, { by, aggregates: ofItems, also: positions ? seenItemCalls(plain(ofItems)) : [] }, day),
            rows,
            { per, aggregates: plain(ofItems), day },
          ),
        ]),
  ];
  const [one, two] = rolled;
  if (one === undefined) throw new Error('internal: a pass of nothing');
  // Items are seen wherever rows are: both relations have the same keys.
  return two === undefined ? one : joinOn('inner', { left: one, right: two }, keyNames(day));
};

const rolledUp = (
  items: Rel,
  rows: Rel,
  request: { readonly per: Per; readonly aggregates: readonly Aggregate[]; readonly day: Day },
): Rel => {
  switch (request.per) {
    case 'nothing':
      return items;
    case 'element':
      return rollUpLists(items, rows, request);
    case 'bucket':
    case 'mapKey':
      return rollUpMaps(items, request.aggregates, request.day);
  }
};

/** The columns of the table, derived ones too; a key without any value has no row. */
const finished = (rel: Rel, { node, ds }: Day): Rel => {
  const some = or(...node.aggregates.map((one) => isNotNull(column(one.output, one.type))));
  const derived = new Map(node.derivations.map((one) => [one.output, one.expr]));
  return project(
    filter(rel, some),
    node.output.columns.map(({ name, type }) => ({
      name,
      expr: name === node.output.partitionColumn ? dateLiteral(ds) : (derived.get(name) ?? column(name, type)),
    })),
  );
};
