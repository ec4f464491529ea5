import type { ColumnType, Decimal, DenseList, List, MapOf, Numeric, Scalar } from './column-type.ts';

interface Rule<Takes, Makes> {
  readonly takes: Takes;
  readonly makes: Makes;
}

/** Floats are not counted by value: two that print alike may differ. */
type Countable = 'string' | 'long' | 'boolean' | 'date' | Decimal;

type Sum<T> = T extends `decimal(${string},${infer S extends number})`
  ? `decimal(38,${S})`
  : T extends 'boolean'
    ? 'long'
    : T;

/** What each operation takes, and what it makes of inputs of type `T`. */
interface Rules<T> extends Record<'average' | 'variance' | 'stddev' | 'skew' | 'kurtosis', Rule<Numeric, 'double'>> {
  sum: Rule<Numeric | 'boolean', Sum<T>>;
  approxPercentile: Rule<Numeric, DenseList<'double'>>;
  min: Rule<Scalar, T>;
  max: Rule<Scalar, T>;
  topK: Rule<Scalar, DenseList<T>>;
  bottomK: Rule<Scalar, DenseList<T>>;
  uniqueTopK: Rule<Scalar, DenseList<T>>;
  uniqueCount: Rule<Scalar, 'long'>;
  histogram: Rule<'string', MapOf<'long'>>;
  approxHistogramK: Rule<Countable, MapOf<'long'>>;
  count: Rule<ColumnType, 'long'>;
  boundedUniqueCount: Rule<ColumnType, 'long'>;
  approxUniqueCount: Rule<ColumnType, 'long'>;
  first: Rule<ColumnType, T>;
  last: Rule<ColumnType, T>;
  firstK: Rule<ColumnType, DenseList<T>>;
  lastK: Rule<ColumnType, DenseList<T>>;
}
/** The 22 operations, as an author calls them. */
export type Operation = keyof Rules<unknown>;
export type Takes<Op extends Operation> = Rules<unknown>[Op]['takes'];
type Makes<Op extends Operation, T> = Rules<T>[Op]['makes'];

/** These see a list or a map as one value. */
type Timed = 'first' | 'last' | 'firstK' | 'lastK';

interface Wording {
  text: 'string';
  numeric: 'long, double or decimal';
  summable: 'long, double, decimal or boolean';
  countable: 'string, long, decimal, boolean or date (round a double in select)';
  scalar: 'a type that is not a list, map or struct';
}

/** What a message says an operation needs. */
export type Needs<Op extends Operation> =
  Takes<Op> extends 'string'
    ? Wording['text']
    : Takes<Op> extends Numeric
      ? Wording['numeric']
      : Takes<Op> extends Numeric | 'boolean'
        ? Wording['summable']
        : Takes<Op> extends Countable
          ? Wording['countable']
          : Wording['scalar'];

/** What an operation sees of a column: an untimed one, the elements. */
export type Input<Op extends Operation, T> = Op extends Timed
  ? T
  : T extends List<infer E>
    ? E
    : T extends MapOf<infer V>
      ? V
      : T;

/** The type of the output column; `B` are the bucket columns, `E` is elementWise. */
export type Output<Op extends Operation, T, B, E> = [B] extends [never]
  ? E extends true
    ? T extends List<infer X>
      ? DenseList<Makes<Op, X>>
      : never
    : Op extends Timed
      ? Makes<Op, T>
      : T extends MapOf<infer V>
        ? MapOf<Makes<Op, V>>
        : Makes<Op, Input<Op, T>>
  : MapOf<Makes<Op, Input<Op, T>>>;

// The same rules for a project that was loaded without a type check.

type Group = keyof Wording | 'any';
type Made = 'input' | 'sum' | 'list' | 'long' | 'double' | 'doubles' | 'counts';

