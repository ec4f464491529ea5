import type { Partitions } from '#compiler/plan';
import type { Between } from '../ports.ts';
import { within } from '../tables/scan-of.ts';

/**
 * The partitions that a scan asks for, once it is known which exist: `first` and `last` become a day, or none. Several
 * ranges do not touch.
 */
export const picked = ({ from, to, days, pick }: Partitions, existing: Iterable<string>): readonly Between[] => {
  if (pick !== undefined) {
    const among = [...existing].filter((day) => within(day, { from, to }));
    const day = pick === 'first' ? among[0] : among.at(-1);
    return day === undefined ? [] : [{ from: day, to: day }];
  }
  if (days === undefined) return [{ from, to }];
  return days.flatMap(({ start, end }) => {
    const first = from !== null && from > start ? from : start;
    const last = to !== null && to < end ? to : end;
    return first <= last ? [{ from: first, to: last }] : [];
  });
};
