import { afterEach, expect, test } from 'vitest';
import type { PlannedBackfill } from '#runtime/api';
import { plan } from '#runtime/api/plan';
import { stepsOf } from '#runtime/plan/step-text';
import type { StepPlan } from '#runtime/plan/steps';
import { type Purchase, training, type Visit } from '../backfill/training.ts';
import { chron } from '../cli/command-line.ts';

const open: { readonly remove: () => void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});

const days = Array.from({ length: 8 }, (_, index) => `2024-01-0${index + 1}`);
const purchases: readonly Purchase[] = days.flatMap((ds): Purchase[] => [
  [ds, 'ann', 10, `${ds} 08:00:00`],
  [ds, 'bob', 1, `${ds} 12:00:00`],
  [ds, 'bob', 2, `${ds} 12:30:00`],
]);
const visits: readonly Visit[] = days.slice(2).flatMap((ds): Visit[] => [
  [ds, 'ann', `${ds} 12:00:00`],
  [ds, 'bob', `${ds} 11:59:59`],
  [ds, 'bob', `${ds} 13:59:59`],
  [ds, 'eve', `${ds} 13:59:59`],
]);
const people = days.flatMap((ds) => [[ds, 'ann', 'Ulm'] as const, [ds, 'bob', 'Bonn'] as const]);
const [start, end] = ['2024-01-03', '2024-01-06'];

const opened = async () => {
  const one = await training({ visits, purchases, people });
  open.push(one);
  return one;
};
const { signal } = new AbortController();

/** Of each table: how its days are computed. */
const strategies = ({ tables }: PlannedBackfill) =>
  Object.fromEntries(tables.map(({ table, steps = [] }) => [table, steps.map(({ strategy }) => strategy)]));

test('before anything is filled: what is chosen by the data is known once that is there', async () => {
  const { project } = await opened();
  const planned = await plan(project, { conf: 'shop.training', start, end, signal, verbose: true });
  expect(strategies(planned)).toEqual({
    'shop.visits': ['query'],
    'shop.purchases': ['query'],
    'shop.people': ['query'],
    'shop.training__spend': [null],
    'shop.training__bought': [null],
    'shop.training__person': [null],
    'shop.training': ['parts'],
  });
  const part = planned.tables.find(({ table }) => table === 'shop.training__spend');
  expect(part?.steps?.[0]).toMatchObject({
    waitsFor: ['shop.visits.v1'],
    text: 'known once shop.visits.v1 is filled',
  });
  expect(part?.inputs?.[0]).toMatchObject({
    input: 'shop.visits.v1',
    at: null,
    partitions: [
      { partition: '2024-01-03', version: { content: null } },
      { partition: '2024-01-04' },
      { partition: '2024-01-05' },
      { partition: '2024-01-06' },
    ],
  });
});

