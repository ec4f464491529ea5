import { afterEach, expect, test } from 'vitest';
import { filledProject } from './filled-project.ts';

const open: { readonly remove: () => void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});

const files = {
  'features/shop/moves.ts': `
import { attributes, csv, eventSource, long, string } from '@chron/chron';
export const raw = csv({ location: './data/moves.csv', columns: { user_id: string, city: string, ts: long } });
export const v1 = attributes({ name: 'moves', source: eventSource({ table: raw, timeColumn: 'ts' }), keys: ['user_id'] });
`,
  'features/shop/placed.ts': `
import { csv, eventSource, join, long, part, string } from '@chron/chron';
import { v1 as moves } from './moves.ts';
export const raw = csv({ location: './data/visits.csv', partitionColumn: 'ds', columns: { user_id: string, ts: long } });
export const v1 = join({ name: 'placed', left: eventSource({ table: raw, timeColumn: 'ts' }), parts: (left) => [part(moves, left)] });
`,
};
const at = (text: string): number => Date.parse(`${text}Z`);

test('events without partitions, taken whole: those of the day itself, in a GroupBy and in a Join', async () => {
  const one = await filledProject({
    ...files,
    'data/moves.csv': `user_id,city,ts\nann,Ulm,${at('2024-01-02T08:00')}\nann,Jena,${at('2024-01-03T08:00')}\nben,Bonn,${at('2024-01-09T08:00')}\n`,
    'data/visits.csv': `user_id,ts,ds\nann,${at('2024-01-03T12:00')},2024-01-03\nann,${at('2024-01-04T12:00')},2024-01-04\nben,${at('2024-01-04T12:00')},2024-01-04\n`,
  });
  open.push(one);
  await one.run('features/shop/moves.ts', '2024-01-02', '2024-01-03');
  const rows = await one.table('shop.moves', 'ds, user_id');
  expect(rows?.map((row) => `${row['ds']} ${row['user_id']} ${row['city']}`)).toEqual([
    '2024-01-02 ann Ulm',
    '2024-01-03 ann Jena',
  ]);
  await one.run('features/shop/placed.ts', '2024-01-03', '2024-01-04');
  const joined = await one.table('shop.placed', 'ds, user_id');
  expect(joined?.map((row) => `${row['ds']} ${row['user_id']} ${row['city']}`)).toEqual([
    '2024-01-03 ann Ulm',
    '2024-01-04 ann Jena',
    '2024-01-04 ben null',
  ]);
});
