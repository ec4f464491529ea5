import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shiftDay } from '#compiler';
import { openBackfill } from '../backfill.ts';
import { type Comparison, compare, isEqual } from '../compare.ts';
import { type EventsSize, generateEvents } from '../events.ts';
import { machine } from '../machine.ts';
import { alternate, measure } from '../measure.ts';
import { fastest, type Report, sideReport } from '../report.ts';
import { featureName, userFeatures } from './definition.ts';
import { openRival, type RivalForm } from './rival.ts';

export const sideNames = ['filter', 'column', 'ours'] as const satisfies readonly (RivalForm | 'ours')[];
export type SideName = (typeof sideNames)[number];

export type OneDsRequest = EventsSize & {
  readonly rounds: number;
  readonly threads: number;
  /** Folder of generated data. */
  readonly cache: string;
};

const bar = 1.05;

const compared = ['sum', 'count', 'min', 'max'].flatMap((operation) =>
  ['1d', '7d', '30d'].map((window) => ({
    left: `${operation}_${window}`,
    right: featureName(`${operation}_${window}`),
    exact: operation !== 'sum',
  })),
);

const open = async (request: OneDsRequest) => {
  await mkdir(request.cache, { recursive: true });
  const events = await generateEvents(request.cache, request);
  // Three quarters in: there are days before the longest window and days after the one that is computed.
  const ds = shiftDay(events.first, Math.floor((events.days * 3) / 4));
  const folder = await mkdtemp(join(tmpdir(), 'chron-bench-'));
  const where = { events, ds, threads: request.threads };
  const rivals = {
    filter: await openRival(where, folder, 'filter'),
    column: await openRival(where, folder, 'column'),
  };
  const definitions = { features: userFeatures(events) };
  const ours = await openBackfill({ definitions, readable: [events.folder], ds, threads: request.threads }, folder);
  const close = async (): Promise<void> => {
    for (const rival of Object.values(rivals)) rival.close();
    await ours.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { events, ds, rivals, ours, close };
};

/** Runs one side twice: for the peak memory of a process that does nothing else. */
export const runAlone = async (request: OneDsRequest, name: SideName): Promise<void> => {
  const { rivals, ours, close } = await open(request);
  try {
    const side = name === 'ours' ? ours : rivals[name];
    await measure(side);
    await measure(side);
  } finally {
    await close();
  }
};

/**
 * One partition of twelve features, sum, count, min, max over 1, 7 and 30 days: a backfill beside hand-written SQL.
 * `peakRssMb` gives the peak memory of a side that runs alone, null where that is not wanted.
 */
export const oneDs = async (
  request: OneDsRequest,
  peakRssMb: (name: SideName) => Promise<number | null>,
): Promise<Report> => {
  const { events, ds, rivals, ours, close } = await open(request);
  try {
    const facts = machine();
    const samples = await alternate([rivals.filter, rivals.column, ours], request.rounds);
    const scan = ours.state().scan({ from: ds, to: ds });
    const results: Comparison[] = [];
    for (const rival of [rivals.filter, rivals.column]) {
      const left = `read_parquet('${rival.file().replaceAll("'", "''")}')`;
      const columns = { key: 'user_id', features: compared };
      results.push(await compare(rival.connection, { left, right: ours.engine.scanSql(scan) }, columns));
    }
    const report = async (name: SideName, files: readonly string[]) => {
      const side = name === 'ours' ? ours : rivals[name];
      const sizes = { peakRssMb: await peakRssMb(name), outputMb: await megabytes(files) };
      return sideReport(side, samples.get(side.name) ?? [], sizes);
    };
    const rivalReports = [
      await report('filter', [rivals.filter.file()]),
      await report('column', [rivals.column.file()]),
    ];
    const oursReport = await report('ours', scan.files);
    const best = fastest(rivalReports);
    const peaks = [oursReport.peakRssMb, best.peakRssMb] as const;
    return {
      version: 1,
      scenario: 'one-ds',
      at: new Date().toISOString(),
      machine: facts,
      data: {
        events: events.events,
        users: events.users,
        days: events.days,
        ds,
        'input MB': Math.round(events.bytes / 1e6),
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
      comparisons: results,
      equal: results.every(isEqual),
    };
  } finally {
    await close();
  }
};

const megabytes = async (files: readonly string[]): Promise<number> => {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0) / 1e6;
};
