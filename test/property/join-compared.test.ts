import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ActualRow } from '#runtime/verify/compare';
import { holds, repeat, runsOf } from './failure.ts';
import { items } from './generated-items.ts';
import { daysOf, joinCasesOf, showJoinCase } from './generated-join.ts';
import { asStored, compareJoin, possibleCodes } from './join-compared.ts';
import { expectedOf } from './join-traits.ts';

const cases = joinCasesOf({ ...items(['2023-12-10', '1970-01-01']), lengths: [1, 1, 2, 3] });

test('a cell, a row or an error that is not the oracle’s is seen', { timeout: 120_000 }, async () => {
  const seen = { equal: 0, cell: 0, row: 0, error: 0 };
  const property = fc.asyncProperty(cases, async (one) => {
    const { code } = expectedOf(one);
    if (code !== undefined) {
      expect(possibleCodes(one)).toContain(code);
      expect(await compareJoin(one, Promise.reject(new Error(`${code} of a column`)))).toBe(null);
      await expect(compareJoin(one, Promise.resolve(new Map()))).rejects.toThrow(`expected the error ${code}`);
      seen.error += 1;
      return;
    }
    const stored = asStored(one);
    const rows = [...stored.values()].flat();
    expect(await compareJoin(one, Promise.resolve(stored))).toBe(rows.length);
    if (rows.length < 4)
      await expect(compareJoin(one, Promise.reject(new Error('CHR9999')))).rejects.toThrow('CHR9999');
    seen.equal += 1;
    const [ds = ''] = daysOf(one);
    const [first, ...rest] = stored.get(ds) ?? [];
    if (first === undefined) return;
    const instead = (some: readonly ActualRow[]) => compareJoin(one, Promise.resolve(new Map(stored).set(ds, some)));
    await expect(instead(rest)).rejects.toThrow('no row, expected a row');
    await expect(instead([first, first, ...rest])).rejects.toThrow('a row, expected no row');
    seen.row += 1;
    const [name = ''] = Object.keys(one.definition.features);
    const other = first[name] === null ? 'something' : null;
    await expect(instead([{ ...first, [name]: other }, ...rest])).rejects.toThrow(name);
    seen.cell += 1;
  });
  const number = Math.min(runsOf(200, 200), 1_000);
  await holds(property, { runs: number, seconds: 100 }, showJoinCase);
  if (repeat.path !== undefined || number < 200) return;
  for (const [what, cases] of Object.entries(seen)) expect(cases, what).toBeGreaterThan(0);
});
