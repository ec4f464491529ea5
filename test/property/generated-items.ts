import fc from 'fast-check';
import { decimal, double, list, long, map, type Operation, string, struct, timestamp, type Window } from '#dsl';
import type { Plain } from '#runtime/verify/value';
import { exactOf, type Written } from './built.ts';
import { allWindows, type Kind } from './generated-case.ts';
import { doubles, inputValues, isoMicros, nullable, columns as scalars, texts } from './generated-values.ts';

const dec = decimal(18, 3);
const place = struct({ a: long, b: double, c: string });

/** Beside the scalars: lists `l_`, maps `m_`, lists of one length `e_`, a struct, a list of lists, and buckets. */
const columns = {
  ...scalars,
  x_even: double,
  l_long: list(long),
  l_limit: list(long),
  l_double: list(double),
  l_even: list(double),
  l_dec: list(dec),
  l_text: list(string),
  l_time: list(timestamp),
  m_long: map('string', long),
  m_limit: map('string', long),
  m_double: map('string', double),
  m_even: map('string', double),
  m_dec: map('string', dec),
  m_text: map('string', string),
  e_long: list(long),
  e_even: list(double),
  e_dec: list(dec),
  e_text: list(string),
  s_place: place,
  s_lists: list(list(double)),
  s_maps: map('string', list(double)),
  b_word: string,
  b_text: string,
} as const;

/** What a column may hold, by the end of its name. `even` has no sizes whose fourth power is beyond a double. */
const kinds = {
  summed: ['long', 'dec'],
  numeric: ['long', 'dec', 'limit'],
  all: ['long', 'dec', 'limit', 'double', 'even', 'text', 'time', 'bool', 'date'],
} as const;
const takes: Readonly<Record<Operation, readonly string[]>> = {
  sum: [...kinds.summed, 'double', 'even', 'bool'],
  average: [...kinds.numeric, 'double', 'even'],
  variance: [...kinds.numeric, 'double', 'even'],
  stddev: [...kinds.numeric, 'double', 'even'],
  skew: [...kinds.numeric, 'even', 'even'],
  kurtosis: [...kinds.numeric, 'even', 'even'],
  approxPercentile: [...kinds.numeric, 'double', 'even'],
  min: kinds.all,
  max: kinds.all,
  topK: kinds.all,
  bottomK: kinds.all,
  uniqueTopK: kinds.all,
  uniqueCount: kinds.all,
  approxHistogramK: [...kinds.numeric, 'text', 'bool', 'date'],
  histogram: ['text'],
  count: [...kinds.all, 'place', 'lists', 'maps'],
  boundedUniqueCount: [...kinds.all, 'place', 'lists', 'maps'],
  approxUniqueCount: [...kinds.all, 'place', 'lists', 'maps'],
  first: [...kinds.all, 'place', 'lists', 'maps'],
  last: [...kinds.all, 'place', 'lists', 'maps'],
  firstK: [...kinds.all, 'place', 'lists', 'maps'],
  lastK: [...kinds.all, 'place', 'lists', 'maps'],
};
/** All 22. */
export const takenOperations = Object.keys(takes) as readonly Operation[];
const timed: ReadonlySet<Operation> = new Set(['first', 'last', 'firstK', 'lastK']);
const needsK: ReadonlySet<Operation> = new Set(['firstK', 'lastK', 'topK', 'bottomK', 'uniqueTopK']);
const takesK: ReadonlySet<Operation> = new Set(['histogram', 'approxHistogramK', 'boundedUniqueCount']);

/** How an aggregation sees its column. */
export const shapes = ['scalar', 'list', 'map', 'buckets', 'elementWise'] as const;
type Shape = (typeof shapes)[number];
const prefixes: { readonly [shape in Shape]: readonly string[] } = {
  scalar: ['x', 's'],
  list: ['l'],
  map: ['m'],
  buckets: ['x', 'x', 'l', 's'],
  elementWise: ['e'],
};

const columnsFor = (operation: Operation, shape: Shape): readonly string[] =>
  prefixes[shape].flatMap((prefix) =>
    takes[operation]
      .map((kind) => `${prefix}_${kind}`)
      .filter((name) => name in columns)
      // A map cannot be bucketed.
      .filter((name) => !(shape === 'buckets' && name === 's_maps')),
  );

type Choice = { readonly shape: Shape; readonly operation: Operation; readonly column: string };
const choicesOf = (shape: Shape): readonly Choice[] =>
  takenOperations
    .filter((operation) => !(shape === 'elementWise' && timed.has(operation)))
    .flatMap((operation) => columnsFor(operation, shape).map((column) => ({ shape, operation, column })));

