import { average, boolean, count, double, entitySource, groupBy, long, max, parquet, string } from '@chron/chron';

const ratings = parquet({
  location: 'data/ratings',
  columns: { listing: string, stars: double, ts: long },
  partitionColumn: 'ds',
});
const renamed = parquet({
  location: 'data/renamed',
  columns: { listing: string, rating: double, ts: long, changed: long, gone: boolean },
  partitionColumn: 'ds',
});
const changes = parquet({
  location: 'data/changes',
  columns: { listing: string, stars: double, ts: long, mutation_ts: long, is_before: boolean, why: string },
  partitionColumn: 'ds',
});

export const unlike = groupBy({
  name: 'changes_unlike',
  sources: [entitySource({ table: ratings, timeColumn: 'ts', mutationTable: renamed as never })],
  keys: ['listing'],
  aggregations: (c) => [average(c.stars)],
});

export const wrongTypes = groupBy({
  name: 'changes_wrongTypes',
  sources: [
    entitySource({
      table: ratings,
      timeColumn: 'ts',
      mutationTable: changes,
      mutationTimeColumn: 'why' as never,
      reversalColumn: 'stars' as never,
    }),
  ],
  keys: ['listing'],
  aggregations: (c) => [average(c.stars)],
});

export const noWayBack = groupBy({
  name: 'changes_noWayBack',
  sources: [entitySource({ table: ratings, timeColumn: 'ts', mutationTable: changes })],
  keys: ['listing'],
  aggregations: (c) => [count(c.stars), max(c.stars)],
});

export const noTime = groupBy({
  name: 'changes_noTime',
  sources: [entitySource({ table: ratings, mutationTable: changes })],
  keys: ['listing'],
  aggregations: (c) => [count(c.stars)],
});
