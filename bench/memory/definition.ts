import { days, double, eventSource, groupBy, histogram, lastK, long, parquet, string } from '#dsl';
import type { Events } from '../events.ts';

/** How many of a user's newest prices are kept. */
export const kept = 10;

/** How many days of events there are, all of them in the window. */
export const eventDays = 30;
const windows = [days(30)] as const;

/** Lists and maps of every user over all events: states that an engine cannot spill. */
export const listFeatures = (events: Pick<Events, 'glob'>) =>
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
    aggregations: (c) => [lastK(c.purchase_price, { k: kept, windows }), histogram(c.item_category, { k: 0, windows })],
  });
