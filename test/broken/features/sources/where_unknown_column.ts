import { eventSource, groupBy, sql, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'where_unknown_column',
  sources: [
    eventSource({
      table: purchases,
      timeColumn: 'ts',
      where: (c) => [
        sql`${c.price} > 0`,
        sql`length('größe 😀') > 0
          AND ${c.price} IS NOT NULL
          AND categroy <> 'book'`,
      ],
    }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price)],
});
