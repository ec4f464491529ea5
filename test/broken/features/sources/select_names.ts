import { eventSource, groupBy, sql, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'select_names',
  sources: [
    eventSource({
      table: purchases,
      timeColumn: 'ts',
      select: (c) => ({ ds: sql.date`${c.ds} + 1`, __ts: sql.long`${c.ts}`, same: c.prize }),
    }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
});
