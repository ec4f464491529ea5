import { count, eventSource, groupBy, sql } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'of_the_run',
  sources: [
    eventSource({
      table: purchases,
      timeColumn: sql.timestamp`coalesce(make_timestamp_ms(ts), now())`,
      select: (c) => ({ id: sql.string`uuid()::VARCHAR || ${c.user_id}`, nth: sql.long`rowid` }),
      where: (c) => [sql`epoch_ms(${c.ts}) > CURRENT_DATE - 7 AND Random() < 0.1`],
    }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [count(c.price)],
});
