import { days, double, eventSource, first, groupBy, last, long, max, min, parquet, string } from '@chron/chron';

export const raw = parquet({
  location: 'data/visits',
  columns: { user_id: string, page: string, seconds: double, ts: long },
  partitionColumn: 'ds',
});

const windows = [days(1)];

export const v1 = groupBy({
  name: 'extremes_and_ends',
  sources: [eventSource({ table: raw, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [
    min(c.seconds, { windows }),
    max(c.seconds, { windows }),
    min(c.page, { windows }),
    max(c.page, { windows }),
    first(c.page, { windows }),
    last(c.page, { windows }),
    last(c.seconds, { windows }),
  ],
});
