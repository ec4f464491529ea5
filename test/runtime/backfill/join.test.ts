import { afterEach, expect, test } from 'vitest';
import { daysByTable, type Purchase, type Rows, training, type Visit } from './training.ts';

type Training = Awaited<ReturnType<typeof training>>;
const open: Training[] = [];
const opened = async (rows: Partial<Rows> = {}): Promise<Training> => {
  const one = await training({ visits, purchases, people, ...rows });
  open.push(one);
  return one;
};
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});

const conf = 'features/shop/training.ts';
const [parts, final] = [['shop.training__spend', 'shop.training__bought', 'shop.training__person'], 'shop.training'];
const range = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `2024-01-${String(from + index).padStart(2, '0')}`);
const days = range(3, 6);
const [start, end] = ['2024-01-03', '2024-01-06'];

/** A day before the visits too; each of a user, an hour of the day. */
const purchases: readonly Purchase[] = range(1, 6).flatMap((ds, index): Purchase[] => [
  [ds, 'ann', 10 + index, `${ds} 08:00:00`],
  [ds, 'bob', 1 + index, `${ds} 12:00:00`],
]);
const visits: readonly Visit[] = days.flatMap((ds): Visit[] => [
  [ds, 'ann', `${ds} 12:00:00`],
  [ds, 'ann', `${ds} 12:00:00`],
  [ds, 'bob', `${ds} 11:59:59.999`],
  [ds, 'eve', `${ds} 00:00:00`],
]);
const people = range(1, 6).flatMap((ds) => [[ds, 'ann', `Ulm of ${ds}`] as const, [ds, 'bob', 'Bonn'] as const]);

/** 6 features of each visit. */
const valuesOf = (rows: number): number => rows * 6;

const run = async (one: Training, from = start, to = end, more = {}) => await one.run(conf, from, to, more);

test('left rows, then parts as far back as their times go, then the join; a second time nothing is done', async () => {
  const one = await opened();
  const first = await run(one);
  const all = daysByTable(first.computed);
  expect(Object.keys(all)).toEqual(['shop.visits', 'shop.purchases', 'shop.people', ...parts, final]);
  for (const table of ['shop.visits', ...parts, final]) expect(all[table]).toEqual(days);
  // bought: 2 days of window, one of lookback beyond, and the day before the visit.
  expect(all['shop.purchases']).toEqual(['2023-12-30', '2023-12-31', ...range(1, 6)]);
  expect(all['shop.people']).toEqual(range(2, 5));
  expect(await one.verify(days)).toBe(valuesOf(16));
  const second = await run(one);
  expect(second.computed).toEqual([]);
  expect(new Set(second.events.map((event) => event.event))).toEqual(new Set(['nothing to do']));
});

test('a hole in the middle is filled alone', async () => {
  const one = await opened();
  await run(one, '2024-01-03', '2024-01-03');
  await run(one, '2024-01-05', '2024-01-06');
  const { computed } = await run(one);
  const all = daysByTable(computed);
  for (const table of ['shop.visits', ...parts, final]) expect(all[table]).toEqual(['2024-01-04']);
  expect(computed.every((line) => line.endsWith('(missing)'))).toBe(true);
  expect(await one.verify(days)).toBe(valuesOf(16));
});

test('an edit of one GroupBy computes its part and the join, and says what changed', async () => {
  const one = await opened();
  await run(one);
  one.edit(
    'features/shop/spend.ts',
    'count(c.price, { windows: [days(1)] })',
    'count(c.price, { windows: [days(2)] })',
  );
  const { computed } = await run(one);
  const all = daysByTable(computed);
  expect(Object.keys(all).filter((table) => table.startsWith('shop.training'))).toEqual([
    'shop.training__spend',
    final,
  ]);
  expect(all['shop.training__spend']).toEqual(days);
  expect(all[final]).toEqual(days);
  const of = (table: string) => computed.find((line) => line.startsWith(`${table} `));
  expect(of('shop.training__spend')).toContain(
    'column:spend_price_count_1d changed, column:spend_price_count_2d changed',
  );
  expect(of(final)).toBe('shop.training 2024-01-03: 4 (part spend changed)');
  expect(await one.verify(days)).toBe(valuesOf(16));
  // The columns are the same, their values are not.
  one.edit('features/shop/spend.ts', "timeColumn: 'ts'", "timeColumn: 'ts', where: (c) => sql`${c.price} > 10`");
  one.edit('features/shop/spend.ts', 'hours, sum', 'hours, sql, sum');
  const less = (await run(one)).computed;
  expect(less).toContain('shop.training__spend 2024-01-03: 1 (source:0 changed)');
  expect(less).toContain('shop.training 2024-01-03: 4 (part spend 2024-01-03 changed)');
});

