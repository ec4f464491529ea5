import { eventSource, groupBy, sql, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'time_sql_type',
  sources: [eventSource({ table: purchases, timeColumn: sql.double`ts / 1000` })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
});
