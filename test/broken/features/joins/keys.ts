import { eventSource, join, part } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';
import { spend } from './good_groups.ts';

const left = eventSource({ table: purchases, timeColumn: 'ts' });

export const missing = join({
  name: 'keys_missing',
  left,
  parts: (c) => [part(spend, { user_id: (c as never as Record<string, never>)['buyer_id'] } as never)],
});

export const otherType = join({
  name: 'keys_otherType',
  left,
  parts: (c) => [part(spend, { user_id: c.price as never })],
});

export const noKey = join({
  name: 'keys_noKey',
  left,
  parts: (c) => [part(spend, { user: c.user_id } as never)],
});
