import { eventSource, join, part } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';
import { v1 as buys } from './buys.ts';

export const v1 = join({
  name: 'a',
  left: eventSource({ table: purchases, timeColumn: 'ts' }),
  parts: (c) => [part(buys, c, { prefix: 'b_' })],
});
