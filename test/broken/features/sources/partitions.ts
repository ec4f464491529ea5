import { count, csv, date, double, eventSource, groupBy, long, string } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const raw = csv({
  location: './data/**/*.csv',
  columns: { user_id: string, price: double, system: string, shard: long, day: date, ts: long },
  partitionColumn: 'ds',
});

const timeColumn = 'ts';

export const v1 = groupBy({
  name: 'partitions',
  sources: [
    eventSource({ table: raw, timeColumn, partitions: { sytem: 'mobile', shard: '7' } }),
    eventSource({ table: raw, timeColumn, partitions: { day: '2023/12/01', price: 1.5 } }),
    eventSource({ table: raw, timeColumn, partitions: { ds: '2023-12-01' } }),
    eventSource({ table: raw, timeColumn, partitions: ['mobile'] }),
    eventSource({ table: purchases, timeColumn, partitions: { category: 'book' } }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [count(c.user_id)],
});
