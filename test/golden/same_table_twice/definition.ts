import { count, days, double, eventSource, groupBy, long, parquet, sql, string, sum } from '@chron/chron';

export const raw = parquet({
  location: 'data/transfers',
  columns: { sender: string, receiver: string, amount: double, ts: long },
  partitionColumn: 'ds',
});

/** A transfer is two events: money goes, money comes. */
export const v1 = groupBy({
  name: 'same_table_twice',
  sources: [
    eventSource({ table: raw, timeColumn: 'ts', select: (c) => ({ account: c.sender, amount: sql.double`-${c.amount}` }) }),
    eventSource({ table: raw, timeColumn: 'ts', select: (c) => ({ account: c.receiver }), where: (c) => sql`${c.sender} IS DISTINCT FROM ${c.receiver}` }),
  ],
  keys: ['account'],
  aggregations: (c) => [sum(c.amount, { windows: [days(1)] }), count(c.amount, { windows: [days(1)] })],
});
