// SQL of a definition that has no value for a row: what is said, and where it stands.
import { afterEach, expect, test } from 'vitest';
import { plan } from '#runtime/api/plan';
import { filledProject } from './filled-project.ts';

type Opened = Awaited<ReturnType<typeof filledProject>>;
const open: Opened[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.remove();
});

const purchases = (
  query = 'SELECT * FROM ${raw} WHERE ds BETWEEN ${startDate} AND ${endDate}',
  more = "startPartition: '2024-01-01',",
): string => `
import { csv, date, double, endDate, long, sql, stagingQuery, startDate, string } from '@chron/chron';
export const raw = csv({ location: './data/purchases.csv', columns: { user_id: string, code: string, price: double, ts: long, ds: date } });
export const v1 = stagingQuery({
  name: 'purchases',
  query: sql\`${query}\`,
  columns: { user_id: string, code: string, price: double, ts: long },
  ${more}
});
`;

const spend = (options: { readonly derive?: string; readonly source?: string } = {}): string => `
import { eventSource, groupBy, last, sql, sum } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';
export const v1 = groupBy({
  name: 'spend',
  sources: [
    eventSource({
      table: purchases,
      timeColumn: 'ts',
${options.source ?? ''}
    }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [sum(c.price), last(c.code)],
${options.derive ?? ''}
});
`;

const training = (derive: string): string => `
import { eventSource, join, part, sql } from '@chron/chron';
import { v1 as purchases } from '../../staging_queries/shop/purchases.ts';
import { v1 as spend } from './spend.ts';
export const v1 = join({
  name: 'training',
  left: eventSource({ table: purchases, timeColumn: 'ts' }),
  parts: (left) => [part(spend, left)],
${derive}
});
`;

const opened = async (files: Readonly<Record<string, string>>): Promise<Opened> => {
  const one = await filledProject({
    'staging_queries/shop/purchases.ts': purchases(),
    'features/shop/spend.ts': spend(),
    'data/purchases.csv': [
      'user_id,code,price,ts,ds',
      `ann,7,2,${Date.parse('2024-01-01T10:00:00Z')},2024-01-01`,
      `bob,x,1,${Date.parse('2024-01-02T10:00:00Z')},2024-01-02`,
      `ann,8,1,${Date.parse('2024-01-03T10:00:00Z')},2024-01-03`,
      '',
    ].join('\n'),
    ...files,
  });
  open.push(one);
  return one;
};

const failure = async (files: Readonly<Record<string, string>>, conf = 'features/shop/spend.ts') => {
  const one = await opened(files);
  const error: unknown = await one.run(conf, '2024-01-01', '2024-01-03').catch((error) => error);
  const { code, exitCode, message, hint } = error as Readonly<Record<string, unknown>>;
  expect({ code, exitCode }).toEqual({ code: 'CHR2056', exitCode: 1 });
  expect(String(message)).not.toMatch(/parquet|LINE|__/);
  return { lines: String(message).split('\n'), hint, one };
};

test('a derivation of a GroupBy: the definition, the day, the words of the engine, the place, what to write', async () => {
  const derive = `  derive: (c) => ({
    twice: sql.double\`\${c.spend_price_sum} * 2\`,
    level: sql.double\`ln(\${c.spend_price_sum} - 1)\`,
  }),`;
  const { lines, hint, one } = await failure({ 'features/shop/spend.ts': spend({ derive }) });
  expect(lines).toEqual([
    'shop.spend.v1 of 2024-01-02: Out of Range Error: cannot take logarithm of zero',
    '  features/shop/spend.ts:17:5 derive.level: ln(spend_price_sum - 1)',
  ]);
  expect(hint).toBe('give null where it has no value: TRY(ln(spend_price_sum - 1)), or CASE WHEN ... THEN ... END');
  // What the hint says helps.
  one.write('features/shop/spend.ts', spend({ derive: derive.replace('ln(', 'TRY(ln(').replace('- 1)', '- 1))') }));
  await one.run('features/shop/spend.ts', '2024-01-01', '2024-01-03');
  expect((await one.table('shop.spend'))?.map((row) => row['level'])).toEqual([0, 0, Math.log(2), null, null]);
});

test('several that may raise it are all named; where the engine points at one, that one', async () => {
  const derive = `  derive: (c) => ({
    level: sql.double\`ln(\${c.spend_price_sum} - 1)\`,
    root: sql.double\`sqrt(\${c.spend_price_sum} - 1)\`,
    code: sql.long\`CAST(\${c.spend_code_last} AS BIGINT) + 1\`,
  }),`;
  const all = await failure({ 'features/shop/spend.ts': spend({ derive: derive.replace('CAST', 'TRY_CAST') }) });
  expect(all.lines).toEqual([
    'shop.spend.v1 of 2024-01-02: Out of Range Error: cannot take logarithm of zero; raised by one of',
    '  features/shop/spend.ts:16:5 derive.level: ln(spend_price_sum - 1)',
    '  features/shop/spend.ts:17:5 derive.root: sqrt(spend_price_sum - 1)',
    '  features/shop/spend.ts:18:5 derive.code: TRY_CAST(spend_code_last AS BIGINT) + 1',
  ]);
  const pointed = await failure({ 'features/shop/spend.ts': spend({ derive: derive.replace('ln(', 'abs(') }) });
  expect(pointed.lines).toEqual([
    "shop.spend.v1 of 2024-01-02: Conversion Error: Could not convert string 'x' to INT64",
    '  features/shop/spend.ts:18:5 derive.code: CAST(spend_code_last AS BIGINT) + 1',
  ]);
});