const rules: { readonly [Op in Operation]: readonly [takes: Group, makes: Made] } = {
  sum: ['summable', 'sum'],
  average: ['numeric', 'double'],
  variance: ['numeric', 'double'],
  stddev: ['numeric', 'double'],
  skew: ['numeric', 'double'],
  kurtosis: ['numeric', 'double'],
  approxPercentile: ['numeric', 'doubles'],
  min: ['scalar', 'input'],
  max: ['scalar', 'input'],
  topK: ['scalar', 'list'],
  bottomK: ['scalar', 'list'],
  uniqueTopK: ['scalar', 'list'],
  uniqueCount: ['scalar', 'long'],
  histogram: ['text', 'counts'],
  approxHistogramK: ['countable', 'counts'],
  count: ['any', 'long'],
  boundedUniqueCount: ['any', 'long'],
  approxUniqueCount: ['any', 'long'],
  first: ['any', 'input'],
  last: ['any', 'input'],
  firstK: ['any', 'list'],
  lastK: ['any', 'list'],
};

const wording: { readonly [G in Group]: G extends keyof Wording ? Wording[G] : string } = {
  text: 'string',
  numeric: 'long, double or decimal',
  summable: 'long, double, decimal or boolean',
  countable: 'string, long, decimal, boolean or date (round a double in select)',
  scalar: 'a type that is not a list, map or struct',
  any: 'any type',
};

const decimalScale = (type: ColumnType): string | undefined =>
  typeof type === 'string' ? /^decimal\(\d+,(\d+)\)$/.exec(type)?.[1] : undefined;

const belongs = (type: ColumnType, group: Group): boolean => {
  if (group === 'any') return true;
  if (typeof type !== 'string') return false;
  if (group === 'scalar') return true;
  if (group === 'text') return type === 'string';
  if (type === 'long' || decimalScale(type) !== undefined) return true;
  if (group === 'countable') return type === 'string' || type === 'boolean' || type === 'date';
  return type === 'double' || (group === 'summable' && type === 'boolean');
};

const dense = (element: ColumnType): DenseList<ColumnType> => Object.freeze({ list: element, dense: true });
const mapOf = (value: ColumnType): MapOf<ColumnType> => Object.freeze({ map: value });

const makes = (operation: Operation, input: ColumnType): ColumnType => {
  switch (rules[operation][1]) {
    case 'input':
      return input;
    case 'sum': {
      const scale = decimalScale(input);
      return scale === undefined ? (input === 'boolean' ? 'long' : input) : (`decimal(38,${scale})` as Decimal);
    }
    case 'list':
      return dense(input);
    case 'long':
      return 'long';
    case 'double':
      return 'double';
    case 'doubles':
      return dense('double');
    case 'counts':
      return mapOf('long');
  }
};

const timed: ReadonlySet<Operation> = new Set(['first', 'last', 'firstK', 'lastK']);
const isList = (type: ColumnType): type is List<ColumnType> => typeof type === 'object' && 'list' in type;
const isMap = (type: ColumnType): type is MapOf<ColumnType> => typeof type === 'object' && 'map' in type;

const inputOf = (operation: Operation, type: ColumnType): ColumnType => {
  if (timed.has(operation)) return type;
  return isList(type) ? type.list : isMap(type) ? type.map : type;
};

/** How an operation is asked for, as far as its types depend on it. */
export type Use = {
  readonly operation: Operation;
  readonly type: ColumnType;
  readonly elementWise: boolean;
  readonly bucketed: boolean;
};

/** The type of an operation's output, or null when there is none (elementWise of a value that is no list). */
export const outputType = ({ operation, type, elementWise, bucketed }: Use): ColumnType | null => {
  const input = inputOf(operation, type);
  if (bucketed) return mapOf(makes(operation, input));
  if (elementWise) return isList(type) ? dense(makes(operation, type.list)) : null;
  return !timed.has(operation) && isMap(type) ? mapOf(makes(operation, input)) : makes(operation, input);
};

/** Why an operation cannot be used this way, as the type checker says it; null when it can. */
export const misuse = ({ operation, type, elementWise, bucketed }: Use): string | null => {
  if (elementWise && !isList(type)) return 'elementWise needs a list';
  if (!elementWise && bucketed && isMap(type)) return 'a map cannot be bucketed';
  const input = elementWise && isList(type) && !timed.has(operation) ? type.list : inputOf(operation, type);
  const [group] = rules[operation];
  return belongs(input, group) ? null : `${operation}() needs ${wording[group]}`;
};
