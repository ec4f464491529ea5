import { csv, double, parquet, string } from '@chron/chron';

export const partition = parquet({ location: 'data/a', columns: { user_id: string, price: double }, partitionColumn: 'price' });

export const day = csv({ location: 'data/b.csv', columns: { user_id: string, price: double }, dayColumn: 'user_id' });

/** Nothing is wrong here: the day stands in the path. */
export const path = csv({ location: 'data/c/ds=*/*.csv', columns: { user_id: string }, partitionColumn: 'ds' });
