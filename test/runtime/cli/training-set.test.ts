import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openProject } from '#runtime/project/project';
import { verifyJoined } from '#runtime/samples/verify-joined';
import { writeSamples } from '#runtime/samples/write-samples';
import { chron } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'chron-training-set-'));
const data = join(folder, 'data');
const environment = {
  CHRON_WAREHOUSE: join(folder, 'warehouse'),
  CHRON_MOUNTS: `s3://chronon/quickstart=${data}/quickstart`,
};
const trainingSet = async () => await chron('.', ['training-set'], { environment });
const lines = (text: string): readonly string[] => text.trimEnd().split('\n');

beforeAll(async () => {
  mkdirSync(data);
  await writeSamples(data);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const features = 10 + 10 + 2;

test('the sample training set: every feature of 200 rows equals the oracle, also when there is nothing to do', async () => {
  const first = await trainingSet();
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(lines(first.out).filter((line) => line.startsWith('$ '))).toEqual([
    '$ chron compile',
    '$ chron backfill --conf features/quickstart/training_set.ts --start-date 2023-11-30 --end-date 2023-11-30',
    '$ chron show quickstart_features.training_set --limit 3',
  ]);
  expect(lines(first.out).at(-1)).toBe(`${200 * features} values of 200 rows equal the oracle`);
  const second = await trainingSet();
  expect(second).toMatchObject({ code: 0, err: '' });
  expect(second.out).not.toContain('to compute');
  expect(second.out).toContain('quickstart_features.training_set: nothing to do');
  expect(lines(second.out).at(-1)).toBe(`${200 * features} values of 200 rows equal the oracle`);
});

test('a row whose features differ and a row that is not expected are told', async () => {
  const project = await openProject({ from: '.', environment });
  const left = {
    ts: 1701303147741n,
    return_id: '26E10831-2397-43B3-59D3-542AA261B04B',
    user_id: '4',
    ds: '2023-11-30',
  };
  const rows = { rows: [{ ...left, product_id: '21', refund_amt: 160n }] };
  const { values, differences } = await verifyJoined(project, {
    conf: 'features/quickstart/training_set.ts',
    ds: '2023-11-30',
    rows: { left: rows, parts: [[{ rows: [] }], [{ rows: [] }], [{ rows: [] }]] },
  });
  expect(values).toBe(features);
  expect(differences.filter((one) => one.includes('purchases_purchase_price_sum_14d'))).toHaveLength(1);
  expect(differences.filter((one) => one.includes('no row'))).toHaveLength(199);
});
