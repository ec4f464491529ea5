import { eventSource, groupBy, sql, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'select_type',
  sources: [
    eventSource({
      table: purchases,
      timeColumn: 'ts',
      select: (c) => ({
        cents: sql.long`${c.price} * 100`,
        big: sql.double`${c.category}`,
        when: sql.timestamp`${c.ts}`,
        span: sql`INTERVAL 1 DAY`,
      }),
    }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.cents), sum(c.big)],
});
