import { afterEach, expect, test } from 'vitest';
import { daysByTable, type Purchase, type Rows, training, type Visit } from './training.ts';

type Training = Awaited<ReturnType<typeof training>>;
const open: Training[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});

const day = '2024-01-03';
const visits: readonly Visit[] = [
  [day, 'ann', `${day} 12:00:00`],
  [day, 'ann', '1970-01-01 00:00:00'],
  [day, 'ben', '2025-03-01 12:00:00'],
];
const purchases: readonly Purchase[] = [
  ['1969-12-31', 'ann', 1, '1969-12-31 23:00:00'],
  ['2024-01-02', 'ann', 2, '2024-01-02 18:00:00'],
  ['2024-06-01', 'ben', 4, '2024-06-01 10:00:00'],
  ['2025-02-28', 'ben', 8, '2025-02-28 20:00:00'],
];
const people = [
  ['2024-01-02', 'ann', 'Ulm'],
  // Two rows of a key in a snapshot that no left row reads.
  ['2024-06-01', 'ann', 'Ulm'],
  ['2024-06-01', 'ann', 'Bonn'],
  ['2025-02-28', 'ben', 'Jena'],
] as const;
const conf = 'features/shop/training.ts';

/** Nothing says where the purchases begin, so nothing but the left rows' times bounds what is filled. */
const opened = async (rows: Rows): Promise<Training> => {
  const one = await training(rows);
  open.push(one);
  for (const name of ['purchases', 'people']) {
    one.edit(`staging_queries/shop/${name}.ts`, "  startPartition: '2023-12-20',\n", '');
  }
  return one;
};

test('left rows with times decades apart read the days around those times, and none between', async () => {
  const one = await opened({ visits, purchases, people });
  const { computed, events } = await one.run(conf, day, day);
  const filled = daysByTable(computed);
  expect(filled['shop.purchases']?.length).toBeLessThan(20);
  expect(filled['shop.people']).toEqual(['1969-12-31', '2024-01-02', '2025-02-28']);
  expect(await one.verify([day])).toBe(3 * 6);
  expect(events.flatMap((event) => (event.event === 'note' ? [event.text] : []))).toEqual([
    'shop.training: left rows have times far from their partition, on 1970-01-01, 2025-03-01; what their features read is filled too',
  ]);
  expect((await one.run(conf, day, day)).computed).toEqual([]);
});

test('a snapshot between the times does not make the join stale; one that is read does', async () => {
  const one = await opened({ visits, purchases, people });
  await one.run(conf, day, day);
  one.put({ people: people.map(([ds, user, city]) => [ds, user, ds === '2025-02-28' ? 'Gera' : city] as const) });
  const { computed } = await one.run(conf, day, day);
  expect(Object.keys(daysByTable(computed))).toEqual(['shop.people', 'shop.training__person', 'shop.training']);
  expect(await one.verify([day])).toBe(3 * 6);
});

test('a key twice in a snapshot that is read is an error that names the GroupBy, the key and its day', async () => {
  const one = await opened({ visits, purchases, people: [...people, ['2024-01-02', 'ann', 'Bonn']] });
  const failed = one.run(conf, day, day);
  await expect(failed).rejects.toMatchObject({ code: 'CHR2006', exitCode: 1 });
  await expect(failed).rejects.toThrow(
    'shop.person.v1, read by shop.training.v1/person: a key has one row, but there are 2 for user_id=ann of 2024-01-02',
  );
});

test('a time for never does not fill all days until then: without a window it is refused', async () => {
  const never: Visit = [day, 'ben', '2999-12-31 00:00:00'];
  const one = await training({ visits: [...visits.slice(0, 1), never], purchases: purchases.slice(1), people });
  open.push(one);
  await one.run(conf, day, day);
  expect(await one.verify([day])).toBe(2 * 6);
  one.edit('features/shop/bought.ts', 'sum(c.price, { windows: [days(2)] })', 'sum(c.price)');
  await expect(one.run(conf, day, day)).rejects.toMatchObject({
    code: 'CHR2436',
    message:
      'shop.training.v1/bought: left rows have times up to 2999-12-31, and an aggregation has no window, so shop.purchases.v1 would be filled until then',
  });
  one.edit('features/shop/bought.ts', "timeColumn: 'ts' })", "timeColumn: 'ts', endPartition: '2024-06-01' })");
  await one.run(conf, day, day);
  expect(await one.verify([day])).toBe(2 * 6);
});

test('files in folders by day: those around the times, and days before the first folder are not missing', async () => {
  const one = await opened({ visits: visits.slice(0, 2), purchases, people });
  for (const ds of ['2023-12-31', '2024-01-01', '2024-01-02', day]) {
    one.write(`data/clicks/ds=${ds}/part.csv`, `user_id,ts\nann,${Date.parse(`${ds}T09:00:00Z`)}\n`);
  }
  await one.run('features/shop/clicked.ts', day, day);
  const counts = (await one.table('shop.clicked', 'ts'))?.map((row) => row['clicks_ts_count_1d']);
  expect(counts).toEqual([null, 1n]);
});
