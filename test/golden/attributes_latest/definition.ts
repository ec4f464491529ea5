import { attributes, double, entitySource, long, parquet, string } from '@chron/chron';

export const users = parquet({
  location: 'data/users',
  columns: { user_id: string, country: string, score: double, ts: long },
  partitionColumn: 'ds',
});

/** Rows of the day, whole: of two rows of one key the one that is later, and at one time the greater one, wins. */
export const v1 = attributes({
  name: 'attributes_latest',
  source: entitySource({ table: users, timeColumn: 'ts' }),
  keys: ['user_id', 'country'],
  duplicates: 'latest',
});
