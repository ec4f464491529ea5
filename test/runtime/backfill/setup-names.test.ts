import { expect, test } from 'vitest';
import { filledProject } from './filled-project.ts';

const conf = 'staging_queries/shop/rates.ts';
const files = {
  [conf]: `
import { csv, endDate, long, sql, stagingQuery, startDate, string } from '@chron/chron';
export const raw = csv({ location: './data/orders.csv', columns: { ds: string, price: long } });
export const v1 = stagingQuery({
  name: 'rates',
  query: sql\`SELECT o.price * s.rate AS paid, o.ds FROM \${raw} AS o, staged AS s WHERE CAST(o.ds AS DATE) BETWEEN \${startDate} AND \${endDate}\`,
  columns: { paid: long },
  setups: ['CREATE TEMP TABLE staged AS SELECT 2::BIGINT AS rate'],
});
`,
  'data/orders.csv': 'ds,price\n2024-01-01,3\n2024-01-02,5\n',
};

test('a table that a setup makes is not replaced by what is computed on the way', async () => {
  const one = await filledProject(files);
  try {
    await one.run(conf, '2024-01-01', '2024-01-02', { stepDays: 1 });
    expect((await one.table('shop.rates'))?.map((row) => row['paid'])).toEqual([6n, 10n]);
  } finally {
    one.remove();
  }
});
