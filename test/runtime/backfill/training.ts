import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { verifyJoined } from '#runtime/samples/verify-joined';
import type { JoinRows } from '#runtime/verify/oracle-join';
import type { InputRow } from '#runtime/verify/value';
import { filledProject } from './filled-project.ts';

/** Days as they are written in a partition column, times as UTC text (null: the row has none). */
export type Visit = readonly [ds: string, user: string, ts: string | null];
export type Purchase = readonly [ds: string, user: string, price: number, ts: string];
export type Person = readonly [ds: string, user: string, city: string];

export type Rows = {
  readonly visits: readonly Visit[];
  readonly purchases: readonly Purchase[];
  readonly people: readonly Person[];
};

/** Lines of a file and what a query makes of them: a partition per day of the column `ds`. */
const staged = (
  name: string,
  { columns, query, start }: { readonly columns: string; readonly query: string; readonly start: string },
): string => `
import { csv, double, endDate, long, sql, stagingQuery, startDate, string } from '@chron/chron';
export const raw = csv({ location: './data/${name}.csv', columns: { ds: string, user_id: string, ${columns.replace('ts: long', 'ts: string')} } });
export const v1 = stagingQuery({
  name: '${name}',
  query: sql\`SELECT ${query}, ds FROM \${raw} WHERE CAST(ds AS DATE) BETWEEN \${startDate} AND \${endDate}\`,
  columns: { user_id: string, ${columns} },
  startPartition: '${start}',
});
`;

const millis = 'epoch_ms(CAST(ts AS TIMESTAMP)) AS ts';

const project = {
  'staging_queries/shop/visits.ts': staged('visits', {
    columns: 'ts: long',
    query: `user_id, ${millis}`,
    start: '2024-01-01',
  }),
  'staging_queries/shop/purchases.ts': staged('purchases', {
    columns: 'price: double, ts: long',
    query: `user_id, price, ${millis}`,
    start: '2023-12-20',
  }),
  'staging_queries/shop/people.ts': staged('people', {
    columns: 'city: string',
    query: 'user_id, city',
    start: '2023-12-20',
  }),
  'features/shop/spend.ts': `
import { count, days, eventSource, groupBy, hours, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';
export const v1 = groupBy({
  name: 'spend',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price, { windows: [hours(6), days(1)] }), count(c.price, { windows: [days(1)] })],
  accuracy: 'temporal',
});
`,
  'features/shop/bought.ts': `
import { days, eventSource, groupBy, lastK, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';
export const v1 = groupBy({
  name: 'bought',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price, { windows: [days(2)] }), lastK(c.price, { k: 2, windows: [days(2)] })],
});
`,
  'features/shop/person.ts': `
import { attributes, entitySource } from '@chron/chron';
import { v1 as people } from '../../staging_queries/shop/people.ts';
export const v1 = attributes({ name: 'person', source: entitySource({ table: people, missing: 'empty' }), keys: ['user_id'] });
`,
  'features/shop/training.ts': `
import { eventSource, join, part } from '@chron/chron';
import { v1 as visits } from '../../staging_queries/shop/visits.ts';
import { v1 as bought } from './bought.ts';
import { v1 as person } from './person.ts';
import { v1 as spend } from './spend.ts';
export const v1 = join({
  name: 'training',
  left: eventSource({ table: visits, timeColumn: 'ts' }),
  parts: (left) => [part(spend, left), part(bought, left), part(person, left)],
});
`,
  // Folders by day that others write.
  'features/shop/clicks.ts': `
import { count, csv, days, eventSource, groupBy, long, string } from '@chron/chron';
export const raw = csv({ location: './data/clicks/ds=*/*.csv', partitionColumn: 'ds', columns: { user_id: string, ts: long } });
export const v1 = groupBy({
  name: 'clicks',
  sources: [eventSource({ table: raw, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [count(c.ts, { windows: [days(1)] })],
});
`,
  'features/shop/clicked.ts': `
import { eventSource, join, part } from '@chron/chron';
import { v1 as visits } from '../../staging_queries/shop/visits.ts';
import { v1 as clicks } from './clicks.ts';
export const v1 = join({
  name: 'clicked',
  left: eventSource({ table: visits, timeColumn: 'ts' }),
  parts: (left) => [part(clicks, left)],
});
`,
  // The left is what a part reads, too.
  'features/shop/visited.ts': `
import { count, days, eventSource, groupBy } from '@chron/chron';
import { v1 as visits } from '../../staging_queries/shop/visits.ts';
export const v1 = groupBy({
  name: 'visited',
  sources: [eventSource({ table: visits, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [count(c.ts, { windows: [days(2)] })],
});
`,
  'features/shop/again.ts': `
import { eventSource, join, part } from '@chron/chron';
import { v1 as visits } from '../../staging_queries/shop/visits.ts';
import { v1 as visited } from './visited.ts';
export const v1 = join({
  name: 'again',
  left: eventSource({ table: visits, timeColumn: 'ts' }),
  parts: (left) => [part(visited, left)],
});
`,
  // Who is asked about is a snapshot too.
  'features/shop/roster.ts': `
import { entitySource, join, part } from '@chron/chron';
import { v1 as people } from '../../staging_queries/shop/people.ts';
import { v1 as bought } from './bought.ts';
export const v1 = join({
  name: 'roster',
  left: entitySource({ table: people }),
  parts: (left) => [part(bought, left)],
});
`,
};

