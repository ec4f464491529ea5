import { count, eventSource, groupBy, hours, long, minutes, parquet, string } from '@chron/chron';

export const raw = parquet({ location: 'data/logins', columns: { user_id: string, page: string, ts: long }, partitionColumn: 'ds' });

/** A window starts at a hop: 5 minutes, an hour from 12 hours on, a day from 12 days on; `exact` to the millisecond. */
export const v1 = groupBy({
  name: 'window_edges',
  sources: [eventSource({ table: raw, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [
    count(c.page, { windows: [minutes(7), minutes(770), hours(36)] }),
    count(c.page, { windows: [minutes(7), minutes(770)], windowEdge: 'exact' }),
    count(c.page, { windows: [minutes(17287)] }),
  ],
});
