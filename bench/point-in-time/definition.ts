import { count, days, double, eventSource, groupBy, hours, join, long, parquet, part, string, sum } from '#dsl';
import type { Events } from '../events.ts';
import type { Queries } from './queries.ts';

const windows = [hours(1), days(1), days(7)] as const;

/** The queries with six features as of each, as a user of the platform defines them, over the generated files. */
export const trainingSet = (events: Pick<Events, 'glob'>, queries: Pick<Queries, 'glob'>) => {
  const purchases = parquet({
    location: events.glob,
    columns: { user_id: string, purchase_price: double, item_category: string, ts: long },
    partitionColumn: 'ds',
  });
  const asked = parquet({
    location: queries.glob,
    columns: { rid: long, user_id: string, ts: long },
    partitionColumn: 'ds',
  });
  const features = groupBy({
    name: 'features',
    sources: [eventSource({ table: purchases, timeColumn: 'ts', topic: 'purchases' })],
    keys: ['user_id'],
    aggregations: (c) => [sum(c.purchase_price, { windows }), count(c.purchase_price, { windows })],
  });
  const training_set = join({
    name: 'training_set',
    left: eventSource({ table: asked, timeColumn: 'ts' }),
    parts: (left) => [part(features, { user_id: left.user_id })],
  });
  return { features, training_set };
};

/** The platform's name of a feature that the rival calls `sum_7d`. */
export const featureName = (short: string): string => `features_purchase_price_${short}`;
