import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Purchase, training, type Visit } from '../runtime/backfill/training.ts';
import { agreed } from '../runtime/plan/agreement.ts';
import { holds, repeat, runsOf } from './failure.ts';

const runs = runsOf(4, 25);

const day = (of: number): string => new Date(Date.UTC(2024, 0, of)).toISOString().slice(0, 10);
const days = Array.from({ length: 10 }, (_, index) => day(index + 1));

/** What happens to a project between two backfills. */
const change = fc.oneof(
  fc.record({
    kind: fc.constant('purchases' as const),
    day: fc.integer({ min: 1, max: 6 }),
    price: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    kind: fc.constant('visits' as const),
    day: fc.integer({ min: 1, max: 10 }),
    late: fc.integer({ min: 0, max: 6 }),
  }),
  fc.record({ kind: fc.constant('reordered' as const) }),
  fc.record({
    kind: fc.constant('edited' as const),
    name: fc.constantFrom('spend', 'bought'),
    window: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({
    kind: fc.constant('removed' as const),
    table: fc.constantFrom('visits', 'purchases', 'people', 'training', 'training__spend'),
  }),
  fc.record({ kind: fc.constant('forced' as const) }),
  fc.record({ kind: fc.constant('nothing' as const) }),
);

const asked = fc
  .record({
    conf: fc.constantFrom('shop.training', 'shop.training', 'shop.training', 'shop.spend', 'shop.again', 'shop.roster'),
    start: fc.integer({ min: 2, max: 4 }),
    length: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ conf, start, length }) => ({ conf, start: day(start), end: day(start + length) }));

/** A backfill of it all, then changes and backfills of some. */
const history = fc
  .array(fc.record({ change, asked }), { minLength: 1, maxLength: 3 })
  .map((steps) => [
    { change: { kind: 'nothing' } as const, asked: { conf: 'shop.training', start: day(3), end: day(6) } },
    ...steps,
  ]);

test(`what is planned is what a backfill then does, in ${runs} random histories`, {
  timeout: 30_000 * runs,
}, async () => {
  let perhaps = 0;
  const property = fc.asyncProperty(history, async (steps) => {
    let windows: Readonly<Record<string, number>> = { spend: 1, bought: 2 };
    let purchases: readonly Purchase[] = days.flatMap((ds): Purchase[] => [
      [ds, 'ann', 1, `${ds} 08:00:00`],
      [ds, 'bob', 2, `${ds} 12:00:00`],
    ]);
    let visits: readonly Visit[] = days.flatMap((ds): Visit[] => [
      [ds, 'ann', `${ds} 12:00:00`],
      [ds, 'bob', `${ds} 11:59:59`],
    ]);
    const people = days.flatMap((ds) => [[ds, 'ann', `Ulm of ${ds}`] as const, [ds, 'bob', 'Bonn'] as const]);
    const one = await training({ visits, purchases, people });
    let isLate = false;
    try {
      for (const step of steps) {
        const { change: made } = step;
        if (made.kind === 'purchases') {
          const restated = day(made.day);
          purchases = purchases.map((row) =>
            row[0] === restated && row[1] === 'ann' ? [row[0], row[1], made.price, row[3]] : row,
          );
          one.put({ purchases });
        } else if (made.kind === 'visits') {
          const [restated, time] = [day(made.day), day(made.day - made.late)];
          visits = visits.map((row) =>
            row[0] === restated && row[1] === 'bob' ? [row[0], row[1], `${time} 11:00:00`] : row,
          );
          isLate ||= made.late > 0;
          one.put({ visits });
        } else if (made.kind === 'reordered') {
          one.put({ purchases: purchases.toReversed(), visits: visits.toReversed() });
        } else if (made.kind === 'edited') {
          const before = windows[made.name];
          const of =
            made.name === 'spend'
              ? ['count(c.price, { windows: [days(', ')] })]']
              : ['sum(c.price, { windows: [days(', ')] })'];
          one.edit(`features/shop/${made.name}.ts`, of.join(String(before)), of.join(String(made.window)));
          windows = { ...windows, [made.name]: made.window };
        } else if (made.kind === 'removed') {
          rmSync(join(one.project.warehouse, `shop/${made.table}`), { recursive: true, force: true });
        }
        const { planned } = await agreed(one, { ...step.asked, force: made.kind === 'forced' }, { late: isLate });
        perhaps += planned.tables
          .flatMap(({ compute }) => compute)
          .filter(({ certainty }) => certainty === 'perhaps').length;
      }
    } finally {
      one.remove();
    }
  });
  await holds(property, { runs, seconds: 28 * runs }, (steps) => JSON.stringify(steps));
  if (repeat.path === undefined) expect(perhaps).toBeGreaterThan(0);
});
