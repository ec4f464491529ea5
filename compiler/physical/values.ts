import { column } from '../expr.ts';
import type { Aggregate, GroupByNode } from '../plan.ts';
import type { Rel } from '../relation.ts';
import { joinOn, keysOf } from '../relations.ts';
import { itemPass } from './item-pass.ts';
import { itemValue } from './item-states.ts';
import { itemColumn, itemValues, type Per, perOf } from './item-values.ts';
import { groupNames, inputName, itemAggregates, type Moment, rowAggregates } from './pass.ts';
import { leftCalls, leftItemCalls, rollUpLists, rollUpMaps, seenCalls, seenItemCalls } from './roll-up.ts';
import { isCentred, rowPass } from './row-pass.ts';

export type Passes = {
  /** Scalars, or values seen whole, with row states. */
  readonly main: readonly Aggregate[];
  /** By input and what they are rolled up by: one reading of the values each. */
  readonly others: readonly { readonly per: Per; readonly aggregates: readonly Aggregate[] }[];
};

const isMain = (one: Aggregate): boolean => one.per === null && !one.explode && rowAggregates([one]).length === 1;

export const passesOf = (node: GroupByNode): Passes => {
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

/** All passes beside one another, one row a group. */
export const valuesOf = (rows: Rel, passes: Passes, moment: Moment): Rel => {
  const [only] = passes.others;
  // A group that has no item has no value either.
  if (only !== undefined && !readsTwice(passes)) return other(rows, only, moment);
  const main =
    passes.main.length === 0
      ? keysOf(rows, groupNames(moment))
      : rowPass(
          rows,
          { by: groupNames(moment), aggregates: rowAggregates(passes.main), value: (one) => one.input },
          moment,
        );
  return passes.others.reduce(
    (left, pass) => joinOn('left', { left, right: other(rows, pass, moment) }, groupNames(moment)),
    main,
  );
};

const other = (rows: Rel, { per, aggregates }: Passes['others'][number], moment: Moment): Rel => {
  const [first] = aggregates;
  if (first === undefined) throw new Error('internal: a pass of nothing');
  const values = itemValues(rows, first, moment);
  const by = per === 'nothing' ? groupNames(moment) : [...groupNames(moment), itemColumn];
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
                also: positions ? [...seenCalls(plain(ofRows), moment), ...leftCalls(plain(ofRows), moment)] : [],
              },
              moment,
            ),
            rows,
            { per, aggregates: plain(ofRows), moment },
          ),
        ]),
    ...(ofItems.length === 0
      ? []
      : [
          rolledUp(
            itemPass(
              values,
              {
                by,
                aggregates: ofItems,
                also: positions
                  ? [...seenItemCalls(plain(ofItems), moment), ...leftItemCalls(plain(ofItems), moment)]
                  : [],
              },
              moment,
            ),
            rows,
            { per, aggregates: plain(ofItems), moment },
          ),
        ]),
  ];
  const [one, two] = rolled;
  if (one === undefined) throw new Error('internal: a pass of nothing');
  // Items are seen wherever rows are: both relations have the same keys.
  return two === undefined ? one : joinOn('inner', { left: one, right: two }, groupNames(moment));
};

const rolledUp = (
  items: Rel,
  rows: Rel,
  request: { readonly per: Per; readonly aggregates: readonly Aggregate[]; readonly moment: Moment },
): Rel => {
  switch (request.per) {
    case 'nothing':
      return items;
    case 'element':
      return rollUpLists(items, rows, request);
    case 'bucket':
    case 'mapKey':
      return rollUpMaps(items, request.aggregates, request.moment);
  }
};

/** True where the rows are read more than once. */
export const readsTwice = ({ main, others }: Passes): boolean =>
  isCentred(rowAggregates(main)) || others.length > 1 || others.some((pass) => main.length > 0 || !readsOnce(pass));

/** Items that are not rolled up, or in maps: the rows are read by their states alone. */
const readsOnce = ({ per, aggregates }: Passes['others'][number]): boolean =>
  per !== 'element' && rowAggregates(aggregates).length === 0;
