import { join } from 'node:path';
import { backfill } from '#runtime/api/backfill';
import { lazyEngine, tablesOf } from '#runtime/api/services';
import { openProject } from '#runtime/project/project';
import { data } from './recorded-chronon.ts';

/** The samples of this repository, over the real files and into a warehouse of their own in `folder`. */
export const openSamples = (folder: string) => {
  const project = () =>
    openProject({
      from: process.cwd(),
      environment: {
        CHRON_WAREHOUSE: join(folder, 'warehouse'),
        CHRON_MOUNTS: [
          `s3://chronon/warehouse/data/purchases=${data}/bootcamp`,
          `s3://chronon/warehouse/data/users=${data}/bootcamp`,
          `s3://chronon/quickstart=${data}/quickstart`,
        ].join(';'),
      },
    });
  return {
    filled: async (conf: string, start: string, end: string) => {
      const opened = await project();
      const signal = new AbortController().signal;
      return await backfill(opened, { conf, start, end, reporter: { report: () => {} }, signal });
    },
    query: async (table: string, sql: (from: string) => string) => {
      const opened = await project();
      const state = await tablesOf(opened).load(table);
      if (state === null) throw new Error(`${table} was not filled`);
      const engine = lazyEngine(opened, () => []);
      try {
        const open = await engine.open();
        return await open.rows(sql(open.scanSql(state.scan({ from: null, to: null }))));
      } finally {
        await engine.close();
      }
    },
  };
};
