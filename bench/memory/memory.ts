import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openBackfill } from '../backfill.ts';
import { type Events, type EventsSize, generateEvents } from '../events.ts';
import { type Machine, machine } from '../machine.ts';
import { type Cost, measure } from '../measure.ts';
import { eventDays, kept, listFeatures } from './definition.ts';

export type MemoryRequest = Omit<EventsSize, 'days'> & {
  readonly threads: number;
  /** Of the engine, in MB. */
  readonly memoryLimitMb: number;
  /** Folder of generated data. */
  readonly cache: string;
};

/** What a backfill took in a process that did nothing else, and what its table holds. */
export type MemoryRun = {
  readonly peakRssMb: number;
  readonly cost: Cost;
  /** In how many parts the keys were computed. */
  readonly slices: number;
  readonly outputMb: number;
  readonly held: Totals;
};

/** Of the events, or of a table of features: how many users, and what their lists and maps add up to. */
export type Totals = { readonly users: number; readonly listed: number; readonly counted: number };

export type MemoryReport = {
  readonly version: 1;
  readonly scenario: 'memory';
  readonly at: string;
  readonly machine: Machine;
  readonly data: Readonly<Record<string, string | number>>;
  readonly run: MemoryRun;
  readonly expected: Totals;
  /** What the process may take beside the engine's limit. */
  readonly boundMb: number;
  readonly within: boolean;
  readonly complete: boolean;
};

/** Node, its heap, the engine's own code, and what the engine allocates beyond its limit. */
const besideLimitMb = 500;

const totals = async (select: string): Promise<Totals> => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(select);
    const [users, listed, counted] = reader.getRows()[0]?.map(Number) ?? [];
    return { users: users ?? 0, listed: listed ?? 0, counted: counted ?? 0 };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
};

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Straight from the events: each user has the newest of its prices in a list, and all of its events in a map. */
const expectedTotals = async ({ glob }: Events): Promise<Totals> =>
  await totals(`SELECT count(*), sum(least(n, ${kept})), sum(n)
FROM (SELECT count(*) AS n FROM read_parquet(${quoted(glob)}) GROUP BY user_id)`);

const heldTotals = async (files: readonly string[]): Promise<Totals> =>
  await totals(`SELECT count(DISTINCT user_id), sum(len(COLUMNS('.*_last.*'))), sum(list_sum(map_values(COLUMNS('.*_histogram.*'))))
FROM read_parquet([${files.map(quoted).join(', ')}])`);

const eventsOf = async (request: MemoryRequest): Promise<Events> => {
  await mkdir(request.cache, { recursive: true });
  return await generateEvents(request.cache, { ...request, days: eventDays });
};

/** The backfill of the last day, in this process, whose peak is then its own. The events must have been generated. */
export const runBackfill = async (request: MemoryRequest): Promise<MemoryRun> => {
  const events = await eventsOf(request);
  const folder = await mkdtemp(join(tmpdir(), 'chron-bench-'));
  const { threads, memoryLimitMb } = request;
  const backfill = await openBackfill(
    {
      definitions: { features: listFeatures(events) },
      readable: [events.folder],
      ds: events.last,
      threads,
      memoryLimit: `${memoryLimitMb}MB`,
    },
    folder,
  );
  try {
    const { whole } = await measure(backfill);
    const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
    const { files } = backfill.state().scan({ from: events.last, to: events.last });
    const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
    const outputMb = sizes.reduce((sum, size) => sum + size, 0) / 1e6;
    return { peakRssMb, cost: whole, slices: files.length, outputMb, held: await heldTotals(files) };
  } finally {
    await backfill.close();
    await rm(folder, { recursive: true, force: true });
  }
};

/**
 * Whether a day of lists and maps, more than fit into the engine's memory, is computed within it. `alone` runs
 * `runBackfill` in a process of its own.
 */
export const memory = async (request: MemoryRequest, alone: () => Promise<MemoryRun>): Promise<MemoryReport> => {
  const facts = machine();
  const events = await eventsOf(request);
  const run = await alone();
  const expected = await expectedTotals(events);
  const boundMb = request.memoryLimitMb + besideLimitMb;
  return {
    version: 1,
    scenario: 'memory',
    at: new Date().toISOString(),
    machine: facts,
    data: {
      events: events.events,
      days: events.days,
      ds: events.last,
      'input MB': Math.round(events.bytes / 1e6),
      'memory_limit MB': request.memoryLimitMb,
      threads: request.threads,
    },
    run,
    expected,
    boundMb,
    within: run.peakRssMb <= boundMb,
    complete: JSON.stringify(run.held) === JSON.stringify(expected),
  };
};

const shown = ({ users, listed, counted }: Totals): string =>
  `${users} users, ${listed} prices in lists, ${counted} events in maps`;

/** The report for people. */
export const memoryText = (report: MemoryReport): string => {
  const { machine: facts, run, expected } = report;
  const data = Object.entries(report.data).map(([name, value]) => `${name} ${value}`);
  return [
    `memory   ${report.at}`,
    `  ${facts.cores} cores (${facts.processor}), ${facts.memoryGb} GB, ${facts.platform}, load ${facts.load}; node ${facts.node}, duckdb ${facts.duckdb}`,
    `  ${data.join(', ')}`,
    '',
    `  backfill in ${run.slices} slices of the keys: ${(run.cost.wall / 1000).toFixed(1)} s, ${(run.cost.cpu / 1000).toFixed(1)} cpu s, ${run.outputMb.toFixed(1)} MB written`,
    `  peak ${run.peakRssMb} MB in a process of its own; the bound is ${report.boundMb} MB, the engine's limit and ${besideLimitMb}: ${report.within ? 'within' : 'ABOVE'} it`,
    report.complete
      ? `  complete: ${shown(run.held)}`
      : `  NOT COMPLETE: ${shown(run.held)}; expected ${shown(expected)}`,
  ].join('\n');
};
