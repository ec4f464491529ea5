import { count, days, double, eventSource, groupBy, long, parquet, string, sum } from '@chron/chron';

export const shop = parquet({
  location: 'data/shop',
  columns: { user_id: string, price: double, ts: long },
  partitionColumn: 'ds',
});

export const web = parquet({
  location: 'data/web',
  columns: { ts: long, price: double, note: string, user_id: string },
  partitionColumn: 'ds',
});

/** The shop until the end of the 5th, the web from the 4th on. */
export const v1 = groupBy({
  name: 'two_sources',
  sources: [
    eventSource({ table: shop, timeColumn: 'ts', endPartition: '2023-12-05' }),
    eventSource({ table: web, timeColumn: 'ts', startPartition: '2023-12-04' }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [
    sum(c.price, { windows: [days(3)] }),
    count(c.price, { windows: [days(1)] }),
  ],
});
