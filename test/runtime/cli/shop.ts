/** A small project: one CSV file, a staging query and an online GroupBy. */
export const shop = {
  'data/purchases.csv':
    'user_id,price,ts\nu1,10,1701388800000\nu2,5,1701400000000\nu1,7,1701475200000\nü3,1,1701648000000\n',
  'staging_queries/shop/purchases.ts': `import { csv, endDate, long, sql, stagingQuery, startDate, string } from '@chron/chron';

export const raw = csv({ location: 'data/purchases.csv', columns: { user_id: string, price: long, ts: long } });

/** Purchases by day. */
export const v1 = stagingQuery({
  name: 'purchases',
  query: sql\`SELECT *, CAST(make_timestamp(ts * 1000) AS DATE) AS ds FROM \${raw}
    WHERE CAST(make_timestamp(ts * 1000) AS DATE) BETWEEN \${startDate} AND \${endDate}\`,
  columns: { user_id: string, price: long, ts: long },
  startPartition: '2023-12-01',
});
`,
  'features/shop/spend.ts': `import { count, days, eventSource, groupBy, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

/** What a user spent. */
export const v1 = groupBy({
  name: 'spend',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price, { windows: [days(1), days(7)] }), count(c.price)],
  outputNamespace: 'shop_features',
  online: true,
});
`,
} as const;
