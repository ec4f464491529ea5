import { eventSource, join, part } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';
import { v1 as buys } from './buys.ts';

/** Of another join too: a with the prefix b_ and a__b without one. */
export const v1 = join({
  name: 'a__b',
  left: eventSource({ table: purchases, timeColumn: 'ts' }),
  parts: (c) => [part(buys, c)],
});
