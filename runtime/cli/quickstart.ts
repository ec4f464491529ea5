import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { type ExitCode, exitCodes } from '../errors.ts';
import { localLocation } from '../project/mounts.ts';
import { verifyServed } from '../samples/verify-served.ts';
import type { InputRow } from '../verify/value.ts';
import { type RunLine, runLines, withSampleData } from './sample-steps.ts';
import type { CommonFlags, Session } from './session.ts';

const conf = 'features/bootcamp/user_purchase_features.ts';
const source = 's3://chronon/warehouse/data/purchases/purchases.parquet';
const [start, end] = ['2023-12-01', '2023-12-07'];

/** The samples' whole chain, each step as it would be typed, and then every served value against the oracle. */
export const quickstartCommand =
  (run: RunLine) =>
  async (_flags: CommonFlags, { project: open, terminal, world }: Session): Promise<ExitCode> => {
    const project = await withSampleData(await open(), { conf, terminal });
    const file = localLocation(source, project);
    const rows = await rowsOf(file);
    const user = String(rows.toSorted((a, b) => Number(b['ts']) - Number(a['ts']))[0]?.['user_id']);
    const code = await runLines(
      [
        'compile',
        `backfill --conf ${conf} --start-date ${start} --end-date ${end}`,
        `upload --conf ${conf} --ds ${end}`,
        `fetch --conf ${conf} --key user_id=${user}`,
      ],
      { run, terminal, world },
    );
    if (code !== exitCodes.ok) return code;
    const keys = Array.from({ length: 100 }, (_, index) => ({ user_id: `user_${index + 1}` }));
    const verified = await verifyServed(project, { conf, ds: end, rows, keys });
    for (const difference of verified.differences.slice(0, 20)) terminal.err(`  ${difference}`);
    if (verified.differences.length > 0 || verified.values === 0) {
      terminal.err(`${verified.differences.length} served values or keys are not what the oracle says`);
      return exitCodes.checkFailed;
    }
    terminal.out(`\n${verified.values} served values of ${verified.keys} keys equal the oracle`);
    return exitCodes.ok;
  };

/** Read by another program than the one that computes: the oracle shares nothing with what it measures. */
const rowsOf = async (file: string): Promise<readonly InputRow[]> => {
  const objects = await parquetReadObjects({ file: await asyncBufferFromFile(file) });
  return objects.map(({ user_id, purchase_price, ts }) => {
    const time = ts as Date;
    return {
      user_id: String(user_id),
      purchase_price: Number(purchase_price),
      ts: BigInt(time.getTime()),
      ds: time.toISOString().slice(0, 10),
    };
  });
};
