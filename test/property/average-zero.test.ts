import { afterAll, beforeAll, expect, test } from 'vitest';
import { relSql } from '#compiler';
import { textLiteral } from '#compiler/expr';
import { average } from '#compiler/physical/operations/average';
import { finaliseState } from '#compiler/physical/operations/index';
import type { Type } from '#compiler/relation';
import { project, temp } from '#compiler/relations';
import { tempName } from '#compiler/temp-name';
import { type Engine, openEngine } from './compiled.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const decimal: Type = { kind: 'decimal', precision: 18, scale: 3 };

test.each([
  ['decimals', decimal, null],
  ['wide decimals', { ...decimal, precision: 38 }, null],
  ['exact doubles', { kind: 'double' }, 2],
] as const)('the average of %s is 0, not -0, where a 0 more was taken back than came', async (_name, type, exact) => {
  const options = { k: null, percentiles: null, exact };
  const columns = average.state(type, options).map((state) => ({ name: `a.${state.name}`, type: state.type }));
  const values = columns.map(({ name }) => `CAST(${name === 'a.n' ? -1 : 0} AS DECIMAL(38, 3)) AS "${name}"`);
  await engine.query(`CREATE OR REPLACE TEMP TABLE ${tempName('states')} AS SELECT ${values.join(', ')}`);
  const one = { name: 'a', operation: average, type, options };
  const place = { output: 'g_average', key: textLiteral('key=k') };
  const rel = project(temp('states', columns), [{ name: 'v', expr: finaliseState(one, place) }]);
  const sql = relSql(rel, () => {
    throw new Error('nothing is scanned here');
  });
  expect(await engine.query(sql)).toEqual([{ v: 0 }]);
});
