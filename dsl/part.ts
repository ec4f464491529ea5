import { type AnyColumn, type Column, type Columns, isColumns } from './column.ts';
import type { AnyRow, Row, Show } from './column-type.ts';
import type { AnyFeatureSet, BootstrapPart, ExternalSource, FeatureSet, LabelPart, Part, Table } from './definition.ts';
import type { OneOf } from './derivation.ts';
import { frozen, listOf, record } from './record.ts';
import type { Window } from './window.ts';

/** Features that another system serves by key; their columns start with `ext_{name}_`. */
export function externalSource<const N extends string, const K extends Row, const F extends Row>(config: {
  readonly name: N;
  readonly keys: K;
  readonly features: F;
}): ExternalSource<N, K, { readonly [C in keyof F as `ext_${N}_${C & string}`]: F[C] }> {
  return Object.freeze({
    kind: 'external-source',
    ...record(config, ['name'], ['keys', 'features']),
    keys: frozen(config?.keys),
    features: prefixed(`ext_${config?.name}`, (config?.features ?? {}) as AnyRow),
  }) as never;
}

/** One side of a key: the left column that fills it must have the key's type. */
type KeyColumns<K> = { readonly [C in keyof K]: Column<string, K[C]> };
type LeftKeys<K, M> = {
  readonly [C in keyof K & keyof M as M[C] extends Column<infer N> ? N : never]: K[C];
} & {};
type Prefixed<P extends string, F> = P extends '' ? F : { readonly [C in keyof F as `${P}_${C & string}`]: F[C] };

const prefixed = (prefix: string | null, row: AnyRow): AnyRow =>
  Object.freeze(
    Object.fromEntries(Object.entries(row).map(([name, type]) => [prefix ? `${prefix}_${name}` : name, type])),
  );

const sides = (features: FeatureSet, keys: unknown, prefix: string | null): Omit<Part<AnyRow, AnyRow>, 'kind'> => {
  const types = frozen(features?.keys) as AnyRow;
  const given = keys as Record<string, AnyColumn>;
  // `left` itself has every column: only those the features are keyed by are meant. What an author listed is all kept.
  const columns = isColumns(keys)
    ? Object.fromEntries(Object.keys(types).map((key) => [key, given[key] as AnyColumn]))
    : { ...given };
  const filled = Object.entries(columns).filter(([key, column]) => key in types && column?.kind === 'column');
  return {
    features: features as AnyFeatureSet,
    keys: Object.freeze(columns),
    prefix,
    left: Object.freeze(Object.fromEntries(filled.map(([key, column]) => [column.name, types[key] ?? null]))),
    columns: prefixed(prefix, (features?.features ?? {}) as AnyRow),
  };
};

/**
 * Puts features beside the left rows. The second argument says which left column fills each key:
 * `part(purchases, { user_id: left.buyer_id })`, or just `left` where the names are the same.
 */
export function part<K, F, const M extends KeyColumns<K>, const P extends string = ''>(
  features: FeatureSet<K, F>,
  keys: M,
  options?: {
    /** Starts the name of every column this part adds. */
    readonly prefix?: P;
    readonly tags?: Readonly<Record<string, string>>;
  },
): Part<LeftKeys<K, M>, Prefixed<P, F>> {
  return Object.freeze({
    kind: 'part',
    ...record(options, ['tags'], ['prefix']),
    ...sides(features, keys, options?.prefix || null),
  }) as never;
}

/** Labels seen `from` to `to` after the left row; their columns start with `label_`. */
export function labelPart<K, F, const M extends KeyColumns<K>>(
  features: FeatureSet<K, F>,
  keys: M,
  offset: { readonly from: Window; readonly to: Window },
): LabelPart<LeftKeys<K, M>, Prefixed<'label', F>> {
  return Object.freeze({
    kind: 'label-part',
    ...record(offset, ['from', 'to']),
    ...sides(features, keys, 'label'),
  }) as never;
}

/** Why a column of the table cannot stand in for the join's own; never, when all can. */
type Bootstraps<T, Out, On> = {
  [C in Exclude<keyof T, On | 'ds'> & string]: C extends keyof Out
    ? T[C] extends Out[C]
      ? never
      : `'${C}' is ${Show<T[C]>} in the table, but ${Show<Out[C]>} in the join`
    : `'${C}' is not a column of the join`;
}[Exclude<keyof T, On | 'ds'> & string];

/** Values computed elsewhere that replace the join's own, for left rows found by the columns `on`. */
export function bootstrapPart<T, Out, const On extends string>(
  _out: Columns<Out>,
  table: [Bootstraps<T, Out, On>] extends [never] ? Table<T> : OneOf<Bootstraps<T, Out, On>>,
  on: readonly (On & keyof T & keyof Out)[],
): BootstrapPart {
  return Object.freeze({ kind: 'bootstrap-part', table, on: listOf(on) }) as never;
}