test('a source: where and select, of a GroupBy, of a part, and of the left of a join', async () => {
  const where = '      where: (c) => sql`CAST(${c.code} AS BIGINT) > 0`,';
  const said = "Conversion Error: Could not convert string 'x' to INT64";
  const place = 'features/shop/spend.ts:10:7 sources.0.where: CAST(code AS BIGINT) > 0';
  const group = await failure({ 'features/shop/spend.ts': spend({ source: where }) });
  expect(group.lines).toEqual([`shop.spend.v1 of 2024-01-02: ${said}`, `  ${place}`]);
  const files = { 'features/shop/spend.ts': spend({ source: where }), 'features/shop/training.ts': training('') };
  const part = await failure(files, 'features/shop/training.ts');
  expect(part.lines).toEqual([`shop.training.v1/spend of 2024-01-01 to 2024-01-03: ${said}`, `  ${place}`]);
  // The statistics that a verbose plan looks for read the same rows.
  const temporal = spend({ source: where })
    .replace("name: 'spend',", "name: 'spend', accuracy: 'temporal',")
    .replace('import {', 'import { days,')
    .replace('sum(c.price), last(c.code)', 'sum(c.price, { windows: [days(1)] })');
  part.one.write('features/shop/spend.ts', temporal);
  const { signal } = new AbortController();
  const asked = { conf: 'features/shop/training.ts', start: '2024-01-02', end: '2024-01-02', verbose: true, signal };
  await expect(plan(part.one.project, asked)).rejects.toMatchObject({
    code: 'CHR2056',
    message: [`shop.training.v1/spend of 2024-01-02: ${said}`, `  ${place}`].join('\n'),
  });
  const left = training('').replace("timeColumn: 'ts'", 'timeColumn: sql.long`CAST(code AS BIGINT)`');
  const join = await failure({ 'features/shop/training.ts': left }, 'features/shop/training.ts');
  expect(join.lines).toEqual([
    `shop.training.v1 of 2024-01-01 to 2024-01-03: ${said}`,
    '  features/shop/training.ts:7:41 left.timeColumn: CAST(code AS BIGINT)',
  ]);
});

test('a derivation of a join; a plan says what the look into its left rows says', async () => {
  const derive =
    '  derive: (c) => ({ level: sql.double`ln(${c.spend_price_sum})`, n: sql.long`CAST(code AS BIGINT)` }),';
  const { lines, one } = await failure({ 'features/shop/training.ts': training(derive) }, 'features/shop/training.ts');
  expect(lines).toEqual([
    "shop.training.v1 of 2024-01-02: Conversion Error: Could not convert string 'x' to INT64",
    '  features/shop/training.ts:9:66 derive.n: CAST(code AS BIGINT)',
  ]);
  const left = training('').replace("timeColumn: 'ts'", 'timeColumn: sql.long`CAST(code AS BIGINT)`');
  one.write('features/shop/training.ts', left);
  const { signal } = new AbortController();
  const asked = { conf: 'features/shop/training.ts', start: '2024-01-01', end: '2024-01-03', signal };
  await expect(plan(one.project, asked)).rejects.toMatchObject({
    code: 'CHR2056',
    message: expect.stringContaining('\n  features/shop/training.ts:7:41 left.timeColumn') as string,
  });
});

test('a staging query, and a view in what reads it', async () => {
  const cast = 'SELECT user_id, CAST(CAST(code AS BIGINT) AS VARCHAR) AS code, price, ts, ds FROM ${raw}';
  const said = "Conversion Error: Could not convert string 'x' to INT64";
  const file = 'staging_queries/shop/purchases.ts';
  const query = await failure(
    { [file]: purchases(`${cast} WHERE ds BETWEEN \${startDate} AND \${endDate}`) },
    'staging_queries/shop/purchases.ts',
  );
  expect(query.lines).toEqual([
    `shop.purchases.v1 of 2024-01-01 to 2024-01-03: ${said}`,
    '  staging_queries/shop/purchases.ts:6:3 query',
  ]);
  const view = await failure({ [file]: purchases(cast, 'view: true,') });
  expect(view.lines).toEqual([`shop.spend.v1 of 2024-01-02: ${said}`, '  staging_queries/shop/purchases.ts:6:3 query']);
});
