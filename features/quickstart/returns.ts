import { average, count, days, eventSource, groupBy, lastK, sum } from '@chron/chron';
import { v1 as returns } from '../../staging_queries/quickstart/returns_from_csv.ts';

const windows = [days(3), days(14), days(30)];

/** What a user gave back over days and weeks. */
export const v1 = groupBy({
  name: 'returns',
  sources: [eventSource({ table: returns, timeColumn: 'ts', topic: 'returns' })],
  keys: ['user_id'],
  aggregations: (c) => [
    sum(c.refund_amt, { windows }),
    count(c.refund_amt, { windows }),
    average(c.refund_amt, { windows }),
    lastK(c.refund_amt, { k: 2 }),
  ],
  outputNamespace: 'quickstart_features',
  online: true,
});
