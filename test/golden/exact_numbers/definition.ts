import { average, days, decimal, double, eventSource, groupBy, long, min, parquet, string, sum } from '@chron/chron';

export const raw = parquet({
  location: 'data/bookings',
  columns: { account: string, units: long, amount: decimal(18, 4), rate: double, ts: long },
  partitionColumn: 'ds',
});

const windows = [days(1)];

export const v1 = groupBy({
  name: 'exact_numbers',
  sources: [eventSource({ table: raw, timeColumn: 'ts' })],
  keys: ['account'],
  aggregations: (c) => [
    sum(c.units, { windows }),
    sum(c.amount, { windows }),
    average(c.units, { windows }),
    average(c.amount, { windows }),
    min(c.amount, { windows }),
    sum(c.rate, { windows }),
  ],
  online: true,
});
