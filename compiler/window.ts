/** Time arithmetic of semantics section 2. All times are epoch milliseconds, UTC. */
export const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Windows end at a hop: a day from 12 days on, an hour from 12 hours on, else 5 minutes. */
export const hopOf = (windowMs: number): number =>
  windowMs >= 12 * dayMs ? dayMs : windowMs >= 12 * hourMs ? hourMs : 300_000;

/** The first millisecond a window sees at query time `at`. */
export const tailOf = (at: number, windowMs: number, edge: 'sawtooth' | 'exact'): number => {
  const tail = at - windowMs;
  return edge === 'exact' ? tail : Math.floor(tail / hopOf(windowMs)) * hopOf(windowMs);
};

/** `2023-12-07` as the epoch milliseconds of its first moment. */
export const dayStart = (ds: string): number => Date.parse(`${ds}T00:00:00.000Z`);

/** A snapshot of `ds` is taken at the midnight that ends it. */
export const snapshotTime = (ds: string): number => dayStart(ds) + dayMs;

/** The day `days` after `ds` (before, when negative). */
export const shiftDay = (ds: string, days: number): string =>
  new Date(dayStart(ds) + days * dayMs).toISOString().slice(0, 10);

/** Every day of [from, to]. */
export const daysBetween = (from: string, to: string): readonly string[] => {
  const count = Math.round((dayStart(to) - dayStart(from)) / dayMs) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => shiftDay(from, index));
};
