import { average, count, days, double, eventSource, groupBy, long, parquet, string, sum } from '@chron/chron';

export const raw = parquet({
  location: 'data/purchases',
  columns: { user_id: string, price: double, ts: long },
  partitionColumn: 'ds',
});

const windows = [days(1), days(7)];

export const v1 = groupBy({
  name: 'sum_count_average',
  sources: [eventSource({ table: raw, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [
    sum(c.price, { windows }),
    count(c.price, { windows }),
    average(c.price, { windows }),
  ],
});
