import { eventSource, groupBy, parquet, string, sum } from '@chron/chron';

export const v1 = groupBy({
  name: 'inside',
  sources: [
    eventSource({
      table: parquet({ location: 'data/visits', columns: { user_id: string, price: Number, ts: 'time' }, partitionColumn: 'price' }),
      timeColumn: 'ts',
    }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
});
