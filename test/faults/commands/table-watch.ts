import { setTimeout as sleep } from 'node:timers/promises';
import { lazyEngine, tablesOf } from '#runtime/api/services';
import type { Engine } from '#runtime/ports';
import type { Project } from '#runtime/project/project';

/** Rows of a table as they can be read now; null: no table yet. */
type Look = (table: string) => Promise<readonly Readonly<Record<string, unknown>>[] | null>;

export type Watched = { readonly reads: number; readonly wrong: readonly string[] };

export type TableWatch = {
  readonly look: Look;
  /** Reads a table again and again, as fresh readers would, until stopped; `state` names what it sees, null: nothing it may see. */
  readonly start: (
    table: string,
    state: (rows: Awaited<ReturnType<Look>>) => 'old' | 'new' | null,
  ) => { readonly stop: () => Promise<Watched> };
  readonly close: () => Promise<void>;
};

/** A reader that is not the run: its own engine, and the newest committed state for each look. */
export const tableWatch = async (project: Project): Promise<TableWatch> => {
  const lazy = lazyEngine({ ...project, engine: { memoryLimit: '200MB', threads: 1 } }, () => []);
  const engine: Engine = await lazy.open();
  const look: Look = async (table) => {
    const state = await tablesOf(project).load(table);
    return state === null
      ? null
      : await engine.rows(`SELECT * FROM ${engine.scanSql(state.scan({ from: null, to: null }))}`);
  };
  return {
    look,
    close: lazy.close,
    start: (table, stateOf) => {
      let stopped = false;
      let reads = 0;
      let seenNew = false;
      const wrong: string[] = [];
      const running = (async () => {
        while (!stopped) {
          try {
            const seen = stateOf(await look(table));
            if (seen === null) wrong.push(`${table}: neither the old rows nor the new ones`);
            if (seen === 'old' && seenNew) wrong.push(`${table}: the old rows after the new ones`);
            seenNew ||= seen === 'new';
          } catch (error) {
            wrong.push(String(error));
          }
          reads += 1;
          await sleep(25);
        }
      })();
      return {
        stop: async () => {
          stopped = true;
          await running;
          return { reads, wrong };
        },
      };
    },
  };
};
