import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDescribe } from '#runtime/engine/describe';
import { varyingFunctions } from '#runtime/engine/varying-functions';

let opened: Awaited<ReturnType<typeof openDescribe>>;
beforeAll(async () => {
  opened = await openDescribe();
});
afterAll(() => opened.close());

const varying = async (expression: string): Promise<unknown> => {
  const sql = `SELECT (${expression}) AS x FROM t`;
  const tables = [
    {
      name: 't',
      columns: [
        { name: 'seen', type: { kind: 'timestamp' } as const },
        { name: 'localtime', type: { kind: 'string' } as const },
      ],
    },
  ];
  const described = await opened.describe({ sql, setups: [], tables });
  if (described.kind !== 'columns') return described;
  return described.varying.map(({ name, position }) => `${name} ${sql.slice(position ?? sql.length).slice(0, 6)}`);
};

test('every function that DuckDB says changes within a session is listed, but error(), which gives no value', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const result = await connection.runAndReadAll(
    "SELECT DISTINCT function_name AS name FROM duckdb_functions() WHERE stability IN ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')",
  );
  const names = result.getRowObjects().map(({ name }) => String(name));
  connection.closeSync();
  instance.closeSync();
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !varyingFunctions.has(name))).toEqual(['error']);
});

test('they are found wherever they stand, and their places with them', async () => {
  expect(await varying('coalesce(seen, NOW())')).toEqual(['now() NOW())']);
  expect(await varying("CASE WHEN 'é' = '' THEN 1 ELSE list_sum([random() for y in [1, 2]]) END")).toEqual([
    'random() random',
  ]);
  expect(await varying('list_transform([1], lambda y: y + main.random())[1]')).toEqual(['random() main.r']);
  expect(await varying('"uuid"()')).toEqual(['uuid() "uuid"']);
  expect(await varying('current_date + ago(INTERVAL 1 DAY)::VARCHAR::INTERVAL')).toEqual([
    'current_date curren',
    'ago() ago(IN',
  ]);
  expect(await varying('(SELECT y FROM (VALUES (1), (2)) AS v(y) USING SAMPLE 1)')).toEqual(['a sample ']);
});

test('what is made of its arguments is not, nor a column or a text of such a name', async () => {
  expect(await varying('localtime')).toEqual([]);
  expect(await varying("'now() and random()'")).toEqual([]);
  expect(await varying('age(seen, seen)')).toEqual([]);
  expect(await varying('age(seen)')).toEqual(['age() age(se']);
  expect(await varying("error('no such thing')")).toEqual([]);
});
