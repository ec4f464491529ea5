import { count, days, double, eventSource, groupBy, long, max, min, parquet, string, sum } from '#dsl';
import type { Events } from '../events.ts';

const windows = [days(1), days(7), days(30)] as const;

/** The twelve features as a user of the platform defines them, over the generated files. */
export const userFeatures = (events: Pick<Events, 'glob'>) =>
  groupBy({
    name: 'features',
    sources: [
      eventSource({
        table: parquet({
          location: events.glob,
          columns: { user_id: string, purchase_price: double, item_category: string, ts: long },
          partitionColumn: 'ds',
        }),
        timeColumn: 'ts',
      }),
    ],
    keys: ['user_id'],
    aggregations: (c) => [
      sum(c.purchase_price, { windows }),
      count(c.purchase_price, { windows }),
      min(c.purchase_price, { windows }),
      max(c.purchase_price, { windows }),
    ],
  });

/** The platform's name of a feature that the rival calls `sum_7d`. */
export const featureName = (short: string): string => `features_purchase_price_${short}`;