const optionsOf = (operation: Operation): fc.Arbitrary<Pick<Written, 'k' | 'percentiles'>> => {
  const none: fc.Arbitrary<null> = fc.constant(null);
  const some: fc.Arbitrary<number> = fc.integer({ min: operation === 'histogram' ? 0 : 1, max: 4 });
  const mayHave: fc.Arbitrary<number | null> = takesK.has(operation) ? fc.option(some, { freq: 4 }) : none;
  const k: fc.Arbitrary<number | null> = needsK.has(operation) ? some : mayHave;
  const shares: fc.Arbitrary<readonly number[] | null> = fc.option(
    fc.subarray([0, 0.1, 0.25, 0.29, 0.5, 0.75, 0.9, 1], { minLength: 1, maxLength: 3 }),
    { freq: 4 },
  );
  return fc.record({ k, percentiles: operation === 'approxPercentile' ? shares : none });
};

type Among = { readonly windows: readonly Window[]; readonly least: number };

const written = ({ shape, operation, column }: Choice, { windows, least }: Among): fc.Arbitrary<Written> =>
  fc
    .record({
      operation: fc.constant(operation),
      column: fc.constant(column),
      windows: fc.subarray([...windows], { minLength: least, maxLength: Math.min(2, windows.length) }),
      windowEdge: fc.constantFrom('sawtooth' as const, 'sawtooth' as const, 'sawtooth' as const, 'exact' as const),
      buckets: shape === 'buckets' ? fc.subarray(['b_word', 'b_text'], { minLength: 1 }) : fc.constant([]),
      elementWise: fc.constant(shape === 'elementWise'),
      exact: exactOf(operation, column),
      options: optionsOf(operation),
    })
    .map(({ options, ...rest }) => ({ ...rest, ...options }));

/** Every operation is as likely as another, whatever number of columns it takes. */
const anyOf = (choices: readonly Choice[], among: Among): fc.Arbitrary<Written> =>
  fc
    .constantFrom(...new Set(choices.map(({ operation }) => operation)))
    .chain((operation) => fc.constantFrom(...choices.filter((choice) => choice.operation === operation)))
    .chain((choice) => written(choice, among));

const several = (one: fc.Arbitrary<Written>) =>
  fc.uniqueArray(one, {
    minLength: 1,
    maxLength: 4,
    selector: ({ operation, column, windowEdge, buckets, k }) =>
      `${operation}${needsK.has(operation) ? k : ''} ${column} ${windowEdge} ${buckets?.length !== 0}`,
  });

const choices = shapes.map(choicesOf);

const apart = (least: number): fc.Arbitrary<readonly Written[]> =>
  several(fc.constantFrom(...choices).chain((some) => anyOf(some, { windows: allWindows, least })));

/** Of one column and a few windows: what aggregations share, they must not take from one another. */
const together: fc.Arbitrary<readonly Written[]> = fc
  .constantFrom(...choices)
  .chain((some) =>
    fc.record({
      column: fc.constantFrom(...new Set(some.map((choice) => choice.column))),
      windows: fc.subarray([...allWindows], { minLength: 1, maxLength: 2 }),
      some: fc.constant(some),
    }),
  )
  .chain(({ column, windows, some }) =>
    several(
      anyOf(
        some.filter((choice) => choice.column === column),
        { windows, least: 0 },
      ),
    ),
  );

/** Every operation over scalars; with `least` 1 each has a window. */
export const scalar = (least: number): fc.Arbitrary<readonly Written[]> =>
  several(anyOf(choicesOf('scalar'), { windows: allWindows, least }));

/** Those that a row can be taken away from, over values whose sums come back from any size. */
export const reversible: fc.Arbitrary<readonly Written[]> = several(
  fc.constantFrom(...choices).chain((some) =>
    anyOf(
      some.filter(
        ({ operation, shape, column }) =>
          ['count', 'sum', 'average', 'variance', 'histogram'].includes(operation) &&
          !(operation === 'histogram' && shape === 'elementWise') &&
          !column.endsWith('_double'),
      ),
      { windows: allWindows, least: 0 },
    ),
  ),
);

