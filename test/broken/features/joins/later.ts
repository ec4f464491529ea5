import { days, eventSource, join, labelPart, part } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';
import { spend } from './good_groups.ts';

const left = eventSource({ table: purchases, timeColumn: 'ts' });

const inner = join({
  name: 'later',
  left,
  parts: (c) => [part(spend, c)],
});
export { inner as v1 };

export const nested = join({
  name: 'later_nested',
  left,
  parts: (c) => [part(inner, c, { prefix: 'inner' })],
});

export const labelled = join({
  name: 'later_labelled',
  left,
  parts: (c) => [part(spend, c)],
  labels: (c) => [labelPart(spend, c, { from: days(1), to: days(8) })],
});
