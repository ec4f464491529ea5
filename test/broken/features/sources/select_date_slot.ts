import { endDate, eventSource, groupBy, sql, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'select_date_slot',
  sources: [
    eventSource({
      table: purchases,
      timeColumn: 'ts',
      select: (c) => ({ age: sql.long`${endDate} - ${c.ds}` }),
    }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.age)],
});
