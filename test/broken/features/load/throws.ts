import { eventSource, groupBy, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';

const settings: { windows?: { days: number } } = {};
const days = settings.windows!.days;

export const v1 = groupBy({
  name: 'throws',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price, { windows: [days] })],
});
