import { type Columns, columnsOf } from './column.ts';
import type { AnyRow, Row } from './column-type.ts';
import type { AnyDerive, BootstrapPart, Join, LabelPart, Part, Source } from './definition.ts';
import {
  type Derivable,
  type Derive,
  type Extended,
  type Fresh,
  type OneOf,
  type TypesOf,
  typesOf,
} from './derivation.ts';
import { called, frozen, listOf, record } from './record.ts';

// The recursive types below pass a result along: TypeScript follows 200 parts that way, and fewer than 48 the other.

type Merged<P extends readonly Part[], What extends 'left' | 'columns', Result = unknown> = P extends readonly [
  infer Head extends Part,
  ...infer Rest extends readonly Part[],
]
  ? Merged<Rest, What, Result & Head[What]>
  : unknown extends Result
    ? Record<never, never>
    : Result;

/** What a join puts beside the left rows. */
type Joined<P extends readonly Part[], D extends Derive, X> = X extends 'derived'
  ? TypesOf<D>
  : Extended<Merged<P, 'columns'>, D>;

/** The parts, or in the place of the first that adds a column twice, the column. */
type Distinct<P extends readonly Part[], Seen> = [Doubled<P, Seen>] extends [never] ? P : Marked<P, Seen>;

type Doubled<P extends readonly Part[], Seen, Result = never> = P extends readonly [
  infer Head extends Part,
  ...infer Rest extends readonly Part[],
]
  ? Doubled<Rest, Seen | keyof Head['columns'], Result | (keyof Head['columns'] & Seen)>
  : Result;

type Marked<P extends readonly Part[], Seen> = P extends readonly [
  infer Head extends Part,
  ...infer Rest extends readonly Part[],
]
  ? readonly [
      [keyof Head['columns'] & Seen] extends [never]
        ? Head
        : `'${OneOf<keyof Head['columns'] & Seen> & string}' is in the join already: give this part another prefix`,
      ...Marked<Rest, Seen | keyof Head['columns']>,
    ]
  : P;

/** Values of a column that fills a key; `string`: a day is text, `2023-12-01`. */
type KeyValue<T> = T extends 'string' | 'date'
  ? string
  : T extends 'long'
    ? number | bigint
    : T extends 'boolean'
      ? boolean
      : 'values are listed of text, longs, booleans and dates';

type SkewKeys<K> = { readonly [C in keyof K]?: readonly [KeyValue<K[C]> | null, ...(KeyValue<K[C]> | null)[]] };

const options = ['name', 'left', 'skewKeys', 'online', 'keep', 'outputNamespace', 'backfillStartDate', 'owner', 'tags'];
const read = ['parts', 'derive', 'labels', 'bootstrap', 'rowIds'];

const merged = (parts: readonly Part<AnyRow, AnyRow>[], what: 'left' | 'columns'): AnyRow =>
  Object.freeze(Object.assign({}, ...parts.map((part) => part?.[what])));

/**
 * Features beside labels, as of each left row's moment: one row for each left row.
 * Order matters to TypeScript: `left`, `parts`, `derive`, `bootstrap`.
 *
 * @example
 * join({ name: 'training_set', left: checkouts, parts: (left) => [part(purchases, left)] })
 */
export function join<
  const N extends string,
  L extends Row,
  const P extends readonly Part[],
  const D extends Derive = Record<never, never>,
  const B extends readonly LabelPart[] = [],
  const X extends 'all' | 'derived' = 'all',
>(config: {
  readonly name: N;
  readonly left: Source<L>;
  readonly parts: (left: Columns<L>) => Distinct<P, keyof L | 'ds'>;
  /** Columns made of the left columns and the features. */
  readonly derive?: (
    c: Derivable<L & Merged<P, 'columns'>, P, 'parts'>,
  ) => Fresh<D, keyof L | keyof Merged<P, 'columns'> | 'ds'>;
  /** 'derived' leaves the columns of the parts themselves out of the table. */
  readonly keep?: X;
  readonly labels?: (left: Columns<L>) => B;
  readonly bootstrap?: (out: Columns<L & Joined<P, D, X>>) => readonly BootstrapPart[];
  /** The left columns that tell one row from another. */
  readonly rowIds?: readonly NoInfer<keyof L & string>[];
  /**
   * By left column that fills a key: values of no interest (a crawler, 0, null). A part looks nothing up for a left row
   * whose columns named here, of those that fill the part's keys, all have a listed value: it has what a key has that was
   * never seen. The row itself is kept, and parts that are keyed by none of the columns see it.
   */
  readonly skewKeys?: SkewKeys<Merged<NoInfer<P>, 'left'>>;
  readonly outputNamespace?: string;
  /** true: what is served is whole, so the GroupBy of every part has to be online. Else those that are online are served. */
  readonly online?: boolean;
  readonly backfillStartDate?: string;
  readonly owner?: string;
  readonly tags?: Readonly<Record<string, string>>;
}): Join<N, L, Merged<P, 'left'>, Joined<P, D, X>, Merged<B, 'columns'>> {
  const row: AnyRow = config?.left?.columns ?? {};
  const left = () => columnsOf(row);
  const parts = listOf(called(config?.parts, left)) as readonly Part<AnyRow, AnyRow>[];
  const labels = listOf(called(config?.labels, left)) as readonly LabelPart<AnyRow, AnyRow>[];
  const joined = merged(parts, 'columns');
  const derive = frozen(called(config?.derive, () => columnsOf({ ...row, ...joined }))) as AnyDerive;
  const features = Object.freeze({ ...(config?.keep === 'derived' ? {} : joined), ...typesOf(derive) });
  const { ds: _, ...undated } = { ...row, ...features };
  return Object.freeze({
    kind: 'join',
    ...record(config, options, read),
    parts,
    keys: merged(parts, 'left'),
    features,
    columns: Object.freeze({ ...undated, ds: 'date' }),
    ...(Object.keys(derive).length > 0 && { derive }),
    labels,
    labelColumns: merged(labels, 'columns'),
    bootstrap: listOf(called(config?.bootstrap, () => columnsOf({ ...row, ...features }))),
    rowIds: listOf(config?.rowIds),
  }) as never;
}
