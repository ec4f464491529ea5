/** A column type that is one word; the literal is what errors and hovers show. */
export type Scalar = 'string' | 'long' | 'double' | 'boolean' | 'timestamp' | 'date' | Decimal;
/** An exact number, `decimal(precision,scale)`. */
export type Decimal = `decimal(${number},${number})`;
/** A list of elements of type `E`. */
export interface List<E> {
  readonly list: E;
}
/** A list an operation made: it has no null elements. */
export interface DenseList<E> extends List<E> {
  readonly dense: true;
}
/** A map from text to values of type `V`. */
export interface MapOf<V> {
  readonly map: V;
}
/** Named fields, `F` says their types. */
export interface Struct<F> {
  readonly struct: F;
}
/** The type of a column: plain JSON, so a definition can be printed as it is. */
export type ColumnType = Scalar | List<ColumnType> | MapOf<ColumnType> | Struct<Row>;
/** Columns as an author declares them, by name. */
export type Row = { readonly [column: string]: ColumnType };
/** Columns as the compiler reads them; null where the type is unknown because of a mistake it reports elsewhere. */
export type AnyRow = { readonly [column: string]: ColumnType | null };

/** Text. */
export const string = 'string' as const;
/** A 64-bit integer. */
export const long = 'long' as const;
/** A 64-bit float. */
export const double = 'double' as const;
/** True or false. */
export const boolean = 'boolean' as const;
/** A moment in UTC, to the microsecond. */
export const timestamp = 'timestamp' as const;
/** A day. */
export const date = 'date' as const;

/** An exact number: `precision` digits, `scale` of them behind the point. */
export function decimal<const P extends number, const S extends number>(precision: P, scale: S): `decimal(${P},${S})` {
  return `decimal(${precision},${scale})`;
}

/** A list: `list(string)`. */
export function list<const E extends ColumnType>(element: E): List<E> {
  return Object.freeze({ list: element });
}

/** A map, keys are text: `map(string, long)`. */
export function map<const V extends ColumnType>(_key: 'string', value: V): MapOf<V> {
  return Object.freeze({ map: value });
}

/** Named fields: `struct({ city: string, zip: long })`. */
export function struct<const F extends Row>(fields: F): Struct<F> {
  return Object.freeze({ struct: Object.freeze({ ...fields }) });
}

export type Numeric = 'long' | 'double' | Decimal;
export type Time = 'long' | 'timestamp' | 'date';

/** How a type is written in a message. One level deep on purpose: a recursive template type is infinite for the checker. */
export type Show<T> = T extends string
  ? T
  : T extends List<infer E>
    ? E extends string
      ? `list(${E})`
      : 'list'
    : T extends MapOf<ColumnType>
      ? 'map'
      : 'struct';
