import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type OneDsRequest, oneDs, runAlone, type SideName, sideNames } from './one-ds/one-ds.ts';
import { reportText } from './report.ts';

const usage = `npm run bench -- one-ds [--events N] [--users N] [--days N] [--rounds N] [--threads N] [--json FILE]

  one-ds   one partition of twelve features beside hand-written SQL
  defaults: 20000000 events, 500000 users, 120 days, 5 rounds, all cores; data is kept in .chron/bench`;

const options = {
  events: { type: 'string', default: '20000000' },
  users: { type: 'string', default: '500000' },
  days: { type: 'string', default: '120' },
  rounds: { type: 'string', default: '5' },
  threads: { type: 'string', default: String(availableParallelism()) },
  json: { type: 'string' },
  /** Runs one side and prints the peak memory of this process, in MB. */
  alone: { type: 'string' },
} as const;

const whole = (text: string, option: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`--${option} ${text} is not a whole number above 0\n\n${usage}`);
};

/** A process of its own, because the peak of this one belongs to both sides. */
const peakRssMb = async (name: SideName): Promise<number> => {
  const args = [...process.argv.slice(1), '--alone', name];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const chunk of child.stdout) text += String(chunk);
  const peak = Number(text);
  if (text === '' || !Number.isFinite(peak)) throw new Error(`the run of ${name} alone failed`);
  return peak;
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (positionals.length !== 1 || positionals[0] !== 'one-ds') throw new Error(usage);
  const request: OneDsRequest = {
    events: whole(values.events, 'events'),
    users: whole(values.users, 'users'),
    days: whole(values.days, 'days'),
    rounds: whole(values.rounds, 'rounds'),
    threads: whole(values.threads, 'threads'),
    cache: resolve('.chron/bench'),
  };
  if (values.alone !== undefined) {
    const name = sideNames.find((one) => one === values.alone);
    if (name === undefined) throw new Error(`--alone takes one of ${sideNames.join(', ')}`);
    await runAlone(request, name);
    process.stdout.write(String(Math.round(process.resourceUsage().maxRSS / 1024)));
    return;
  }
  const report = await oneDs(request, peakRssMb);
  process.stdout.write(`${reportText(report)}\n`);
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  // Time never fails a run: machines differ. Another result does.
  if (!report.equal) process.exitCode = 1;
};

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
