import { attributes, count, entitySource, eventSource, groupBy, long, sql, stagingQuery, string } from '@chron/chron';
import { raw } from '../../staging_queries/shop/purchases.ts';

/** Right itself. */
export const users = stagingQuery({
  name: 'without_days_users',
  query: sql`SELECT user_id, count(*) AS n FROM ${raw} GROUP BY ALL`,
  columns: { user_id: string, n: long },
  partitioned: false,
});

export const v1 = attributes({
  name: 'without_days',
  source: entitySource({ table: users }),
  keys: ['user_id'],
});

export const events = groupBy({
  name: 'without_days_events',
  sources: [eventSource({ table: users })],
  keys: ['user_id'],
  aggregations: (c) => [count(c.n)],
});
