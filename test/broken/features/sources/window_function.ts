import { eventSource, groupBy, sql, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'window_function',
  sources: [
    eventSource({
      table: purchases,
      timeColumn: 'ts',
      select: (c) => ({ nth: sql.long`row_number() OVER (PARTITION BY ${c.user_id})`, tag: sql.string`unnest(${c.tags})` }),
    }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.nth)],
});
