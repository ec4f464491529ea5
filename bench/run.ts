import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type MemoryRun, memory, memoryText, runBackfill } from './memory/memory.ts';
import { oneDs, runAlone, sideNames } from './one-ds/one-ds.ts';
import * as pit from './point-in-time/point-in-time.ts';
import { reportText } from './report.ts';

const usage = `npm run bench -- one-ds [--events N] [--users N] [--days N] [--rounds N] [--threads N] [--json FILE]
npm run bench -- point-in-time [--queries N] [--events N] [--users N] [--days N] [--memory-limit MB] [--rounds N] ...
npm run bench -- point-in-time-skewed ...
npm run bench -- memory [--events N] [--users N] [--memory-limit MB] [--threads N] [--json FILE]

  one-ds   one partition of twelve features beside hand-written SQL
           defaults: 20000000 events, 500000 users, 120 days, 5 rounds, all cores
  point-in-time         250000 queries with six features as of each, beside hand-written SQL, 1000 MB for each side;
                        exits 1 where our process takes 500 MB more than that
                        defaults: 15000000 events, 500000 users, 90 days, 5 rounds, all cores
  point-in-time-skewed  the same where one user has a twentieth of the events and of the queries; 1 round
  memory   one partition of lists and maps that do not fit into the engine's memory; exits 1 where the process takes
           500 MB more than that
           defaults: 12000000 events, 2050000 users, 600 MB, all cores

Data is kept in .chron/bench.`;

/** Of the events and of the queries, in the skewed case. */
const heavyShare = 0.05;

const text = { type: 'string' } as const;
/** `alone` runs one side and prints what it took of this process. */
const both = { events: text, users: text, threads: text, json: text, alone: text };
const options = {
  'one-ds': { ...both, days: text, rounds: text },
  'point-in-time': { ...both, days: text, rounds: text, queries: text, 'memory-limit': text },
  memory: { ...both, 'memory-limit': text },
} as const;

type Values = Readonly<Record<string, string | undefined>>;

const whole = (values: Values, option: string, usual: number): number => {
  const given = values[option];
  const value = given === undefined ? usual : Number(given);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`--${option} ${given} is not a whole number above 0\n\n${usage}`);
};

/** What a process of its own prints for `--alone name`: the peak memory of this one belongs to everything it did. */
const alone = async (name: string): Promise<string> => {
  const child = spawn(process.execPath, [...process.argv.slice(1), '--alone', name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  let printed = '';
  for await (const chunk of child.stdout) printed += String(chunk);
  if ((await ended) !== 0 || printed === '') throw new Error(`the run of ${name} alone failed`);
  return printed;
};

const runOneDs = async (values: Values): Promise<void> => {
  const size = sizeOf(values, { events: 20_000_000, users: 500_000 });
  const request = { ...size, days: whole(values, 'days', 120), rounds: whole(values, 'rounds', 5) };
  if (values['alone'] !== undefined) {
    const name = sideNames.find((one) => one === values['alone']);
    if (name === undefined) throw new Error(`--alone takes one of ${sideNames.join(', ')}`);
    await runAlone(request, name);
    process.stdout.write(String(Math.round(process.resourceUsage().maxRSS / 1024)));
    return;
  }
  const report = await oneDs(request, async (name) => Number(await alone(name)));
  await tell(reportText(report), report, values);
  // Time never fails a run: machines differ. Another result does.
  if (!report.equal) process.exitCode = 1;
};

const runPointInTime = async (values: Values, heavy: number | null): Promise<void> => {
  const size = sizeOf(values, { events: 15_000_000, users: 500_000 });
  const request = {
    ...size,
    days: whole(values, 'days', 90),
    queries: whole(values, 'queries', 250_000),
    rounds: whole(values, 'rounds', heavy === null ? 5 : 1),
    memoryLimitMb: whole(values, 'memory-limit', 1000),
    heavy,
  };
  if (values['alone'] !== undefined) {
    const name = pit.sideNames.find((one) => one === values['alone']);
    if (name === undefined) throw new Error(`--alone takes one of ${pit.sideNames.join(', ')}`);
    await pit.runAlone(request, name);
    process.stdout.write(String(Math.round(process.resourceUsage().maxRSS / 1024)));
    return;
  }
  const report = await pit.pointInTime(request, async (name) => Number(await alone(name)));
  await tell(pit.pointInTimeText(report), report, values);
  if (!report.equal || report.within === false) process.exitCode = 1;
};

const runMemory = async (values: Values): Promise<void> => {
  const size = sizeOf(values, { events: 12_000_000, users: 2_050_000 });
  const request = { ...size, memoryLimitMb: whole(values, 'memory-limit', 600) };
  if (values['alone'] !== undefined) {
    process.stdout.write(JSON.stringify(await runBackfill(request)));
    return;
  }
  const report = await memory(request, async () => JSON.parse(await alone('backfill')) as MemoryRun);
  await tell(memoryText(report), report, values);
  if (!report.within || !report.complete) process.exitCode = 1;
};

const sizeOf = (values: Values, usual: { readonly events: number; readonly users: number }) => ({
  events: whole(values, 'events', usual.events),
  users: whole(values, 'users', usual.users),
  threads: whole(values, 'threads', availableParallelism()),
  cache: resolve('.chron/bench'),
});

const tell = async (readable: string, report: unknown, { json }: Values): Promise<void> => {
  process.stdout.write(`${readable}\n`);
  if (json !== undefined) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
};

const main = async (): Promise<void> => {
  const [scenario, ...args] = process.argv.slice(2);
  if (scenario === 'one-ds') return await runOneDs(parseArgs({ args, options: options[scenario] }).values);
  if (scenario === 'point-in-time' || scenario === 'point-in-time-skewed') {
    const { values } = parseArgs({ args, options: options['point-in-time'] });
    return await runPointInTime(values, scenario === 'point-in-time' ? null : heavyShare);
  }
  if (scenario === 'memory') return await runMemory(parseArgs({ args, options: options[scenario] }).values);
  throw new Error(usage);
};

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
