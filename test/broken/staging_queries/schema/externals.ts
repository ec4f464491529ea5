import { csv, json, parquet, string, timestamp } from '@chron/chron';

export const nowhere = parquet({ columns: { user_id: string } });

export const days = csv({ location: 'data/days.csv', columns: { user_id: string, at: timestamp }, dayColumn: 'att' });

export const types = json({ location: 'data/types.json', columns: { user_id: 'text', __at: timestamp }, partition: 'ds' });

export const nothing = parquet({ location: 'data/nothing' });
