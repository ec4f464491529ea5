/** A look-back window; `N` is its suffix in column names. */
export interface Window<N extends string = string> {
  readonly kind: 'window';
  readonly window: N;
  readonly unit: 'm' | 'h' | 'd';
  readonly length: number;
}

type Length<N extends number> = number extends N
  ? 'a window is a number written here: days(7), not days(n)'
  : `${N}` extends `-${string}` | `${string}.${string}` | '0'
    ? 'a window is a whole number, 1 or more'
    : N;

const windowOf = <N extends string>(length: unknown, unit: Window['unit']): Window<N> =>
  Object.freeze({ kind: 'window', window: `${length}${unit}` as N, unit, length: length as number });

/** The last `length` minutes: `minutes(5)`. */
export function minutes<const N extends number>(length: Length<N>): Window<`${N}m`> {
  return windowOf(length, 'm');
}

/** The last `length` hours: `hours(36)`. */
export function hours<const N extends number>(length: Length<N>): Window<`${N}h`> {
  return windowOf(length, 'h');
}

/** The last `length` days: `days(7)`. */
export function days<const N extends number>(length: Length<N>): Window<`${N}d`> {
  return windowOf(length, 'd');
}
