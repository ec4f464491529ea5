import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wholeTable } from '#compiler';
import type { Column } from '#compiler/plan';
import { openEngine } from '#runtime/engine/duckdb';
import type {
  Commit,
  DefinitionVersion,
  Engine,
  InputVersion,
  NewPartition,
  TableState,
  TableStore,
} from '#runtime/ports';
import type { Blobs } from '#runtime/tables/blobs';
import { inputDigest, madeOf } from '#runtime/tables/digest';
import { openTables } from '#runtime/tables/store';

export const columns: readonly Column[] = [
  { name: 'user_id', type: { kind: 'string' } },
  { name: 'n', type: { kind: 'bigint' } },
  { name: 'ds', type: { kind: 'date' } },
];

const definition: DefinitionVersion = { own: { keys: 'k1' }, semantics: { sum: 1 } };

export type Write = {
  readonly table?: string;
  readonly runId: string;
  /** By ds: a query without the column ds. By `whole` alone: a table without partitions. */
  readonly days: Readonly<Record<string, string>>;
  readonly columns?: readonly Column[];
  /** Default: the newest state. */
  readonly base?: TableState | null;
  readonly inputs?: readonly InputVersion[];
};

export type Warehouse = {
  readonly folder: string;
  readonly engine: Engine;
  readonly store: TableStore;
  /** A second store over the same folder, as another process has it. */
  other(blobs?: Blobs): TableStore;
  write(request: Write, store?: TableStore): Promise<Commit>;
  /** All rows as the committed state says, in order. */
  read(state: TableState, from?: string, to?: string): Promise<readonly unknown[]>;
  close(): Promise<void>;
};

/** A warehouse in a temporary folder, with an engine that fills it. */
export const openWarehouse = async (now: () => Date = () => new Date()): Promise<Warehouse> => {
  const folder = mkdtempSync(join(tmpdir(), 'chron-tables-'));
  const engine = await openEngine({ spillFolder: join(folder, 'spill'), threads: 2, memoryLimit: '1GB' });
  const other = (blobs?: Blobs) =>
    openTables({ warehouse: join(folder, 'warehouse'), clock: { now }, ...(blobs === undefined ? {} : { blobs }) });
  const store = other();
  return {
    folder,
    engine,
    store,
    other,
    write: async ({ table = 'team.purchases', runId, days, inputs = [], ...rest }, by = store) => {
      const base = rest.base === undefined ? await by.load(table) : rest.base;
      const isWhole = 'whole' in days;
      const partitionColumn = isWhole ? null : 'ds';
      const known = isWhole ? columns.filter(({ name }) => name !== 'ds') : columns;
      const attempt = await by.begin({ table, columns: rest.columns ?? known, partitionColumn, base, runId });
      const partitions: NewPartition[] = [];
      for (const [day, query] of Object.entries(days)) {
        const ds = isWhole ? wholeTable : day;
        const file = await attempt.dataFile(ds);
        const schema = attempt.schema;
        const written = await engine.writeParquet({
          query: isWhole ? query : `SELECT *, DATE '${ds}' AS ds FROM (${query})`,
          file,
          schema,
        });
        const content = await engine.content({ files: [file], schema });
        const made = madeOf(definition, inputDigest(inputs));
        const record = { definition, inputs, made, content, runId, engine: engine.version };
        partitions.push({ ds, files: [{ path: file, ...written }], record });
      }
      return await by.commit(attempt, partitions);
    },
    read: async (state, from, to) =>
      await engine.rows(
        `SELECT * FROM ${engine.scanSql(state.scan({ from: from ?? null, to: to ?? null }))} ORDER BY ALL`,
      ),
    close: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** `count` rows whose user ids start with `prefix`. */
export const rows = (prefix: string, count: number): string =>
  `SELECT '${prefix}' || i AS user_id, i::BIGINT AS n FROM range(${count}) t(i)`;