const timeOf = (text: string | null): bigint | null =>
  text === null ? null : BigInt(Date.parse(`${text.replace(' ', 'T')}Z`));

const purchaseRow = ([ds, user_id, price, ts]: Purchase): InputRow => ({ ds, user_id, price, ts: timeOf(ts) });
const visitRow = ([ds, user_id, ts]: Visit): InputRow => ({ ds, user_id, ts: timeOf(ts) });
const personRow = ([ds, user_id, city]: Person): InputRow => ({ ds, user_id, city });

/** A project of visits, each beside what was bought before it, to the moment and until midnight, and who visited. */
export const training = async (first: Rows) => {
  const folder = await filledProject(project);
  let rows = first;
  const put = (some: Partial<Rows>): void => {
    rows = { ...rows, ...some };
    mkdirSync(join(folder.root, 'data'), { recursive: true });
    const heads = { visits: 'ds,user_id,ts', purchases: 'ds,user_id,price,ts', people: 'ds,user_id,city' };
    for (const [name, head] of Object.entries(heads)) {
      if (some[name as keyof Rows] === undefined) continue;
      const lines = rows[name as keyof Rows].map((row) => row.map((cell) => cell ?? '').join(','));
      writeFileSync(join(folder.root, `data/${name}.csv`), [head, ...lines, ''].join('\n'));
    }
  };
  put(first);
  const edit = (name: string, from: string, to: string): void => {
    const path = join(folder.root, name);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
    writeFileSync(path, text.replace(from, to));
  };
  /** Compares days of a Join with the oracle; how many values were compared. */
  const verify = async (days: readonly string[], conf = 'shop.training'): Promise<number> => {
    const [purchases, people] = [{ rows: rows.purchases.map(purchaseRow) }, { rows: rows.people.map(personRow) }];
    const seen = { rows: rows.visits.map(visitRow) };
    const sources: Readonly<Record<string, JoinRows>> = {
      'shop.training': { left: seen, parts: [[purchases], [purchases], [people]] },
      'shop.again': { left: seen, parts: [[seen]] },
      'shop.roster': { left: people, parts: [[purchases]] },
    };
    const read = sources[conf];
    if (read === undefined) throw new Error(`no rows of ${conf}`);
    let values = 0;
    for (const ds of days) {
      const verified = await verifyJoined(folder.project, { conf, ds, rows: read });
      expect(verified.differences).toEqual([]);
      values += verified.values;
    }
    return values;
  };
  return { ...folder, put, edit, verify };
};

/** `ds` by table, of the lines of a run that name what was computed. */
export const daysByTable = (computed: readonly string[]): Readonly<Record<string, readonly string[]>> => {
  const found: Record<string, string[]> = {};
  for (const line of computed) {
    const [table = '', ds = ''] = line.split(' ');
    found[table] = [...(found[table] ?? []), ds.replace(':', '')];
  }
  return found;
};
