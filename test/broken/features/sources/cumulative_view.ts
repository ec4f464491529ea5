import { count, eventSource, groupBy, long, sql, stagingQuery, string } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

/** Right itself. */
export const seen = stagingQuery({
  name: 'cumulative_view_seen',
  query: sql`SELECT user_id, ts, ds FROM ${purchases}`,
  columns: { user_id: string, ts: long },
  view: true,
});

export const v1 = groupBy({
  name: 'cumulative_view',
  sources: [eventSource({ table: seen, timeColumn: 'ts', isCumulative: true })],
  keys: ['user_id'],
  aggregations: (c) => [count(c.ts)],
});
