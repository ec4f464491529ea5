import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shiftDay } from '#compiler';
import { compare, isEqual } from '../compare.ts';
import { type EventsSize, generateEvents } from '../events.ts';
import { machine } from '../machine.ts';
import { alternate, measure } from '../measure.ts';
import { type Report, sideReport } from '../report.ts';
import { featureName } from './definition.ts';
import { openOurs } from './ours.ts';
import { openRival } from './rival.ts';

export type SideName = 'rival' | 'ours';

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
  const rival = await openRival(where, folder);
  const ours = await openOurs(where, folder);
  const close = async (): Promise<void> => {
    rival.close();
    await ours.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { events, ds, rival, ours, close };
};

/** Runs one side twice: for the peak memory of a process that does nothing else. */
export const runAlone = async (request: OneDsRequest, name: SideName): Promise<void> => {
  const { rival, ours, close } = await open(request);
  try {
    const side = name === 'ours' ? ours : rival;
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
  const { events, ds, rival, ours, close } = await open(request);
  try {
    const facts = machine();
    const samples = await alternate([rival, ours], request.rounds);
    const scan = ours.state().scan({ from: ds, to: ds });
    const comparison = await compare(
      rival.connection,
      { left: `read_parquet('${rival.file().replaceAll("'", "''")}')`, right: ours.engine.scanSql(scan) },
      { key: 'user_id', features: compared },
    );
    const outputMb = async (files: readonly string[]): Promise<number> =>
      (await Promise.all(files.map(async (file) => (await stat(file)).size))).reduce((a, b) => a + b, 0) / 1e6;
    const rivalReport = sideReport(rival, samples.get(rival.name) ?? [], {
      peakRssMb: await peakRssMb('rival'),
      outputMb: await outputMb([rival.file()]),
    });
    const oursReport = sideReport(ours, samples.get(ours.name) ?? [], {
      peakRssMb: await peakRssMb('ours'),
      outputMb: await outputMb(scan.files),
    });
    const peaks = [oursReport.peakRssMb, rivalReport.peakRssMb] as const;
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
      rival: rivalReport,
      ours: oursReport,
      ratio: {
        wall: oursReport.counted.wall / rivalReport.counted.wall,
        cpu: oursReport.counted.cpu / rivalReport.counted.cpu,
        peakRss: peaks[0] === null || peaks[1] === null ? null : peaks[0] / peaks[1],
      },
      bar,
      comparison,
      equal: isEqual(comparison),
    };
  } finally {
    await close();
  }
};
