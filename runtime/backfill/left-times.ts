import { type Bind, daysBetween, leftTimes, type Moments, relSql } from '#compiler';
import type { JoinNode } from '#compiler/plan';
import { interruptOn } from '../engine/interrupt-on.ts';
import { interruption, throwIfInterrupted } from '../interruption.ts';
import type { Engine } from '../ports.ts';
import type { DateRange } from './date-range.ts';

/** By partition of a join's left, the days that its rows' times lie in; a partition that has none is not there. */
export type LeftTimes = ReadonlyMap<string, Moments>;

/**
 * Reads the times of the left rows: how far a join's parts reach is known by them alone. Throws InterruptedError once the
 * signal is aborted.
 */
export const readLeftTimes = async (
  { left }: JoinNode,
  range: DateRange,
  { engine, bind, signal }: { readonly engine: Engine; readonly bind: Bind; readonly signal: AbortSignal },
): Promise<LeftTimes> => {
  throwIfInterrupted(signal);
  const heedNoMore = interruptOn(signal, engine);
  const rows = await engine
    .rows(relSql(leftTimes(left, range), bind))
    .catch((error: unknown) => {
      throw signal.aborted ? interruption(signal) : error;
    })
    .finally(heedNoMore);
  return new Map(
    rows.map((row) => [String(row['__ds']), { first: String(row['first']), last: String(row['last']) }] as const),
  );
};

/** The days that the times of several partitions' rows lie in; null: none has a time. */
export const spanOf = (times: LeftTimes, range: DateRange): Moments | null =>
  daysBetween(range.start, range.end).reduce<Moments | null>((span, ds) => {
    const one = times.get(ds);
    if (one === undefined || span === null) return one ?? span;
    return {
      first: one.first < span.first ? one.first : span.first,
      last: one.last > span.last ? one.last : span.last,
    };
  }, null);
