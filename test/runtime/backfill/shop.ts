import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filledProject } from './filled-project.ts';

export type Purchase = readonly [ds: string | null, user: string, price: number, ts: string];

const staging = (where: string, columns: string) => `
import { csv, double, endDate, long, sql, stagingQuery, startDate, string } from '@chron/chron';
export const raw = csv({ location: './data/purchases*.csv', columns: { ds: string, user_id: string, price: double, ts: string } });
export const v1 = stagingQuery({
  name: 'purchases',
  query: sql\`SELECT user_id, price${columns}, epoch_ms(CAST(ts AS TIMESTAMP)) AS ts, ds FROM \${raw} ${where}\`,
  columns: { user_id: string, price: double, ts: long },
  startPartition: '2024-01-01',
});
`;

const asked = 'WHERE CAST(ds AS DATE) BETWEEN ${startDate} AND ${endDate}';

const spend = (windows: string) => `
import { average, count, days, eventSource, groupBy, last, max, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';
export const v1 = groupBy({
  name: 'spend',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price, { windows: [${windows}] }), count(c.price, { windows: [${windows}] })],
  online: true,
});
`;

/** A small project: purchases in a CSV file, staged by day, and what users spent. */
export const shop = async (rows: readonly Purchase[]) => {
  const folder = await filledProject({
    'staging_queries/shop/purchases.ts': staging(asked, ''),
    'features/shop/spend.ts': spend('days(1), days(3)'),
  });
  const put = (purchases: readonly Purchase[], file = 'purchases.csv'): void => {
    mkdirSync(join(folder.root, 'data'), { recursive: true });
    const lines = purchases.map(([ds, user, price, ts]) => `${ds ?? ''},${user},${price},${ts}`);
    writeFileSync(join(folder.root, 'data', file), ['ds,user_id,price,ts', ...lines, ''].join('\n'));
  };
  put(rows);
  const edit = {
    staging: (where: string, columns = '') =>
      folder.write('staging_queries/shop/purchases.ts', staging(where, columns)),
    windows: (windows: string) => folder.write('features/shop/spend.ts', spend(windows)),
    features: (from: string, to: string) => {
      const path = join(folder.root, 'features/shop/spend.ts');
      writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    },
    comment: () => {
      const path = join(folder.root, 'features/shop/spend.ts');
      writeFileSync(
        path,
        readFileSync(path, 'utf8').replace('export const v1', '/** Said better. */\nexport const v1'),
      );
    },
  };
  return { ...folder, put, edit, features: 'features/shop/spend.ts', staging: 'shop.purchases' };
};