test('skew keys: the parts that are keyed by them say so, and the join only where a value is another', async () => {
  const one = await opened();
  await run(one);
  one.edit(conf, "name: 'training',", "name: 'training',\n  skewKeys: { user_id: ['eve', null] },");
  const { computed } = await run(one);
  // Nobody sold anything to eve.
  expect(daysByTable(computed)).toEqual(Object.fromEntries(parts.map((table) => [table, days])));
  expect(computed.every((line) => line.endsWith('(skewKeys changed)'))).toBe(true);
  one.edit(conf, "['eve', null]", "['eve', 'bob', null]");
  expect(daysByTable((await run(one)).computed)[final]).toEqual(days);
  expect(await one.verify(days)).toBe(valuesOf(16));
  const rows = (await one.table(final))?.filter((row) => row['user_id'] === 'bob');
  expect(rows?.map((row) => [row['spend_price_count_1d'], row['city']])).toEqual(days.map(() => [null, null]));
});

test('what a missing day means: nothing is computed again', async () => {
  const one = await opened();
  await run(one);
  const [file, person] = ['features/shop/person.ts', 'source: entitySource({ table: people'];
  one.edit(file, `${person}, missing: 'empty'`, person);
  expect((await run(one)).computed).toEqual([]);
  one.edit(file, person, `${person}, missing: 'empty'`);
  one.edit('features/shop/spend.ts', "timeColumn: 'ts'", "timeColumn: 'ts', missing: 'empty'");
  expect((await run(one)).computed).toEqual([]);
});

test('a prefix is in the name of the part’s table; the other parts stay as they are', async () => {
  const one = await opened();
  await run(one);
  one.edit(conf, 'part(bought, left)', "part(bought, left, { prefix: 'past' })");
  const { computed } = await run(one);
  expect(daysByTable(computed)).toEqual({ 'shop.training__past_bought': days, [final]: days });
  expect(await one.verify(days)).toBe(valuesOf(16));
});

test('a restated day of the left computes what it touches; equal rows compute nothing downstream', async () => {
  const one = await opened();
  await run(one);
  const other = visits.map(
    (row): Visit => (row[0] === '2024-01-04' && row[1] === 'eve' ? [row[0], 'bob', row[2]] : row),
  );
  one.put({ visits: other });
  const restated = daysByTable((await run(one)).computed);
  expect(Object.keys(restated)).toEqual(['shop.visits', ...parts, final]);
  for (const table of [...parts, final]) expect(restated[table]).toEqual(['2024-01-04']);
  expect(await one.verify(days)).toBe(valuesOf(16));
  // The file is another one, its rows are the same.
  one.put({ visits: other.toReversed() });
  expect(Object.keys(daysByTable((await run(one)).computed))).toEqual(['shop.visits']);
});

test('a restated day of a source computes exactly the left days whose times reach it', async () => {
  const one = await opened();
  await run(one);
  one.put({
    purchases: purchases.map((row) =>
      row[0] === '2024-01-02' && row[1] === 'bob' ? ['2024-01-02', 'bob', 99, row[3]] : row,
    ),
  });
  const { computed } = await run(one);
  const all = daysByTable(computed);
  expect(all['shop.purchases']).toEqual(['2023-12-30', '2023-12-31', ...range(1, 6)]);
  // Windows of a day at the moment: the day, the one before, and one that came late.
  expect(all['shop.training__spend']).toEqual(range(3, 4));
  // Snapshots of the day before, windows of two days and one more for late rows.
  expect(all['shop.training__bought']).toEqual(range(3, 6));
  expect(all['shop.training__person']).toBeUndefined();
  // The last two have the rows that they had.
  expect(all[final]).toEqual(range(3, 4));
  expect(await one.verify(days)).toBe(valuesOf(16));
});

