import { type Columns, columnsOf } from './column.ts';
import type { AnyRow, Row } from './column-type.ts';
import type { Aggregation, AnyAggregation, AnyDerive, AnySource, GroupBy, Source } from './definition.ts';
import { type Derivable, type Derive, type Extended, type Fresh, type TypesOf, typesOf } from './derivation.ts';
import { called, frozen, listOf, record } from './record.ts';
import type { Alike } from './source.ts';

/** The feature columns: `{name}_{input}_{operation}{_window}{_by_bucket}`. */
export type Features<N extends string, A extends readonly Aggregation[]> = {
  readonly [X in A[number] as `${N}_${X['names'][number]}`]: X['type'];
};

type Keys<R extends Row, K extends keyof R> = { readonly [C in K]: R[C] } & {};

const options = ['name', 'outputNamespace', 'online', 'accuracy', 'backfillStartDate', 'owner', 'tags'];

const rowOf = (source: Source | undefined): AnyRow => (source?.columns ?? {}) as AnyRow;

const pick = (row: AnyRow, names: readonly string[]): AnyRow =>
  Object.freeze(
    Object.fromEntries(names.flatMap((name) => (Object.hasOwn(row, name) ? [[name, row[name] ?? null]] : []))),
  );

const isAggregation = (value: AnyAggregation): boolean => value?.kind === 'aggregation';

const withDate = (keys: AnyRow, features: AnyRow): AnyRow => Object.freeze({ ...keys, ...features, ds: 'date' });

/**
 * Aggregates the rows of each key. `name` is the table's name, starts every feature's name and must be the file's name.
 * Order matters to TypeScript: `sources`, `aggregations`, `derive`.
 *
 * @example
 * groupBy({
 *   name: 'spend',
 *   sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
 *   keys: ['user_id'],
 *   aggregations: (c) => [sum(c.price, { windows: [days(1), days(7)] })],
 * }) // features spend_price_sum_1d and spend_price_sum_7d
 */
export function groupBy<
  const N extends string,
  R extends Row,
  const K extends keyof R & string,
  const A extends readonly Aggregation[],
  const D extends Derive = Record<never, never>,
  const O extends readonly Source[] = [],
  const X extends 'all' | 'derived' = 'all',
>(config: {
  readonly name: N;
  readonly sources: Alike<R, O>;
  readonly keys: readonly K[];
  readonly aggregations: (c: Columns<R>) => A;
  /** Columns made of the keys and the features. */
  readonly derive?: (
    c: Derivable<Keys<R, K> & Features<N, A>, A, 'aggregations'>,
  ) => Fresh<D, K | keyof Features<N, A> | 'ds'>;
  /** 'derived' leaves the aggregations themselves out of the table. */
  readonly keep?: X;
  readonly outputNamespace?: string;
  readonly online?: boolean;
  readonly accuracy?: 'snapshot' | 'temporal';
  readonly backfillStartDate?: string;
  readonly owner?: string;
  readonly tags?: Readonly<Record<string, string>>;
}): GroupBy<N, Keys<R, K>, X extends 'derived' ? TypesOf<D> : Extended<Features<N, A>, D>> {
  const sources = listOf(config?.sources) as readonly AnySource[];
  const keyNames = listOf(config?.keys) as readonly string[];
  const aggregations = listOf(
    called(config?.aggregations, () => columnsOf(rowOf(sources[0]))),
  ) as readonly AnyAggregation[];
  const keys = pick(rowOf(sources[0]), keyNames);
  const aggregated = Object.fromEntries(
    aggregations
      .filter(isAggregation)
      .flatMap(({ names, type }) => names.map((name) => [`${config.name}_${name}`, type])),
  );
  const derive = frozen(called(config?.derive, () => columnsOf({ ...keys, ...aggregated }))) as AnyDerive;
  const features = Object.freeze({ ...(config?.keep === 'derived' ? {} : aggregated), ...typesOf(derive) });
  return Object.freeze({
    kind: 'group-by',
    ...record(config, [...options, 'keep'], ['sources', 'keys', 'aggregations', 'derive']),
    sources,
    keys,
    keyNames,
    aggregations,
    features,
    columns: withDate(keys, features),
    ...(Object.keys(derive).length > 0 && { derive }),
  }) as never;
}

/** A GroupBy without aggregations: rows are taken whole and columns keep their names, `ts` and `ds` left out. */
export function attributes<const N extends string, R extends Row, const K extends keyof R & string>(config: {
  readonly name: N;
  readonly source: Source<R>;
  readonly keys: readonly K[];
  /** Two rows of one key and day are an error, or the latest wins. */
  readonly duplicates?: 'error' | 'latest';
  readonly outputNamespace?: string;
  readonly online?: boolean;
  readonly accuracy?: 'snapshot' | 'temporal';
  readonly backfillStartDate?: string;
  readonly owner?: string;
  readonly tags?: Readonly<Record<string, string>>;
}): GroupBy<N, Keys<R, K>, Keys<R, Exclude<keyof R, K | 'ds' | 'ts'>>> {
  const row = rowOf(config?.source);
  const keyNames = listOf(config?.keys) as readonly string[];
  const keys = pick(row, keyNames);
  const features = pick(
    row,
    Object.keys(row).filter((name) => !keyNames.includes(name) && name !== 'ds' && name !== 'ts'),
  );
  return Object.freeze({
    kind: 'group-by',
    ...record(config, [...options, 'duplicates'], ['source', 'keys']),
    sources: listOf(config?.source),
    keys,
    keyNames,
    aggregations: Object.freeze([]),
    features,
    columns: withDate(keys, features),
  }) as never;
}
