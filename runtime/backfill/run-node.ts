import { type Bind, choose, relSql, scriptSql, stagingExtent } from '#compiler';
import type { StagingQueryNode, WrittenNode } from '#compiler/plan';
import { EngineError, StorageError } from '../errors.ts';
import type { Attempt, DataFile, Engine, NewPartition } from '../ports.ts';
import type { DateRange } from './date-range.ts';
import { knownOf, type Step } from './known.ts';
import type { Newest } from './newest.ts';
import { type Computing, raised } from './raised.ts';

/** A data file per day of the range, and what is in it; nothing is visible yet. */
export type Computed = Pick<NewPartition, 'ds' | 'files'> & {
  readonly content: NewPartition['record']['content'];
};

type Request = Step &
  Pick<Computing, 'byName'> & {
    readonly engine: Engine;
    readonly latest: string;
    readonly newest: Newest;
    readonly bind: Bind;
    readonly attempt: Attempt;
    readonly each: (computed: Computed) => void;
  };

/** Computes the days of one step into data files of the attempt. Throws EngineError, StorageError. */
export const computeStep = async (request: Request): Promise<void> => {
  try {
    await compute(request);
  } catch (error) {
    throw raised(error, { ...request, days: [request.range] });
  }
};

const compute = async (request: Request): Promise<void> => {
  const { engine, node, attempt } = request;
  const range = { ...request.range, latest: request.latest, newest: request.newest };
  const script = scriptSql(choose(node, range, await knownOf(request, request)), request.bind);
  for (const { name, sql } of script.temps) await engine.run(`CREATE OR REPLACE TEMP TABLE "${name}" AS\n${sql}`);
  for (const check of script.checks) {
    if (check.kind === 'duplicate-keys') {
      const rows = await engine.rows(`SELECT * FROM (${check.body}) ORDER BY key LIMIT 5`);
      if (rows.length > 0) throw doubled(node, check.ds, rows);
      continue;
    }
    if (check.kind === 'without-day') {
      const [row] = await engine.rows(check.body);
      if (row !== undefined) throw dayless(node, row['rows']);
      continue;
    }
    const rows = await engine.rows(`SELECT * FROM (${check.body}) ORDER BY ds NULLS FIRST`);
    if (rows.length > 0) throw outside(node, request.range, rows);
  }
  for (const ds of new Set(script.outputs.map((output) => output.ds))) {
    const files: DataFile[] = [];
    for (const { sql } of script.outputs.filter((output) => output.ds === ds)) {
      const path = await attempt.dataFile(ds);
      const written = engine.writeParquet({ query: sql, file: path, schema: attempt.schema });
      const ofDay = { ...request, days: [{ start: ds, end: ds }] };
      files.push({ path, ...(await written.catch((error) => Promise.reject(raised(error, ofDay)))) });
    }
    const content = await engine.content({ files: files.map((file) => file.path), schema: attempt.schema });
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    if (content.rows !== rows) throw unreadable(files[0]?.path ?? ds, rows, content.rows);
    request.each({ ds, files, content });
  }
  for (const { name } of script.temps) await engine.run(`DROP TABLE IF EXISTS "${name}"`);
};

/** First and last day that a staging query has rows for, over all time; null: it has none at all. */
export const extentOf = async (
  engine: Engine,
  node: StagingQueryNode,
  { bind, newest }: { readonly bind: Bind; readonly newest: Newest },
): Promise<DateRange | null> => {
  const all = { start: '0001-01-01', end: '9999-12-31', latest: '9999-12-31', newest };
  const { partitionColumn } = node.output;
  if (partitionColumn === null) return null;
  const [row] = await engine.rows(relSql(stagingExtent(node, partitionColumn, all), bind));
  return row?.['first'] == null ? null : { start: String(row['first']), end: String(row['last']) };
};

const outside = (
  node: WrittenNode,
  range: DateRange,
  rows: readonly Readonly<Record<string, unknown>>[],
): EngineError => {
  const day = node.output.partitionColumn ?? '';
  const shown = rows
    .slice(0, 5)
    .map((row) => `${rowCount(row['rows'])} with ${day} ${row['ds'] === null ? 'null' : String(row['ds'])}`);
  const more = rows.length > 5 ? `, and ${rows.length - 5} more days` : '';
  return new EngineError({
    code: 'CHR2003',
    message: `${node.name}: the query gives ${shown.join(', ')}${more}; asked were ${range.start} to ${range.end}`,
    hint: `keep only the asked days in the query: WHERE ${day} BETWEEN \${startDate} AND \${endDate}`,
  });
};

const dayless = (node: WrittenNode, rows: unknown): EngineError =>
  new EngineError({
    code: 'CHR2008',
    message: `${node.name}: ${rowCount(rows)} of the left ${Number(rows) === 1 ? 'has' : 'have'} no time within the years 1 to 9999, and no partition, so no day`,
    hint: 'mend the time, or leave such rows out: where: (c) => sql`${c.ts} IS NOT NULL` in the left source',
  });

const doubled = (
  node: WrittenNode,
  ds: string | null,
  rows: readonly Readonly<Record<string, unknown>>[],
): EngineError => {
  const of = node.kind === 'join-part' ? `${node.features}, read by ${node.name}` : node.name;
  const found = rows.map((row) => `${row['rows']} for ${row['key']}`).join(', ');
  return new EngineError({
    code: 'CHR2006',
    message: `${of}${ds === null ? '' : ` of ${ds}`}: a key has one row, but there are ${found}`,
    hint: "mend the source, or let the latest win: duplicates: 'latest'",
  });
};

const rowCount = (rows: unknown): string => (Number(rows) === 1 ? '1 row' : `${rows} rows`);

const unreadable = (file: string, wrote: number, read: number): StorageError =>
  new StorageError({
    code: 'CHR2005',
    message: `${file}: wrote ${wrote} rows, but ${read} can be read back`,
    hint: 'the disk may be failing; nothing was published, run it again',
  });
