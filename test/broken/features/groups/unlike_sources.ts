import { csv, eventSource, groupBy, long, string, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

const refunds = csv({ location: 'data/refunds.csv', columns: { user_id: string, price: long, ts: long } });

export const v1 = groupBy({
  name: 'unlike_sources',
  sources: [
    eventSource({ table: purchases, timeColumn: 'ts' }),
    eventSource({ table: refunds, timeColumn: 'ts' }),
  ],
  keys: ['user_id', 'category'],
  aggregations: (c) => [sum(c.price)],
});
