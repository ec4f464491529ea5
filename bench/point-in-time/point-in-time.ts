import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Backfill, openBackfill } from '../backfill.ts';
import { type Comparison, compare, isEqual } from '../compare.ts';
import { type Events, type EventsSize, generateEvents } from '../events.ts';
import { machine } from '../machine.ts';
import { alternate, measure, type Sample } from '../measure.ts';
import { fastest, type Report, reportText, type SideReport, sideReport } from '../report.ts';
import { featureName, trainingSet } from './definition.ts';
import { generateQueries, type Queries, type QueriesSize } from './queries.ts';
import { openRival, type Rival, type RivalForm, rivalForms } from './rival.ts';

export const sideNames = [...rivalForms, 'ours'] as const;
export type SideName = (typeof sideNames)[number];

export type PointInTimeRequest = Omit<EventsSize, 'heavy'> &
  Pick<QueriesSize, 'queries'> & {
    readonly rounds: number;
    readonly threads: number;
    /** Of each engine, in MB. */
    readonly memoryLimitMb: number;
    /** One user has this share of the events and of the queries, too; null: users as they are drawn. */
    readonly heavy: number | null;
    /** Folder of generated data. */
    readonly cache: string;
  };

export type PointInTimeReport = Report & {
  /** What our process may take: the engine's limit, and what Node and the engine's own code take beside it. */
  readonly boundMb: number;
  /** Whether it took no more; null: it was not measured. */
  readonly within: boolean | null;
  /** Our own run without a heavy key, and how much longer ours takes with one; null: there is none. */
  readonly even: {
    readonly side: SideReport;
    readonly wall: number;
    readonly cpu: number;
    readonly bar: number;
  } | null;
};

const bar = 1.1;
const evenBar = 3;
const besideLimitMb = 500;

/** Queries lie in the last third of the events, so that all windows are full. */
const queryDays = ({ days }: Pick<EventsSize, 'days'>): number => Math.max(1, Math.floor(days / 3));

const compared = ['sum', 'count'].flatMap((operation) =>
  ['1h', '1d', '7d'].map((window) => ({
    left: `${operation}_${window}`,
    right: featureName(`${operation}_${window}`),
    exact: operation !== 'sum',
  })),
);

type Data = { readonly events: Events; readonly queries: Queries };

const generated = async (request: PointInTimeRequest, heavy: number | null): Promise<Data> => {
  const { cache, queries: count, events: rows, users, days } = request;
  await mkdir(cache, { recursive: true });
  const events = await generateEvents(cache, { events: rows, users, days, ...(heavy !== null && { heavy }) });
  return { events, queries: await generateQueries(cache, events, { queries: count, days: queryDays(request) }) };
};

const openOurs = async (
  { events, queries }: Data,
  { threads, memoryLimitMb }: PointInTimeRequest,
  folder: string,
): Promise<Backfill> => {
  await mkdir(folder);
  return await openBackfill(
    {
      definitions: trainingSet(events, queries),
      readable: [events.folder, queries.folder],
      ds: events.last,
      threads,
      memoryLimit: `${memoryLimitMb}MB`,
    },
    folder,
  );
};

const open = async (request: PointInTimeRequest) => {
  const { heavy, threads, memoryLimitMb } = request;
  const data = await generated(request, heavy);
  const folder = await mkdtemp(join(tmpdir(), 'chron-bench-'));
  const where = { ...data, threads, memoryLimit: `${memoryLimitMb}MB` };
  const rivals: Readonly<Record<RivalForm, Rival>> = {
    'range join': await openRival(where, folder, 'range join'),
    'range join in half weeks': await openRival(where, folder, 'range join in half weeks'),
  };
  const ours = await openOurs(data, request, join(folder, 'ours'));
  const close = async (): Promise<void> => {
    for (const rival of Object.values(rivals)) rival.close();
    await ours.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...data, folder, rivals, sides: { ...rivals, ours }, close };
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

/** Our own backfill of as many queries and events without a heavy key. */
const openEven = async (request: PointInTimeRequest, folder: string) => {
  const data = await generated(request, null);
  const backfill = await openOurs(data, request, join(folder, 'even'));
  const side = { ...backfill, name: 'chron without a heavy key' };
  const report = async (samples: readonly Sample[]): Promise<SideReport> =>
    sideReport(side, samples, { peakRssMb: null, outputMb: await megabytes(filesOf(backfill, data.events.last)) });
  return { side, report };
};

const filesOf = (side: Backfill, ds: string): readonly string[] => side.state().scan({ from: ds, to: ds }).files;

const megabytes = async (files: readonly string[]): Promise<number> => {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0) / 1e6;
};

