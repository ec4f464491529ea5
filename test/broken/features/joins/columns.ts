import { eventSource, join, part, sql } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';
import { spend } from './good_groups.ts';

const left = eventSource({ table: purchases, timeColumn: 'ts' });

export const twice = join({
  name: 'columns_twice',
  left,
  parts: (c) => [part(spend, c), part(spend, c) as never],
});

export const prefix = join({
  name: 'columns_prefix',
  left,
  parts: (c) => [part(spend, c, { prefix: 'the buyer' })],
});

export const rowIds = join({
  name: 'columns_rowIds',
  left,
  parts: (c) => [part(spend, c)],
  rowIds: ['order_id' as never],
});

export const derived = join({
  name: 'columns_derived',
  left,
  parts: (c) => [part(spend, c)],
  derive: (c) => ({ price: sql.double`${c.good_groups_spend_price_sum} * 2` }) as never,
});
