import { eventSource, join, part } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';
import { citiesNow, now, spend } from './good_groups.ts';

export const none = join({
  name: 'left_none',
  parts: () => [part(spend, {} as never)],
} as never);

export const noTime = join({
  name: 'left_noTime',
  left: eventSource({ table: purchases }),
  parts: (left) => [part(now, left)],
});

export const noParts = join({
  name: 'left_noParts',
  left: eventSource({ table: purchases, timeColumn: 'ts' }),
  parts: () => [],
});

export const notAPart = join({
  name: 'left_notAPart',
  left: eventSource({ table: purchases, timeColumn: 'ts' }),
  parts: () => [spend as never],
});

export const wholeRows = join({
  name: 'left_wholeRows',
  left: eventSource({ table: purchases, timeColumn: 'ts' }),
  parts: (left) => [part(citiesNow, left)],
});