/**
 * Queries with sum and count over an hour, a day and a week as of each: the backfill of a join beside hand-written SQL.
 * `peakRssMb` gives the peak memory of a side that runs alone, null where that is not wanted.
 */
export const pointInTime = async (
  request: PointInTimeRequest,
  peakRssMb: (name: SideName) => Promise<number | null>,
): Promise<PointInTimeReport> => {
  const { events, queries, folder, rivals, sides, close } = await open(request);
  const { ours } = sides;
  const even = request.heavy === null ? null : await openEven(request, folder);
  try {
    const facts = machine();
    const samples = await alternate([...Object.values(sides), ...(even === null ? [] : [even.side])], request.rounds);
    const scan = ours.state().scan({ from: events.last, to: events.last });
    const comparisons: Comparison[] = [];
    for (const { connection, file } of Object.values(rivals)) {
      const tables = { left: `read_parquet(${quoted(file)})`, right: ours.engine.scanSql(scan) };
      comparisons.push(await compare(connection, tables, { key: 'rid', features: compared }));
    }
    const report = async (name: SideName, files: readonly string[]) =>
      sideReport(sides[name], samples.get(sides[name].name) ?? [], {
        peakRssMb: await peakRssMb(name),
        outputMb: await megabytes(files),
      });
    const tiles = ours.temporary().has('__tile_states');
    const rivalReports: SideReport[] = [];
    for (const form of rivalForms) rivalReports.push(await report(form, [rivals[form].file]));
    const oursReport = await report('ours', scan.files);
    const best = fastest(rivalReports);
    const evenReport = even === null ? null : await even.report(samples.get(even.side.name) ?? []);
    const peaks = [oursReport.peakRssMb, best.peakRssMb] as const;
    const boundMb = request.memoryLimitMb + besideLimitMb;
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
        tiles: String(tiles),
        'memory_limit MB': request.memoryLimitMb,
        threads: request.threads,
      },
      rounds: request.rounds,
      rivals: rivalReports,
      ours: oursReport,
      ratio: {
        wall: oursReport.counted.wall / best.counted.wall,
        cpu: oursReport.counted.cpu / best.counted.cpu,
        peakRss: peaks[0] === null || peaks[1] === null ? null : peaks[0] / peaks[1],
      },
      bar,
      comparisons,
      equal: comparisons.every((one) => isEqual(one) && one.leftRows === queries.queries),
      boundMb,
      within: peaks[0] === null ? null : peaks[0] <= boundMb,
      even: evenReport && {
        side: evenReport,
        wall: oursReport.counted.wall / evenReport.counted.wall,
        cpu: oursReport.counted.cpu / evenReport.counted.cpu,
        bar: evenBar,
      },
    };
  } finally {
    await even?.side.close();
    await close();
  }
};

/** The report for people. */
export const pointInTimeText = (report: PointInTimeReport): string => {
  const { even, within, boundMb } = report;
  return [
    reportText(report),
    ...(within === null
      ? []
      : [
          `  peak memory of chron: ${within ? 'within' : 'ABOVE'} ${boundMb} MB, the engine's limit and ${besideLimitMb}`,
        ]),
    ...(even === null
      ? []
      : [
          `  without a heavy key chron takes ${even.side.counted.wall.toFixed(3)} s, ${even.side.counted.cpu.toFixed(3)} cpu s; with one ${even.wall.toFixed(2)} wall, ${even.cpu.toFixed(2)} cpu of that; the bar is ${even.bar} wall: ${even.wall <= even.bar ? 'within' : 'above'} it`,
        ]),
  ].join('\n');
};
