import type { Mutant } from './mutants.ts';

const physical = 'compiler/physical';

const seen: readonly Omit<Mutant, 'property'>[] = [
  {
    name: 'a row at the moment of a left row is seen',
    file: `${physical}/pairs.ts`,
    find: `compare('gt', at, column('__after', bigint))`,
    replace: `compare('ge', at, column('__after', bigint))`,
  },
  {
    name: 'a row at the start of the longest window of a left row is lost',
    file: `${physical}/pairs.ts`,
    find: `compare('ge', timeColumn, reachOf(features))`,
    replace: `compare('gt', timeColumn, reachOf(features))`,
  },
  {
    name: 'a row at the start of a shorter window of a left row is lost',
    file: `${physical}/pairs.ts`,
    find: `compare('ge', timeColumn, column(tail.name, tail.type))`,
    replace: `compare('gt', timeColumn, column(tail.name, tail.type))`,
  },
  {
    name: 'windows of a left row are not rounded',
    file: `${physical}/queries.ts`,
    find: `edge === 'exact' ? start :`,
    replace: `edge !== null ? start :`,
  },
  {
    name: 'a window over a snapshot takes rows that come later',
    file: `${physical}/pairs.ts`,
    find: `whole ? and(inside, compare('lt', timeColumn, at)) : inside`,
    replace: `whole ? and(inside) : inside`,
  },
  {
    name: 'a SNAPSHOT part reads the partitions of the day itself',
    file: `${physical}/pairs.ts`,
    find: `accuracy === 'snapshot' ? 1 : 0`,
    replace: `accuracy === 'snapshot' ? 0 : 0`,
  },
  {
    name: 'a TEMPORAL part reads no partition of the day itself',
    file: `${physical}/pairs.ts`,
    find: `accuracy === 'snapshot' ? 1 : 0`,
    replace: `accuracy === 'snapshot' ? 1 : 1`,
  },
  {
    name: 'a SNAPSHOT part is seen at the time of the left row',
    file: `${physical}/queries.ts`,
    find: `return accuracy === 'temporal' ? ts :`,
    replace: `return accuracy !== null ? ts :`,
  },
  {
    name: 'beside entities a part is seen at the start of the day',
    file: `${physical}/queries.ts`,
    find: `[startOf(ds), bigintLiteral(dayMs)]`,
    replace: `[startOf(ds), bigintLiteral(0)]`,
  },
  {
    name: 'the snapshot of the day itself is read, not of the day before',
    file: `${physical}/pairs.ts`,
    find: `{ name: '__read', expr: nextDay(ds) }`,
    replace: `{ name: '__read', expr: ds }`,
  },
  {
    name: 'rows that are taken whole are those of the day itself',
    file: `${physical}/part-rows.ts`,
    find: `expr: nextDay(column('__ds', date)) }`,
    replace: `expr: column('__ds', date) }`,
  },
  {
    name: 'a partition of a later day can be read',
    file: `${physical}/pairs.ts`,
    find: `const readable = plus(startOf(ds), shift * dayMs - 1);`,
    replace: `const readable = plus(startOf(ds), shift * dayMs - 1 - dayMs);`,
  },
  {
    name: 'a partition can be read a day longer than the lookback',
    file: `${physical}/pairs.ts`,
    find: `(shift + lookbackDays + 2) * dayMs`,
    replace: `(shift + lookbackDays + 3) * dayMs`,
  },
  {
    name: 'a partition can be read a day less than the lookback',
    file: `${physical}/pairs.ts`,
    find: `(shift + lookbackDays + 2) * dayMs`,
    replace: `(shift + lookbackDays + 1) * dayMs`,
  },
  {
    name: 'changes of the day before are seen too',
    file: `${physical}/pairs.ts`,
    find: `and(timely, compare('ge', changed, startOf(ds)), hasKey(features.keys))`,
    replace: `and(timely, hasKey(features.keys))`,
  },
  {
    name: 'a change is seen from the time of its row on',
    file: `${physical}/pairs.ts`,
    find: `timed(call('greatest', [timeColumn, changed], bigint))`,
    replace: `timed(timeColumn)`,
  },
  {
    name: 'each of two equal left rows asks, and has two rows',
    file: `${physical}/queries.ts`,
    find: `numbered(aggregate(asking, names, []), query.name)`,
    replace: `numbered(asking, query.name)`,
  },
  {
    name: 'of two equal left rows one is kept',
    file: `${physical}/join.ts`,
    find: `const rows = leftRows(left, { start: ds, end: ds });`,
    replace: `const { columns } = left.rel;
  const input = leftRows(left, { start: ds, end: ds });
  const rows: Rel = { kind: 'aggregate', input, keys: columns.map((one) => one.name), calls: [], columns };`,
  },
  {
    name: 'a part is asked by the left column that is called as its key',
    file: 'compiler/lower/join-part.ts',
    find: `left.value(mapping[key] ?? key)`,
    replace: `left.value(left.columns.some((one) => one.name === key) ? key : (mapping[key] ?? key))`,
  },
  {
    name: 'values are put beside the left column that is called as their key',
    file: `${physical}/join.ts`,
    find: `map((name, at) => ({ left: name, right: keyName(index, at) }))`,
    replace: `map((name, at) => {
      const key = Object.keys(part.keyMapping)[at] ?? name;
      return { left: beside.columns.some((one) => one.name === key) ? key : name, right: keyName(index, at) };
    })`,
  },
  {
    name: 'a null in a key of a left row finds nothing',
    file: 'compiler/sql/print.ts',
    find: 'f`l.${name(on.left)} IS NOT DISTINCT FROM r.${name(on.right)}`',
    replace: 'f`l.${name(on.left)} = r.${name(on.right)}`',
  },
  {
    name: 'a key of nulls alone is a key',
    file: 'compiler/expr.ts',
    find: `or(...keys.map((key) => isNotNull(column(key.name, key.type))))`,
    replace: `or(compare('eq', bigintLiteral(0), bigintLiteral(0)))`,
  },
  {
    name: 'one of two skew keys is enough to leave a left row out',
    file: 'compiler/lower/skew-keys.ts',
    find: `const every = and(...skewed`,
    replace: `const every = or(...skewed`,
  },
  {
    name: 'a null is left out where other skew keys are listed',
    file: 'compiler/lower/skew-keys.ts',
    find: `and(isNotNull(value), isOne)`,
    replace: `isOne`,
  },
  {
    name: 'left rows of skew keys are looked up',
    file: 'compiler/lower/skew-keys.ts',
    find: `rel: filter(left.rel, not(every))`,
    replace: `rel: left.rel`,
  },
];

const switched: readonly Omit<Mutant, 'property'>[] = [
  {
    name: 'a heavy key is computed from pairs too',
    file: `${physical}/query-values.ts`,
    find: `const light = joinWhere('anti', { left: asking, right: keys }, { on, condition: null, columns: asking.columns });`,
    replace: `const light = asking;`,
  },
  {
    name: 'a heavy key is computed neither way',
    file: `${physical}/query-values.ts`,
    find: `return union([values, project(beside, same)]);`,
    replace: `return union([values]);`,
  },
  {
    name: 'a key that is not heavy is computed neither way',
    file: `${physical}/query-values.ts`,
    find: `const light = joinWhere('anti',`,
    replace: `const light = joinWhere('inner',`,
  },
];

/** Mistakes in what the parts of a Join see, and in which way they are computed. */
export const joinMutants: readonly Mutant[] = [
  ...seen.map((one): Mutant => ({ ...one, property: 'joins' })),
  ...switched.map((one): Mutant => ({ ...one, property: 'moments' })),
];
