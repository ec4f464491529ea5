import { eventSource, join, part } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';
import { v1 as buys } from './buys.ts';

/** Its part is the table part_tables.ts__buys, which is one of its own already. */
export const v1 = join({
  name: 'ts',
  left: eventSource({ table: purchases, timeColumn: 'ts' }),
  parts: (c) => [part(buys, c)],
});