const decimals = fc.constantFrom('0.000', '0.001', '-0.001', '12.340', '999999999999999.999', '-999999999999999.999');
const limits = fc.constantFrom(0n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n, -7n, 10n ** 18n);
/** Sums of a few hundred stay within BIGINT. */
const longs = fc.oneof(fc.bigInt(-3n, 3n), fc.constantFrom(10n ** 16n, -(10n ** 16n), 2n ** 53n + 1n));
/** About an offset: moments of a few cents beside it have no digits left unless a centre is taken off first. */
const evenNumbersAt = (offset: number) =>
  fc.oneof(
    fc.integer({ min: -10_000, max: 10_000 }).map((cents) => offset + cents / 100),
    fc.constantFrom(0.1, 1, 1).map((number) => offset + number),
    fc.constantFrom(-0, 0, 1e12 + 0.5).map((number) => (offset === 0 ? number : offset)),
  );
const times = fc
  .tuple(fc.constantFrom(-1, 0, 1701475199999), fc.constantFrom(0, 999))
  .map((time) => isoMicros(...time));
const words = fc.constantFrom('p', 'q', '\u{1F600}', '\uFF5E');

const listOf = (of: fc.Arbitrary<Plain>) => nullable(fc.array(nullable(of), { maxLength: 3 }));
const names = fc.oneof(words, words, texts);
const mapOf = (of: fc.Arbitrary<Plain>) =>
  nullable(
    fc
      .uniqueArray(fc.tuple(names, nullable(of)), { maxLength: 3, selector: ([name]) => name })
      .map((entries): Plain => new Map<string, Plain>(entries)),
  );

/** Lists of `length` elements without null; strange ones are longer, or have a null, or `odd`, which counts as one. */
const listsOf = (of: fc.Arbitrary<Plain>, { length, odd }: { readonly length: number; readonly odd: Plain }) => {
  const even = fc.array(of, { minLength: length, maxLength: length });
  const longer = fc.array(of, { minLength: length + 1, maxLength: length + 1 });
  const holed = fc
    .tuple(fc.array(of, { maxLength: length }), fc.constantFrom(odd, null))
    .map(([made, hole]) => [...made, hole]);
  return { even: nullable(even), strange: fc.oneof(longer, longer, holed) };
};

/** One case in six has lists that elementWise refuses. */
const values = fc
  .record({
    length: fc.constantFrom(1, 2, 2, 3, 0),
    refused: fc.integer({ min: 1, max: 6 }),
    offset: fc.constantFrom(0, 0, 1e9, 1.7e12),
  })
  .map(({ length, refused, offset }): fc.Arbitrary<Record<string, Plain>> => {
    const lists = (of: fc.Arbitrary<Plain>, odd: Plain = null): fc.Arbitrary<Plain> => {
      const { even, strange } = listsOf(of, { length, odd });
      return refused === 6 ? fc.oneof({ weight: 3, arbitrary: even }, { weight: 1, arbitrary: strange }) : even;
    };
    const evenNumbers = evenNumbersAt(offset);
    const evens = fc.oneof(
      { weight: 5, arbitrary: evenNumbers },
      { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
    );
    const more = fc.record({
      x_even: nullable(evens),
      l_long: listOf(longs),
      l_limit: listOf(limits),
      l_double: listOf(doubles),
      l_even: listOf(evens),
      l_dec: listOf(decimals),
      l_text: listOf(fc.oneof(words, texts)),
      l_time: listOf(times),
      m_long: mapOf(longs),
      m_limit: mapOf(limits),
      m_double: mapOf(doubles),
      m_even: mapOf(evens),
      m_dec: mapOf(decimals),
      m_text: mapOf(fc.oneof(words, texts)),
      e_long: lists(longs),
      e_even: lists(evenNumbers, Number.NaN),
      e_dec: lists(decimals),
      e_text: lists(texts),
      s_place: nullable(fc.record({ a: nullable(longs, 2), b: nullable(evens, 3), c: nullable(words, 3) })),
      s_lists: listOf(fc.array(nullable(evens), { maxLength: 2 })),
      s_maps: mapOf(fc.array(nullable(evens), { maxLength: 2 })),
      b_word: nullable(words),
      b_text: nullable(texts),
    });
    return fc.tuple(inputValues, more).map(([few, many]) => ({ ...few, ...many, x_text: many.b_word ?? few.x_text }));
  });

/** Every operation over scalars, lists, maps, in buckets and by position; up to 16 rows a source. */
export const items = (bases: readonly string[]): Kind => ({
  columns,
  // Partitions are looked back over only where every aggregation has a window.
  aggregations: fc.oneof(apart(0), apart(1), apart(1), together),
  values,
  bases,
  lengths: [1, 1, 1, 2],
  rows: { usual: 8, most: 16 },
  keys: 3,
});
