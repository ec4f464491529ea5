import { days, endDate, eventSource, groupBy, sql, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

export const v1 = groupBy({
  name: 'derive',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price, { windows: [days(1), days(7)] })],
  derive: (c) => ({
    ratio: sql.double`${c.derive_price_sum_1d} / ${c.derive_price_sum_7}`,
    user_id: sql.string`upper(${c.user_id})`,
    text: sql.string`${c.derive_price_sum_1d} * 2`,
    when: sql.date`${endDate}`,
    broken: sql.double`${c.derive_price_sum_1d} +`,
    unpacked: sql.double`greatest(*COLUMNS('_sum'))`,
  }),
});
