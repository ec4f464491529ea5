import { eventSource, join, part } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';
import { spend } from './good_groups.ts';

const left = eventSource({ table: purchases, timeColumn: 'ts' });

export const notValues = join({
  name: 'skew_keys_notValues',
  left,
  parts: (c) => [part(spend, c)],
  skewKeys: ['crawler'] as never,
});

export const columns = join({
  name: 'skew_keys_columns',
  left,
  parts: (c) => [part(spend, c)],
  skewKeys: {
    usr_id: ['crawler'],
    price: [0],
  } as never,
});

export const values = join({
  name: 'skew_keys_values',
  left,
  parts: (c) => [part(spend, c)],
  skewKeys: { user_id: ['crawler', 0, null] } as never,
});

export const empty = join({
  name: 'skew_keys_empty',
  left,
  parts: (c) => [part(spend, c)],
  skewKeys: { user_id: [] } as never,
});