test('labels that came late read the source as of their own time, and older days of it', async () => {
  const late: readonly Visit[] = [
    ['2024-01-05', 'ann', '2024-01-01 09:00:00'],
    ['2024-01-05', 'bob', '2024-01-05 13:00:00'],
    ['2024-01-06', 'ann', '2024-01-04 09:00:00'],
  ];
  const one = await opened({ visits: late });
  const { computed } = await run(one, '2024-01-05', '2024-01-06');
  const all = daysByTable(computed);
  expect(all['shop.purchases']).toEqual(['2023-12-28', '2023-12-29', '2023-12-30', '2023-12-31', ...range(1, 5)]);
  expect(await one.verify(range(5, 6))).toBe(valuesOf(3));
});

test('a left of entities asks as of the end of its day', async () => {
  const one = await opened();
  const { computed } = await one.run('features/shop/roster.ts', start, end);
  const all = daysByTable(computed);
  expect(all['shop.people']).toEqual(days);
  expect(all['shop.roster__bought']).toEqual(days);
  expect(await one.verify(days, 'shop.roster')).toBe(4 * 2 * 2);
  expect((await one.run('features/shop/roster.ts', start, end)).computed).toEqual([]);
});

test('a day without left rows is a partition of zero rows, of the parts too', async () => {
  const one = await opened({ visits: visits.filter(([ds]) => ds !== '2024-01-04') });
  const { computed } = await run(one);
  for (const table of ['shop.visits', ...parts, final]) expect(computed).toContain(`${table} 2024-01-04: 0 (missing)`);
  expect(await one.verify(days)).toBe(valuesOf(12));
  expect((await run(one)).computed).toEqual([]);
});

test('left rows without a time keep null features, and read no source', async () => {
  const one = await opened({ visits: [['2024-01-03', 'ann', null]] });
  const { computed } = await run(one, '2024-01-03', '2024-01-03');
  expect(computed).toEqual([
    'shop.visits 2024-01-03: 1 (missing)',
    ...parts.map((table) => `${table} 2024-01-03: 0 (missing)`),
    'shop.training 2024-01-03: 1 (missing)',
  ]);
  expect(await one.verify(['2024-01-03'])).toBe(valuesOf(1));
  expect((await run(one, '2024-01-03', '2024-01-03')).computed).toEqual([]);
});

test('ranges cut into steps of 1, 3 and 30 days give equal tables', async () => {
  const rows = {
    visits: [
      ...visits,
      ['2024-01-06', 'ann', '2024-01-02 10:00:00'],
      ['2024-01-04', 'bob', '2024-01-06 13:00:00'],
    ] as const,
  };
  const tables = [];
  for (const stepDays of [1, 3, 30]) {
    const one = await opened(rows);
    await run(one, start, end, { stepDays });
    tables.push(await Promise.all([...parts, final].map((table) => one.table(table))));
    expect(await one.verify(days)).toBe(valuesOf(18));
  }
  expect(tables[1]).toEqual(tables[0]);
  expect(tables[2]).toEqual(tables[0]);
});

test.each([false, true])(
  'a left that a part reads too is filled for itself and for the part (force %s)',
  async (force) => {
    const earlier: readonly Visit[] = [['2024-01-02', 'ann', '2024-01-02 10:00:00']];
    const one = await opened({ visits: [...earlier, ...visits] });
    const { result, computed } = await one.run('features/shop/again.ts', start, end, { force });
    const all = daysByTable(computed);
    expect(all['shop.visits']?.toSorted()).toEqual(range(1, 6));
    const told = result.tables.find(({ table }) => table === 'shop.visits');
    expect(told).toEqual({ table: 'shop.visits', computed: 6, partitions: 6, rows: 17, seconds: told?.seconds });
    expect(await one.table('shop.visits')).toHaveLength(17);
    expect(await one.verify(days, 'shop.again')).toBe(16);
    expect((await one.run('features/shop/again.ts', start, end)).computed).toEqual([]);
  },
);
