/** Time as semantics sections 1 and 2 say it. All times are epoch milliseconds, days are days since 1970-01-01. */

export const minute = 60_000n;
export const hour = 60n * minute;
export const day = 24n * hour;

/** The greatest multiple of `step` that is not after `time`, also before 1970. */
export const floorTo = (time: bigint, step: bigint): bigint => time - (((time % step) + step) % step);

/** The day that a time lies in. */
export const dayOf = (time: bigint): bigint => floorTo(time, day) / day;

/** Windows of 12 days and more start at midnight, of 12 hours and more at a full hour, others at 5 minutes. */
export const hopOf = (window: bigint): bigint => {
  if (window >= 12n * day) return day;
  if (window >= 12n * hour) return hour;
  return 5n * minute;
};

/** The first moment that a window ending (exclusively) at `end` covers. */
export const windowStart = (end: bigint, window: bigint, edge: 'sawtooth' | 'exact'): bigint =>
  edge === 'exact' ? end - window : floorTo(end - window, hopOf(window));

/** The end of a partition's day: a snapshot's query time. */
export const endOfDay = (partition: bigint): bigint => (partition + 1n) * day;

/** Length of a window as it is written: `{ unit: 'd', length: 7 }`. */
export const windowLength = (window: { readonly unit: 'm' | 'h' | 'd'; readonly length: number }): bigint =>
  BigInt(window.length) * { m: minute, h: hour, d: day }[window.unit];

/** How many days of partitions are looked back over: the longest window in whole days; null when one has no window. */
export const lookbackDays = (windows: readonly (bigint | null)[]): bigint | null => {
  let longest = 0n;
  for (const window of windows) {
    if (window === null) return null;
    if (window > longest) longest = window;
  }
  return (longest + day - 1n) / day;
};
