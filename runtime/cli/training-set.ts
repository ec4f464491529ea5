import { readFile } from 'node:fs/promises';
import { type ExitCode, exitCodes } from '../errors.ts';
import { localLocation } from '../project/mounts.ts';
import type { Project } from '../project/project.ts';
import { verifyJoined } from '../samples/verify-joined.ts';
import type { JoinRows } from '../verify/oracle-join.ts';
import type { InputRow } from '../verify/value.ts';
import { type RunLine, runLines, withSampleData } from './sample-steps.ts';
import type { CommonFlags, Session } from './session.ts';

const conf = 'features/quickstart/training_set.ts';
const table = 'quickstart_features.training_set';
const day = '2023-11-30';

/** The sample training set, each step as it would be typed, and then every feature of it against the oracle. */
export const trainingSetCommand =
  (run: RunLine) =>
  async (_flags: CommonFlags, { project: open, terminal, world }: Session): Promise<ExitCode> => {
    const project = await withSampleData(await open(), { conf, terminal });
    const code = await runLines(
      ['compile', `backfill --conf ${conf} --start-date ${day} --end-date ${day}`, `show ${table} --limit 3`],
      { run, terminal, world },
    );
    if (code !== exitCodes.ok) return code;
    const verified = await verifyJoined(project, { conf, ds: day, rows: await rowsOf(project) });
    for (const difference of verified.differences.slice(0, 20)) terminal.err(`  ${difference}`);
    if (verified.differences.length > 0 || verified.values === 0) {
      terminal.err(`${verified.differences.length} values or rows are not what the oracle says`);
      return exitCodes.checkFailed;
    }
    terminal.out(`\n${verified.values} values of ${verified.rows} rows equal the oracle`);
    return exitCodes.ok;
  };

const numbers = ['ts', 'purchase_price', 'refund_amt'];

/** Read by another program than the one that computes, as the definition names them: left, and the source of each part. */
const rowsOf = async (project: Project): Promise<JoinRows> => {
  const read = async (name: string): Promise<{ readonly rows: readonly InputRow[] }> => {
    const file = localLocation(`s3://chronon/quickstart/${name}.csv`, project);
    const [head = '', ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const columns = head.split(',');
    return { rows: lines.map((line) => rowOf(columns, line.split(','))) };
  };
  return {
    left: await read('checkouts'),
    parts: [[await read('purchases')], [await read('returns')], [await read('users')]],
  };
};

const rowOf = (columns: readonly string[], cells: readonly string[]): InputRow =>
  Object.fromEntries(
    columns.map((name, index) => {
      const cell = cells[index] ?? '';
      return [name, numbers.includes(name) ? BigInt(cell) : cell];
    }),
  );
