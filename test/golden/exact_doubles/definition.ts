import { average, days, double, eventSource, groupBy, list, long, parquet, string, sum } from '@chron/chron';

export const raw = parquet({
  location: 'data/payments',
  columns: { account: string, paid: double, parts: list(double), ts: long },
  partitionColumn: 'ds',
});

const windows = [days(1)];

export const v1 = groupBy({
  name: 'exact_doubles',
  sources: [eventSource({ table: raw, timeColumn: 'ts' })],
  keys: ['account'],
  aggregations: (c) => [
    sum(c.paid, { windows, exact: 2 }),
    average(c.paid, { windows, exact: 2 }),
    sum(c.parts, { windows, exact: 0 }),
    sum(c.parts, { windows, exact: 1, elementWise: true, windowEdge: 'exact' }),
  ],
});
