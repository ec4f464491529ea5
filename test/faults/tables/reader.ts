import { join } from 'node:path';
import { openEngine } from '#runtime/engine/duckdb';
import type { Engine } from '#runtime/ports';
import { openTables } from '#runtime/tables/store';

export type Reader = {
  /** What a reader sees now: by ds, its rows and their salts; `[]`: no table yet. */
  look(): Promise<readonly (readonly [ds: string, rows: number, salts: string])[]>;
  readonly engine: Engine;
  /** Reads all the time until `stop`, which tells how often it read and what it saw that no reader may see. */
  loop(allowed: (seen: Awaited<ReturnType<Reader['look']>>) => string | null): {
    stop(): Promise<{ readonly reads: number; readonly wrong: readonly string[] }>;
  };
};

/** A process that only reads: loads the newest state again for each look, as a fresh reader would. */
export const openReader = async (folder: string, name = 'team.t'): Promise<Reader> => {
  const engine = await openEngine({ spillFolder: join(folder, 'reader-spill'), threads: 1, memoryLimit: '200MB' });
  const look: Reader['look'] = async () => {
    const store = openTables({ warehouse: join(folder, 'warehouse'), clock: { now: () => new Date() } });
    const state = await store.load(name);
    if (state === null) return [];
    const table = engine.scanSql(state.scan({ from: null, to: null }));
    // A table without partitions is one group.
    const ds = state.schema.some((field) => field.name === 'ds') ? 'ds' : "'whole' AS ds";
    const found = await engine.rows(
      `SELECT ${ds}, count(*)::INTEGER AS n, string_agg(DISTINCT salt::VARCHAR, ',') AS salts FROM ${table} GROUP BY ds ORDER BY ds`,
    );
    return found.map((row) => [String(row['ds']), Number(row['n']), String(row['salts'])] as const);
  };
  return {
    look,
    engine,
    loop: (allowed) => {
      let stopped = false;
      let reads = 0;
      const wrong: string[] = [];
      const running = (async () => {
        while (!stopped) {
          try {
            const problem = allowed(await look());
            if (problem !== null) wrong.push(problem);
          } catch (error) {
            wrong.push(String(error));
          }
          reads += 1;
          await new Promise((resolve) => setTimeout(resolve, 2));
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
