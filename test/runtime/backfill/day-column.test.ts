import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { filledProject } from './filled-project.ts';

const features = 'features/shop/spend.ts';
const files = {
  [features]: `
import { days, eventSource, groupBy, double, parquet, string, sum, timestamp } from '@chron/chron';
export const raw = parquet({ location: './data/*.parquet', columns: { id: string, price: double, ts: timestamp }, dayColumn: 'ts' });
export const v1 = groupBy({
  name: 'spend',
  sources: [eventSource({ table: raw, timeColumn: 'ts' })],
  keys: ['id'],
  aggregations: (c) => [sum(c.price, { windows: [days(3)] })],
});
`,
};

test('events read from files that hold a day each: a change of an earlier day restates what its window reaches', async () => {
  const one = await filledProject(files);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const put = async (day: string, price: number): Promise<void> => {
    mkdirSync(join(one.root, 'data'), { recursive: true });
    const file = join(one.root, `data/${day}.parquet`);
    await connection.run(
      `COPY (SELECT 'ann' AS id, ${price}::DOUBLE AS price, TIMESTAMP '${day} 10:00:00' AS ts) TO '${file}' (FORMAT parquet)`,
    );
  };
  try {
    await put('2024-01-01', 1);
    await put('2024-01-02', 2);
    await one.run(features, '2024-01-02', '2024-01-02');
    expect(await one.table('shop.spend')).toMatchObject([{ spend_price_sum_3d: 3 }]);
    await put('2024-01-01', 10);
    await one.run(features, '2024-01-02', '2024-01-02');
    expect(await one.table('shop.spend')).toMatchObject([{ spend_price_sum_3d: 12 }]);
    expect((await one.run(features, '2024-01-02', '2024-01-02')).computed).toEqual([]);
    await put('2024-01-05', 100);
    expect((await one.run(features, '2024-01-02', '2024-01-02')).computed).toEqual([]);
  } finally {
    connection.closeSync();
    instance.closeSync();
    one.remove();
  }
});
