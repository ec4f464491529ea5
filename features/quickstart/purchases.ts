import { average, count, days, eventSource, groupBy, lastK, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/quickstart/purchases_from_csv.ts';

const windows = [days(3), days(14), days(30)];

/** What a user bought over days and weeks. */
export const v1 = groupBy({
  name: 'purchases',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [
    sum(c.purchase_price, { windows }),
    count(c.purchase_price, { windows }),
    average(c.purchase_price, { windows }),
    lastK(c.purchase_price, { k: 10 }),
  ],
  outputNamespace: 'quickstart_features',
  online: true,
});
