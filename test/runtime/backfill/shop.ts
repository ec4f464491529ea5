import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backfill } from '#runtime/api/backfill';
import { lazyEngine, tablesOf } from '#runtime/api/services';
import type { Event } from '#runtime/ports';
import { openProject, type Project } from '#runtime/project/project';
import { projectFolder } from '../project/project-folder.ts';

export type Purchase = readonly [ds: string | null, user: string, price: number, ts: string];

const staging = (where: string, columns: string) => `
import { csv, double, endDate, long, sql, stagingQuery, startDate, string } from '@chron/chron';
export const raw = csv({ location: './data/purchases*.csv', columns: { ds: string, user_id: string, price: double, ts: string } });
export const v1 = stagingQuery({
  name: 'purchases',
  query: sql\`SELECT user_id, price${columns}, epoch_ms(CAST(ts AS TIMESTAMP)) AS ts, ds FROM \${raw} ${where}\`,
  columns: { user_id: string, price: double, ts: long },
  startPartition: '2024-01-01',
});
`;

const asked = 'WHERE CAST(ds AS DATE) BETWEEN ${startDate} AND ${endDate}';

const spend = (windows: string) => `
import { average, count, days, eventSource, groupBy, last, max, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';
export const v1 = groupBy({
  name: 'spend',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price, { windows: [${windows}] }), count(c.price, { windows: [${windows}] })],
  online: true,
});
`;

/** A small project: purchases in a CSV file, staged by day, and what users spent. */
export const shop = async (rows: readonly Purchase[]) => {
  const folder = projectFolder({
    'staging_queries/shop/purchases.ts': staging(asked, ''),
    'features/shop/spend.ts': spend('days(1), days(3)'),
  });
  const put = (purchases: readonly Purchase[], file = 'purchases.csv'): void => {
    mkdirSync(join(folder.root, 'data'), { recursive: true });
    const lines = purchases.map(([ds, user, price, ts]) => `${ds ?? ''},${user},${price},${ts}`);
    writeFileSync(join(folder.root, 'data', file), ['ds,user_id,price,ts', ...lines, ''].join('\n'));
  };
  put(rows);
  const project: Project = await openProject({ from: folder.root, environment: {} });
  const run = async (
    conf: string,
    start: string,
    end: string,
    more: { readonly stepDays?: number; readonly signal?: AbortSignal; readonly force?: boolean } = {},
  ) => {
    const events: Event[] = [];
    const reporter = { report: (event: Event) => void events.push(event) };
    const { signal = new AbortController().signal, ...rest } = more;
    const result = await backfill(project, { conf, start, end, reporter, signal, ...rest });
    const computed = events.flatMap((one) =>
      one.event === 'partition' ? [`${one.table} ${one.ds}: ${one.rows} (${one.reason})`] : [],
    );
    return { result, computed, events };
  };
  /** All rows of a table through its committed metadata. */
  const table = async (name: string, order = 'ALL') => {
    const state = await tablesOf(project).load(name);
    if (state === null) return null;
    const engine = lazyEngine(project, () => []);
    try {
      const open = await engine.open();
      return await open.rows(`SELECT * FROM ${open.scanSql(state.scan({ from: null, to: null }))} ORDER BY ${order}`);
    } finally {
      await engine.close();
    }
  };
  const edit = {
    staging: (where: string, columns = '') =>
      folder.write('staging_queries/shop/purchases.ts', staging(where, columns)),
    windows: (windows: string) => folder.write('features/shop/spend.ts', spend(windows)),
    features: (from: string, to: string) => {
      const path = join(folder.root, 'features/shop/spend.ts');
      writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    },
    comment: () => {
      const path = join(folder.root, 'features/shop/spend.ts');
      writeFileSync(
        path,
        readFileSync(path, 'utf8').replace('export const v1', '/** Said better. */\nexport const v1'),
      );
    },
  };
  return { ...folder, project, put, run, table, edit, features: 'features/shop/spend.ts', staging: 'shop.purchases' };
};
