import { days, decimal, double, eventSource, groupBy, long, parquet, stddev, string, variance } from '@chron/chron';

export const raw = parquet({
  location: 'data/readings',
  columns: { sensor: string, exact: long, measured: double, billed: decimal(10, 2), ts: long },
  partitionColumn: 'ds',
});

const windows = [days(1)];

export const v1 = groupBy({
  name: 'moments',
  sources: [eventSource({ table: raw, timeColumn: 'ts' })],
  keys: ['sensor'],
  aggregations: (c) => [
    variance(c.exact, { windows }),
    stddev(c.exact, { windows }),
    variance(c.measured, { windows }),
    variance(c.billed, { windows }),
  ],
});
