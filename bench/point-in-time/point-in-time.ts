import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, isEqual } from '../compare.ts';
import { type EventsSize, generateEvents } from '../events.ts';
import { machine } from '../machine.ts';
import { alternate, measure } from '../measure.ts';
import { type Report, sideReport } from '../report.ts';
import { featureName } from './definition.ts';
import { openOurs } from './ours.ts';
import { generateQueries, type QueriesSize } from './queries.ts';
import { openRival } from './rival.ts';

export const sideNames = ['rival', 'ours'] as const;
export type SideName = (typeof sideNames)[number];

export type PointInTimeRequest = Omit<EventsSize, 'heavy'> &
  Pick<QueriesSize, 'queries'> & {
    readonly rounds: number;
    readonly threads: number;
    /** Of each engine, as DuckDB reads it. */
    readonly memoryLimit: string;
    /** One user has this share of the events and of the queries, too; null: users as they are drawn. */
    readonly heavy: number | null;
    /** Folder of generated data. */
    readonly cache: string;
  };

const bar = 1.1;

/** Queries lie in the last third of the events, so that all windows are full. */
const queryDays = ({ days }: Pick<EventsSize, 'days'>): number => Math.max(1, Math.floor(days / 3));

const compared = ['sum', 'count'].flatMap((operation) =>
  ['1h', '1d', '7d'].map((window) => ({
    left: `${operation}_${window}`,
    right: featureName(`${operation}_${window}`),
    exact: operation !== 'sum',
  })),
);

const open = async (request: PointInTimeRequest) => {
  const { cache, heavy, queries: count, threads, memoryLimit } = request;
  await mkdir(cache, { recursive: true });
  const { events: rows, users, days } = request;
  const events = await generateEvents(cache, { events: rows, users, days, ...(heavy !== null && { heavy }) });
  const queries = await generateQueries(cache, events, { queries: count, days: queryDays(request) });
  const folder = await mkdtemp(join(tmpdir(), 'chron-bench-'));
  const where = { events, queries, threads, memoryLimit };
  const sides = { rival: await openRival(where, folder), ours: await openOurs(where, folder) };
  const close = async (): Promise<void> => {
    sides.rival.close();
    await sides.ours.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { events, queries, sides, close };
};

/** Runs one side twice: for the peak memory of a process that does nothing else. */
export const runAlone = async (request: PointInTimeRequest, name: SideName): Promise<void> => {
  const { sides, close } = await open(request);
  try {
    await measure(sides[name]);
    await measure(sides[name]);
  } finally {
    await close();
  }
};

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * Sum and count over an hour, a day and a week as of each query: a part of a join beside hand-written SQL. `peakRssMb`
 * gives the peak memory of a side that runs alone, null where that is not wanted.
 */
export const pointInTime = async (
  request: PointInTimeRequest,
  peakRssMb: (name: SideName) => Promise<number | null>,
): Promise<Report> => {
  const { events, queries, sides, close } = await open(request);
  const { rival, ours } = sides;
  try {
    const facts = machine();
    const samples = await alternate([rival, ours], request.rounds);
    // The part has the key and the moment of a query, which are those of one query only.
    const right = `(SELECT rid, part.* FROM read_parquet(${quoted(ours.file)}) AS part JOIN read_parquet(${quoted(queries.file)}) AS q ON part.user_id = q.user_id AND part.__at = q.ts)`;
    const comparison = await compare(
      rival.connection,
      { left: `read_parquet(${quoted(rival.file)})`, right },
      { key: 'rid', features: compared },
    );
    const report = async (name: SideName) =>
      sideReport(sides[name], samples.get(sides[name].name) ?? [], {
        peakRssMb: await peakRssMb(name),
        outputMb: (await stat(sides[name].file)).size / 1e6,
      });
    const [rivalReport, oursReport] = [await report('rival'), await report('ours')];
    const peaks = [oursReport.peakRssMb, rivalReport.peakRssMb] as const;
    return {
      version: 1,
      scenario: request.heavy === null ? 'point-in-time' : 'point-in-time-skewed',
      at: new Date().toISOString(),
      machine: facts,
      data: {
        queries: queries.queries,
        events: events.events,
        users: events.users,
        days: events.days,
        'days of queries': queries.days,
        'heavy share': request.heavy ?? 0,
        tiles: String(ours.tiles()),
        memory_limit: request.memoryLimit,
        threads: request.threads,
      },
      rounds: request.rounds,
      rivals: [rivalReport],
      ours: oursReport,
      ratio: {
        wall: oursReport.counted.wall / rivalReport.counted.wall,
        cpu: oursReport.counted.cpu / rivalReport.counted.cpu,
        peakRss: peaks[0] === null || peaks[1] === null ? null : peaks[0] / peaks[1],
      },
      bar,
      comparisons: [comparison],
      equal: isEqual(comparison),
    };
  } finally {
    await close();
  }
};
