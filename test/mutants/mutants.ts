import { joinMutants } from './join-mutants.ts';

/** What must see a mistake: the property test of values, of states of parts, of moments of their own, or of Joins. */
export type Property = 'values' | 'merges' | 'moments' | 'joins';

/** A mistake that somebody could make: in `file`, `find` (which stands there once) becomes `replace`. */
export type Mutant = {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Default: values. */
  readonly property?: Property;
};

const physical = 'compiler/physical';
const operations = `${physical}/operations`;

export const mutants: readonly Mutant[] = [
  {
    name: 'an event at the query time is counted',
    file: `${physical}/visible.ts`,
    find: `wholeSnapshot ? [] : [compare('lt', timeColumn, bigintLiteral(at))]`,
    replace: `wholeSnapshot ? [] : [compare('le', timeColumn, bigintLiteral(at))]`,
  },
  {
    name: 'an event at the start of the longest window is lost',
    file: `${physical}/visible.ts`,
    find: `compare('ge', timeColumn, bigintLiteral(tail))`,
    replace: `compare('gt', timeColumn, bigintLiteral(tail))`,
  },
  {
    name: 'an event at the start of a shorter window is lost',
    file: `${physical}/day-moment.ts`,
    find: `compare('ge', timeColumn, bigintLiteral(tail))`,
    replace: `compare('gt', timeColumn, bigintLiteral(tail))`,
  },
  {
    name: 'hops of an hour from 13 hours on',
    file: 'compiler/window.ts',
    find: 'windowMs >= 12 * hourMs',
    replace: 'windowMs >= 13 * hourMs',
  },
  {
    name: 'hops of a day from 13 days on',
    file: 'compiler/window.ts',
    find: 'windowMs >= 12 * dayMs',
    replace: 'windowMs >= 13 * dayMs',
  },
  {
    name: "windowEdge 'exact' is rounded",
    file: 'compiler/window.ts',
    find: `edge === 'exact' ? tail :`,
    replace: `edge === null ? tail :`,
  },
  {
    name: 'the lookback is a day short',
    file: `${physical}/visible.ts`,
    find: 'shiftDay(ds, -1 - node.lookbackDays)',
    replace: 'shiftDay(ds, -node.lookbackDays)',
  },
  {
    name: 'the lookback is dropped',
    file: `${physical}/visible.ts`,
    find: `node.lookbackDays === null ? null :`,
    replace: `node.lookbackDays !== -1 ? null :`,
  },
  {
    name: "a source's bounds are ignored",
    file: `${physical}/visible.ts`,
    find: 'const { start, end } = source.days;',
    replace: 'const [start, end]: (string | null)[] = [null, null];',
  },
  {
    name: 'COUNT is 0 for null',
    file: `${operations}/count.ts`,
    find: '  finalise: counted,',
    replace: `  finalise: (state) => ({ kind: 'cast', input: state('n'), type: bigint }),`,
  },
  {
    name: 'a partly null key has no rows',
    file: 'compiler/expr.ts',
    find: 'or(...keys.map((key) => isNotNull(',
    replace: 'and(...keys.map((key) => isNotNull(',
  },
  {
    name: 'a null in a key joins nothing',
    file: 'compiler/sql/print.ts',
    find: 'f`l.${name(on.left)} IS NOT DISTINCT FROM r.${name(on.right)}`',
    replace: 'f`l.${name(on.left)} = r.${name(on.right)}`',
  },
  {
    name: 'NaN is kept',
    file: 'compiler/lower/source.ts',
    find: ': finite(value);',
    replace: ': value;',
  },
  {
    name: 'NaN is kept in lists and maps',
    file: 'compiler/dialect/duckdb-clean.ts',
    find: 'CASE WHEN isfinite(${value}) THEN ${value} + 0 END',
    replace: '(${value} + 0)',
  },
  {
    name: 'entries of a map stay in the order of the source',
    file: 'compiler/dialect/duckdb-clean.ts',
    find: 'list_sort(map_entries(${value}))',
    replace: 'map_entries(${value})',
  },
  {
    name: 'FIRST takes the greatest of a tie',
    file: `${operations}/ends.ts`,
    find: `export const first: RowOperation = end('min');`,
    replace: `const latest = end('max');
const minusOne: Expr = { kind: 'literal', value: -1, type: bigint };
const mirrored = (ts: Expr): Expr => call('subtract', [minusOne, ts], bigint);
export const first: RowOperation = {
  ...latest,
  lift: (value, options) => latest.lift({ ...value, ts: mirrored(value.ts) }, options),
};`,
  },
  {
    name: 'FIRST_K and LAST_K go by the value before the time',
    file: `${operations}/ends.ts`,
    find: `call('struct', [ts, value], stamped(value.type))`,
    replace: `call('struct', [value, ts], {
      kind: 'struct',
      fields: [{ name: 'v', type: value.type }, { name: 'ts', type: bigint }],
    })`,
  },
  {
    name: 'a percentile is the element before',
    file: `${operations}/percentile.ts`,
    find: `compare('gt', cast(running, bigint), index)`,
    replace: `compare('ge', cast(running, bigint), index)`,
  },
  {
    name: 'of equal counts HISTOGRAM keeps the greater key',
    file: `${operations}/histogram.ts`,
    find: '{ expr: key, descending: false }',
    replace: '{ expr: key, descending: true }',
  },
  {
    name: 'moments without their centre',
    file: `${operations}/moments.ts`,
    find: 'if (isFloat(value.type)) return sub(cast(value, double), cast(centre, double));',
    replace: 'if (isFloat(value.type)) return cast(value, double);',
  },
  {
    name: 'one bucket column stands for all',
    file: `${physical}/values.ts`,
    find: `typeof one.per !== 'string' ? JSON.stringify(one.per.bucket) : ''`,
    replace: `typeof one.per !== 'string' ? 'bucket' : ''`,
  },
  {
    name: 'buckets and windows are crossed',
    file: 'compiler/lower/aggregations.ts',
    find: 'windows.flatMap(({ windowMs }) => typed.pers.map((per) => ({ windowMs, per })))',
    replace: 'typed.pers.flatMap((per) => windows.map(({ windowMs }) => ({ windowMs, per })))',
  },
  {
    name: 'a row without a bucket is kept',
    file: `${physical}/item-values.ts`,
    find: 'return bucket.length === 0 ? present : filter(',
    replace: 'return bucket.length >= 0 ? present : filter(',
  },
  {
    name: 'elementWise takes lists of any length',
    file: `${physical}/roll-up.ts`,
    find: `compare('ne', guard('shortest'), guard('longest'))`,
    replace: `compare('lt', guard('longest'), guard('shortest'))`,
  },
  {
    name: 'UNIQUE_COUNT counts what other windows saw',
    file: `${physical}/item-pass.ts`,
    find: `compare(signed ? 'ne' : 'gt', n, bigintLiteral(0))`,
    replace: `compare(signed ? 'ne' : 'ge', n, bigintLiteral(0))`,
  },
  {
    name: '-0.0 is kept in lists',
    file: 'compiler/expr.ts',
    find: `const listed = value.type.kind === 'list' &&`,
    replace: `const listed = value.type.kind === 'map' &&`,
  },
  {
    name: 'power sums of a part are added as they are',
    file: `${operations}/moments.ts`,
    find: `return less === 0 ? old : mul(`,
    replace: `return less === 0 ? old : mul(doubleLiteral(0), `,
    property: 'merges',
  },
  {
    name: 'a binomial of a merge is wrong',
    file: `${operations}/moments.ts`,
    find: '3: [1, 3, 3, 1]',
    replace: '3: [1, 3, 2, 1]',
    property: 'merges',
  },
  {
    name: 'the merged centre is that of any part',
    file: `${operations}/moments.ts`,
    find: `{ state: 'c', fn: 'min', args: [state('c')], type },`,
    replace: `{ state: 'c', fn: 'max', args: [state('c')], type },`,
    property: 'merges',
  },
  {
    name: 'merged lists keep the other end',
    file: `${operations}/extremes.ts`,
    find: `fn === 'max_k' ? 'sorted_descending' : 'sorted'`,
    replace: `fn === 'min_k' ? 'sorted_descending' : 'sorted'`,
    property: 'merges',
  },
  {
    name: 'lists of parts stand one behind the other',
    file: `${operations}/extremes.ts`,
    find: `call(sorted, [call('flatten', [gathered], list)], list)`,
    replace: `call(sorted === 'sorted' ? 'flatten' : 'flatten', [gathered], list)`,
    property: 'merges',
  },
  {
    name: 'COUNT counts the parts',
    file: `${operations}/count.ts`,
    find: `{ state: 'n', fn: 'sum', args: [state('n')], type: exactInteger }`,
    replace: `{ state: 'n', fn: 'count', args: [state('n')], type: exactInteger }`,
    property: 'merges',
  },
  {
    name: 'a merge ignores its window',
    file: `${operations}/states.ts`,
    find: 'return { ...rest, output: `${one.name}.${state}`, filter };',
    replace: 'return { ...rest, output: `${one.name}.${state}`, filter: filter === null ? null : null };',
    property: 'merges',
  },
  {
    name: 'merged items count parts',
    file: `${physical}/item-states.ts`,
    find: `fn: 'sum',
      args: [column(from, bigint)],`,
    replace: `fn: 'count',
      args: [column(from, bigint)],`,
    property: 'merges',
  },
  {
    name: 'exact cuts digits off',
    file: `${operations}/exact.ts`,
    find: "call('round', [units], double)",
    replace: "call('floor', [units], double)",
  },
  {
    name: 'a value too large for exact is left out',
    file: `${operations}/exact.ts`,
    find: "compare('gt', state('over')",
    replace: "compare('lt', state('over')",
  },
  {
    name: 'an event at the moment of a query is counted',
    file: `${physical}/pairs.ts`,
    find: `compare('gt', at, column('__after', bigint))`,
    replace: `compare('ge', at, column('__after', bigint))`,
    property: 'moments',
  },
  {
    name: 'an event at the start of the longest window of a query is lost',
    file: `${physical}/pairs.ts`,
    find: `compare('ge', timeColumn, reachOf(features))`,
    replace: `compare('gt', timeColumn, reachOf(features))`,
    property: 'moments',
  },
  {
    name: 'a piece of a tile is counted with the tile',
    file: `${physical}/tile-bounds.ts`,
    find: 'and(...within(step), not(and(...within(above))))',
    replace: 'and(...within(step))',
    property: 'moments',
  },
  {
    name: 'pieces are sought in the tile of the moment only',
    file: `${physical}/tile-bounds.ts`,
    find: `one.edge === 'exact' || hopOf(one.windowMs ?? 0) < above`,
    replace: `one.edge === 'exact'`,
    property: 'moments',
  },
  {
    name: 'a tile of a partition that is older than the lookback is counted',
    file: `${physical}/tiles.ts`,
    find: '((lookbackDays ?? 0) + 1) * dayMs',
    replace: '((lookbackDays ?? 0) + 2) * dayMs',
    property: 'moments',
  },
  {
    name: 'a tile of a partition that was not there yet is counted',
    file: `${physical}/tiles.ts`,
    find: `compare('le', readable, today)`,
    replace: `compare('le', readable, readable)`,
    property: 'moments',
  },
  ...joinMutants,
];
