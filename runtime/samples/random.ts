/** Whole numbers that are the same on every machine: mulberry32, all in 32-bit integers. */
export type Random = {
  /** From `low` to `high`, both included. */
  readonly integer: (low: number, high: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  /** Upper-case hexadecimal. */
  readonly hex: (digits: number) => string;
};

export const openRandom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const integer = (low: number, high: number): number => low + (next() % (high - low + 1));
  return {
    integer,
    pick: (from) => {
      const picked = from[integer(0, from.length - 1)];
      if (picked === undefined) throw new Error('internal: a pick from nothing');
      return picked;
    },
    hex: (digits) => Array.from({ length: digits }, () => integer(0, 15).toString(16).toUpperCase()).join(''),
  };
};
