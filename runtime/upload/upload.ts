import { createHash } from 'node:crypto';
import { relSql, uploadRel } from '#compiler';
import type { GroupByNode } from '#compiler/plan';
import { interruptOn } from '../engine/interrupt-on.ts';
import { ConfigError, OnlineError } from '../errors.ts';
import { interruption, throwIfInterrupted } from '../interruption.ts';
import type {
  Engine,
  OnlineRow,
  OnlineStore,
  Partition,
  Reporter,
  TableState,
  TableStore,
  Uploaded,
} from '../ports.ts';
import { versionOf } from '../tables/version.ts';

const chunkRows = 50_000;
const batchRows = 2_000;

/**
 * Publishes one committed partition of an online GroupBy as its new version: `ds`, or the newest one that is filled.
 * Throws ConfigError (not online, no such partition), OnlineError (rows that cannot be served, busy), EngineError,
 * InterruptedError.
 */
export const uploadNode = async (
  request: { readonly node: GroupByNode; readonly ds: string | undefined; readonly allowEmpty: boolean },
  ports: {
    readonly tables: TableStore;
    readonly engine: () => Promise<Engine>;
    readonly store: OnlineStore;
    readonly reporter: Reporter;
    readonly runId: string;
    readonly signal: AbortSignal;
  },
): Promise<Uploaded> => {
  const { node } = request;
  const { table } = node.output;
  if (!node.online) throw notOnline(node);
  const state = await ports.tables.load(table);
  const partition = partitionOf(node, state, request.ds);
  if (request.ds === undefined) {
    ports.reporter.report({ event: 'note', text: `${table}: uploading ${partition.ds}, the newest partition` });
  }
  if (partition.rows === 0 && !request.allowEmpty) throw nothingToServe(table, partition.ds);
  const engine = await ports.engine();
  const heedNoMore = interruptOn(ports.signal, engine);
  try {
    throwIfInterrupted(ports.signal);
    await prepare(engine, node, { state, ds: partition.ds });
    await checkRows(engine, table, partition);
    const chunks = Math.max(1, Math.ceil(partition.rows / chunkRows));
    const published = await ports.store.publish({
      definition: node.name,
      description: node.description,
      ds: partition.ds,
      inputDigest: digestOf(node, partition),
      runId: ports.runId,
      rows: partition.rows,
      chunks,
      chunk: (index) => rowsOf(engine, index),
      signal: ports.signal,
    });
    return { ...published, definition: node.name, table, ds: partition.ds };
  } catch (error) {
    throw ports.signal.aborted ? interruption(ports.signal) : error;
  } finally {
    heedNoMore();
    if (!ports.signal.aborted) await engine.run('DROP TABLE IF EXISTS __online_rows');
  }
};

/** In the order of their keys: a resumed run cuts the same chunks, and the primary key is built from sorted rows. */
const prepare = async (
  engine: Engine,
  node: GroupByNode,
  { state, ds }: { readonly state: TableState | null; readonly ds: string },
): Promise<void> => {
  if (state === null) throw new Error('internal: an upload without a table');
  const rows = relSql(uploadRel(node), () => engine.scanSql(state.scan({ from: ds, to: ds })));
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE __online_rows AS SELECT row_number() OVER (ORDER BY key) AS n, key, feature FROM (${rows})`,
  );
};

async function* rowsOf(engine: Engine, index: number): AsyncIterable<readonly OnlineRow[]> {
  const [after, upTo] = [index * chunkRows, (index + 1) * chunkRows];
  const sql = `SELECT key, feature FROM __online_rows WHERE n > ${after} AND n <= ${upTo} ORDER BY n`;
  for await (const [keys = [], features = []] of engine.stream(sql)) {
    for (let start = 0; start < keys.length; start += batchRows) {
      const batch = keys.slice(start, start + batchRows);
      yield batch.map((key, offset): OnlineRow => [String(key), String(features[start + offset])]);
    }
  }
}

/** What PostgreSQL would refuse is found before the first row is sent; with any such row nothing is published. */
const checkRows = async (engine: Engine, table: string, partition: Partition): Promise<void> => {
  const [found] = await engine.rows(`SELECT
    count(*) AS rows,
    count(*) - count(DISTINCT key) AS duplicates,
    count(*) FILTER (WHERE octet_length(encode(key)) > 2600) AS long_keys,
    count(*) FILTER (WHERE contains(key, chr(0)) OR contains(feature, '\\u0000')) AS zero_bytes,
    min(key) FILTER (WHERE octet_length(encode(key)) > 2600 OR contains(key, chr(0)) OR contains(feature, '\\u0000')) AS sample
    FROM __online_rows`);
  const count = (name: string): number => Number(found?.[name] ?? 0);
  if (count('rows') !== partition.rows) {
    throw new OnlineError({
      code: 'CHR2331',
      message: `${table} of ${partition.ds} should have ${partition.rows} rows, but ${count('rows')} can be read`,
      hint: 'the table may be damaged: backfill that day again',
    });
  }
  const reasons = [
    [count('duplicates'), 'share a key with another row'],
    [count('long_keys'), 'have a key of more than 2,600 bytes'],
    [count('zero_bytes'), 'hold the character U+0000, which PostgreSQL does not store'],
  ] as const;
  const bad = reasons.filter(([rows]) => rows > 0);
  if (bad.length === 0) return;
  const sample = found?.['sample'] == null ? '' : ` (first key: ${String(found['sample']).slice(0, 60)})`;
  throw new OnlineError({
    code: 'CHR2332',
    message: `${table} of ${partition.ds}: ${bad.map(([rows, why]) => `${rows} rows ${why}`).join(', ')}${sample}; nothing was published`,
    hint: 'leave those rows out in the source (where), or change the key',
  });
};

const digestOf = (node: GroupByNode, partition: Partition): string =>
  createHash('sha256')
    .update(JSON.stringify([node.output.table, partition.ds, versionOf(partition)]))
    .digest('hex');

const partitionOf = (node: GroupByNode, state: TableState | null, ds: string | undefined): Partition => {
  const days = [...(state?.partitions.keys() ?? [])];
  const wanted = ds ?? days.at(-1);
  const found = wanted === undefined ? undefined : state?.partitions.get(wanted);
  if (found !== undefined) return found;
  const filled = days.length === 0 ? 'no partition is filled yet' : `filled are ${days[0]} to ${days.at(-1)}`;
  throw new ConfigError({
    code: 'CHR2333',
    message: `${node.output.table} has no partition ${ds ?? ''}`.trimEnd().concat(`: ${filled}`),
    hint: `chron backfill --conf ${node.source?.file ?? node.name} --start-date ${ds ?? 'YYYY-MM-DD'} --end-date ${ds ?? 'YYYY-MM-DD'}`,
    exitCode: 1,
  });
};

const notOnline = (node: GroupByNode): ConfigError =>
  new ConfigError({
    code: 'CHR2334',
    message: `${node.name} is not online`,
    hint: `write online: true in ${node.source?.file ?? 'its definition'}`,
  });

const nothingToServe = (table: string, ds: string): OnlineError =>
  new OnlineError({
    code: 'CHR2335',
    message: `${table} of ${ds} has no rows: publishing it would make every key unknown`,
    hint: 'choose another day with --ds, or publish it all the same with --allow-empty',
  });
