import { boolean, count, date, eventSource, groupBy, long, parquet, string, sum } from '@chron/chron';

export const raw = parquet({
  location: 'data/orders',
  columns: { shop: string, day: date, paid: boolean, number: long, ts: long },
  partitionColumn: 'ds',
});

/** Without windows: everything there ever was. A key may be an input, too. */
export const v1 = groupBy({
  name: 'composite_keys',
  sources: [eventSource({ table: raw, timeColumn: 'ts' })],
  keys: ['shop', 'number', 'day'],
  aggregations: (c) => [count(c.shop), sum(c.number), sum(c.paid)],
  online: true,
});
