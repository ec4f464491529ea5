import { csv, double, parquet, string } from '@chron/chron';

export const partition = parquet({ location: 'data/a', columns: { user_id: string, price: double }, partitionColumn: 'price' });

export const day = csv({ location: 'data/b.csv', columns: { user_id: string, price: double }, dayColumn: 'user_id' });

/** Nothing is wrong here: the day stands in the path. */
export const path = csv({ location: 'data/c/ds=*/*.csv', columns: { user_id: string }, partitionColumn: 'ds' });

export const month = csv({ location: 'data/d', columns: { user_id: string }, partitionColumn: 'ds', partitionFormat: 'yyyy-MM' });

export const letters = csv({ location: 'data/e', columns: { user_id: string }, partitionColumn: 'ds', partitionFormat: 'yyyyMMddTHH' });

export const text = csv({ location: 'data/f', columns: { dt: string }, partitionColumn: 'dt', partitionFormat: 'yyyyMMdd' });

export const nowhere = csv({ location: 'data/g', columns: { dt: string }, partitionFormat: 'yyyyMMdd' });
