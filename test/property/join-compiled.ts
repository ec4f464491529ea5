import {
  type Bind,
  choose,
  compile,
  daysBetween,
  leftTimes,
  partCounts,
  relSql,
  type Script,
  scriptSql,
  shiftDay,
} from '#compiler';
import { type DaySet, daySet } from '#compiler/day-set';
import type { JoinNode, Plan, WrittenNode } from '#compiler/plan';
import type { Definition, Join } from '#dsl';
import type { ActualRow } from '#runtime/verify/compare';
import { bind as bindSource, type Engine } from './compiled.ts';
import type { JoinCase } from './generated-join.ts';

/** A Join and the GroupBys it is made of, in the files that their names ask for. */
const projectOf = (definition: Join) => {
  const parts = definition.parts.flatMap(({ features }) => (features.kind === 'group-by' ? [features] : []));
  return [...new Set<Definition & { readonly name: string }>(parts), definition].map((one) => ({
    file: `features/p/${one.name}.ts`,
    export: 'v1',
    definition: one,
  }));
};

/** A Join's node and the plan it is in. Throws when the compiler reports a problem. */
export const compiledJoin = async (definition: Join): Promise<{ readonly plan: Plan; readonly node: JoinNode }> => {
  const { plan, diagnostics } = await compile(
    { definitions: projectOf(definition), settings: { partitionColumn: 'ds', namespaces: {} } },
    { describe: () => Promise.reject(new Error('there is no user SQL here')), sources: null },
  );
  const node = plan.nodes.find((one) => one.kind === 'join');
  if (diagnostics.length > 0 || node === undefined) throw new Error(JSON.stringify(diagnostics, null, 1));
  return { plan, node };
};

/** A Join over tables, for days that are computed `step` at a time. */
export type JoinRun = Pick<JoinCase, 'definition' | 'tables' | 'start' | 'end' | 'step'>;

/** The rows of each day of a case, computed some days at a time over its tables. Throws as the engine does. */
export const joinRows = async (one: JoinRun, engine: Engine): Promise<ReadonlyMap<string, readonly ActualRow[]>> => {
  const compiled = await compiledJoin(one.definition);
  return await engine.apart(async () => {
    await engine.loadTables(one.tables);
    return await rowsOf(one, compiled, engine);
  });
};

type Compiled = Awaited<ReturnType<typeof compiledJoin>>;

const rowsOf = async (one: JoinRun, { plan, node }: Compiled, engine: Engine) => {
  const tables = new Map(node.parts.map((part, index) => [part.name, `part_${index}`]));
  const bind: Bind = (piece) => bindSource({ ...piece, ref: tables.get(piece.ref) ?? piece.ref });
  const found = new Map<string, readonly ActualRow[]>();
  for (let start = one.start; start <= one.end; start = shiftDay(start, one.step)) {
    const last = shiftDay(start, one.step - 1);
    const end = last < one.end ? last : one.end;
    const times = momentsOf(await engine.query(relSql(leftTimes(node.left, { start, end }), bind)));
    const range = { start, end, latest: one.end };
    const scriptOf = async (of: WrittenNode): Promise<Script> => {
      const features = plan.nodes.find((some) => of.kind === 'join-part' && some.name === of.features);
      if (of.kind !== 'join-part' || features?.kind !== 'group-by') return scriptSql(choose(of, range), bind);
      let rows: number | null = null;
      for (const count of partCounts(of, features, { range, times })) {
        const [counted] = await engine.query(relSql(count, bind));
        rows = (rows ?? 0) + Number(counted?.['rows'] ?? 0);
      }
      // Few elements are more than this holds, so that parts with lists and maps are cut.
      return scriptSql(choose(of, range, { rows, memoryLimit: 250_000, times, features }), bind);
    };
    for (const part of node.parts) {
      const script = await scriptOf(part);
      await prepare(script, engine);
      const bodies = script.outputs.map(({ sql }) => `(${sql})`).join(' UNION ALL ');
      await engine.query(`CREATE OR REPLACE TEMP TABLE ${tables.get(part.name)} AS ${bodies}`);
    }
    const script = await scriptOf(node);
    await prepare(script, engine);
    for (const { ds, sql } of script.outputs) found.set(ds, await engine.query(sql));
  }
  const missing = daysBetween(one.start, one.end).filter((ds) => !found.has(ds));
  if (missing.length > 0) throw new Error(`not computed: ${missing.join(', ')}`);
  return found;
};

const momentsOf = (rows: readonly ActualRow[]): DaySet =>
  daySet(rows.map(({ day }) => ({ start: String(day), end: String(day) })));

/** As the oracle says what a check finds. */
const codes = { 'duplicate-keys': 'CHR2152', 'without-day': 'CHR2153', 'outside-range': 'CHR2003' };

const prepare = async ({ temps, checks }: Script, engine: Engine): Promise<void> => {
  for (const { name, sql } of temps) await engine.query(`CREATE OR REPLACE TEMP TABLE "${name}" AS ${sql}`);
  for (const { kind, body } of checks) {
    const [row] = await engine.query(body);
    if (row !== undefined) throw new Error(`${codes[kind]} ${JSON.stringify(row, String)}`);
  }
};
