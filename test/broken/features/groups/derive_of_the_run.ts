import { eventSource, groupBy, last, sql } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'derive_of_the_run',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [last(c.ts)],
  derive: (c) => ({
    idle: sql.long`date_diff('day', epoch_ms(${c.derive_of_the_run_ts_last}), today())`,
    age: sql.as('string')`age(make_timestamp_ms(${c.derive_of_the_run_ts_last}))::VARCHAR`,
    zone: sql.string`current_setting('TimeZone')`,
    all: sql.long`*`,
  }),
});