test('the strategy of each step, the largest keys as counted by hand, and the versions that are then recorded', async () => {
  const one = await opened();
  await one.run('shop.training', start, end);
  await one.run('shop.bought', '2024-01-01', end);
  one.edit('features/shop/spend.ts', 'hours(6)', 'hours(7)');
  one.edit('features/shop/bought.ts', 'k: 2', 'k: 3');
  await one.run('shop.bought', '2024-01-01', end);
  const planned = await plan(one.project, { conf: 'shop.training', start, end, signal, verbose: true, stepDays: 2 });
  expect(strategies(planned)).toEqual({
    'shop.visits': [],
    'shop.purchases': [],
    'shop.people': [],
    'shop.training__spend': ['range join', 'range join'],
    'shop.training__bought': ['own table'],
    'shop.training__person': [],
    'shop.training': ['parts'],
  });
  const [spend, bought] = planned.tables.slice(3);
  // Left rows of two days may see the rows of four, 01 to 04: a row a day of ann, two of bob.
  const keys = {
    pairs: 2 * 4 + 4 * 8,
    largest: [
      { key: 'user_id=bob', leftRows: 4, eventRows: 8, pairs: 32 },
      { key: 'user_id=ann', leftRows: 2, eventRows: 4, pairs: 8 },
    ],
  };
  expect(spend?.steps?.[0]).toEqual({
    days: [{ start: '2024-01-03', end: '2024-01-04' }],
    queries: 1,
    strategy: 'range join',
    waitsFor: [],
    slices: 1,
    text: 'each left row with the rows of its key in its windows; no key is heavy (from 64 left rows and 2,000,000 pairs on)',
    keys,
  });
  expect(bought?.steps?.[0]).toMatchObject({
    days: [{ start: '2024-01-03', end: '2024-01-06' }],
    queries: 2,
    text: 'read from the own table of the GroupBy, which holds these days',
  });
  const shown = await chron(one.root, [
    'plan',
    '--verbose',
    '--conf',
    'shop.training',
    '--start-date',
    start,
    '--ds',
    end,
  ]);
  expect(shown.code).toBe(3);
  expect(shown.out).toContain('  how: 2024-01-03..2024-01-06, 1 query: each left row with the rows of its key');
  expect(shown.out).toMatch(/\n {4}user_id=bob +8 +\d+ +\d+\n {4}user_id=ann +4 +\d+ +\d+\n/);
  expect(shown.out).toMatch(/\n {2}made from shop\.visits\.v1 as of v\d+\.metadata\.json, 4 versions of it\n/);
  const stopped = await chron(one.root, ['plan', '--verbose', '--conf', 'shop.spend', '--ds', end, '--start-ds', end], {
    signal: AbortSignal.abort('SIGTERM'),
  });
  expect(stopped.code).toBe(143);
});

const base: StepPlan = {
  range: { start: '2024-01-01', end: '2024-01-01' },
  waitsFor: [],
  strategy: { kind: 'query' },
  statistics: null,
  heavy: null,
  keys: null,
};
const next = (step: StepPlan, day: string): StepPlan => ({ ...step, range: { start: day, end: day } });

test('days that are computed alike are told once; parts and heavy keys with their reasons', () => {
  const sliced: StepPlan = {
    ...base,
    strategy: { kind: 'day', slices: 3 },
    statistics: { rows: 12_000_000, memoryLimit: 600_000_000 },
  };
  const heavy = { keys: 2, pairs: 4_000_000_000, rows: 15_000_000, queries: 250_000, pays: true };
  const tiles: StepPlan = { ...base, strategy: { kind: 'tiles', slices: 1, spans: true }, heavy };
  const few: StepPlan = {
    ...base,
    strategy: { kind: 'range join', slices: 1, spans: false },
    heavy: { ...heavy, keys: 1, pairs: 3_000_000, pays: false },
  };
  const told = (steps: readonly StepPlan[]) =>
    stepsOf(steps).map(({ days: of, queries, slices, text }) => [of, queries, slices, text]);
  expect(told([sliced, next(sliced, '2024-01-02'), next(sliced, '2024-01-04')])).toEqual([
    [
      [
        { start: '2024-01-01', end: '2024-01-02' },
        { start: '2024-01-04', end: '2024-01-04' },
      ],
      3,
      3,
      'each day by itself, from the partitions that it reads; the keys in 3 parts: lists and maps of 12,000,000 rows beside 600 MB of memory',
    ],
  ]);
  const from = '(from 64 left rows and 2,000,000 pairs on)';
  expect(told([tiles])[0]?.[3]).toBe(
    `heavy keys from sums of 5 minutes, hours and days, other left rows with the rows of their keys, compared by spans of time; 2 keys are heavy ${from}: about 4,000,000,000 pairs, 15,000,000 rows read`,
  );
  expect(told([few])[0]?.[3]).toBe(
    `each left row with the rows of its key in its windows; 1 key is heavy ${from}: about 3,000,000 pairs, 15,000,000 rows read, too few for tiles to pay`,
  );
});
