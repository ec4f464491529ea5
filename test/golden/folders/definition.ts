import { boolean, count, days, double, eventSource, groupBy, long, parquet, string, sum } from '@chron/chron';

/** As Chronon writes it: purchases/system=mobile/currency=USD. */
export const raw = parquet({
  location: 'data/purchases',
  columns: { user: string, price: double, system: string, currency: string, shard: long, test: boolean, ts: long },
  partitionColumn: 'ds',
});

const windows = [days(1)];

export const v1 = groupBy({
  name: 'folders',
  sources: [
    eventSource({
      table: raw,
      timeColumn: 'ts',
      partitions: { system: 'mobile', currency: 'USD' },
      where: (c) => c.test,
    }),
    eventSource({ table: raw, timeColumn: 'ts', partitions: { system: "o'clock", shard: 7, test: false } }),
  ],
  keys: ['user'],
  aggregations: (c) => [sum(c.price, { windows }), count(c.system, { windows })],
});
