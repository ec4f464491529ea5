import { eventSource, join, part } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';
import { now, spend } from './good_groups.ts';

export const v1 = join({
  name: 'online',
  left: eventSource({ table: purchases, timeColumn: 'ts' }),
  parts: (c) => [part(spend, c), part(now, c)],
  online: true,
});
