import { average, count, days, eventSource, groupBy, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/bootcamp/purchases_from_s3.ts';

const windows = [days(1), days(7)];

/** What a user bought lately. */
export const v1 = groupBy({
  name: 'user_purchase_features',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [
    sum(c.purchase_price, { windows }),
    count(c.purchase_price, { windows }),
    average(c.purchase_price, { windows }),
  ],
  outputNamespace: 'bootcamp_features',
  online: true,
});
