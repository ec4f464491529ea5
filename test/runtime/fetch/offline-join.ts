import { allNodes, type Bind, choose, type Script, scriptSql } from '#compiler';
import type { JoinNode, Type, WrittenNode } from '#compiler/plan';
import type { Project } from '#runtime';
import { planFor } from '#runtime/api/compile-project';
import { lazyEngine, tablesOf } from '#runtime/api/services';
import type { TableState } from '#runtime/ports';

type Row = Readonly<Record<string, unknown>>;

/**
 * The rows of one day of a Join, computed over the project's tables; its parts are temporary tables. Whole numbers are
 * text, decimals numbers, maps objects.
 */
export const offlineRows = async (project: Project, conf: string, day: string): Promise<readonly Row[]> => {
  const { plan, selected } = await planFor(project, conf);
  const node = plan.nodes.find((one): one is JoinNode => one.kind === 'join' && selected.includes(one.name));
  if (node === undefined) throw new Error(`${conf} is no join`);
  const states = new Map<string, TableState | null>();
  for (const one of allNodes(plan)) {
    if (one.kind !== 'external') states.set(one.name, await tablesOf(project).load(one.output.table));
  }
  const opened = lazyEngine(project, () => []);
  try {
    const engine = await opened.open();
    const bind: Bind = ({ ref, partitions }) => {
      const state = states.get(ref);
      if (state == null) return `"${ref}"`;
      return engine.scanSql(state.scan({ from: partitions?.from ?? null, to: partitions?.to ?? null }));
    };
    const range = { start: day, end: day, latest: day, newest: {} };
    const script = (one: WrittenNode): Script => {
      const features = plan.nodes.find((other) => one.kind === 'join-part' && other.name === one.features);
      const times = { first: day, last: day };
      const known = { slices: 1, times, ...(features?.kind === 'group-by' && { features }) };
      return scriptSql(choose(one, range, known), bind);
    };
    for (const part of node.parts) {
      const { temps, outputs } = script(part);
      for (const temp of temps) await engine.run(`CREATE OR REPLACE TEMP TABLE "${temp.name}" AS ${temp.sql}`);
      const all = outputs.map(({ sql }) => sql).join(' UNION ALL BY NAME ');
      await engine.run(`CREATE TEMP TABLE "${part.name}" AS ${all}`);
    }
    const [output] = script(node).outputs;
    const columns = node.output.columns.map(({ name, type }) =>
      type.kind === 'timestamp' ? `strftime("${name}", '%Y-%m-%dT%H:%M:%S.%fZ') AS "${name}"` : `"${name}"`,
    );
    const rows = await engine.rows(`SELECT ${columns.join(', ')} FROM (${output?.sql})`);
    return rows.map((row) =>
      Object.fromEntries(node.output.columns.map(({ name, type }) => [name, comparable(row[name], type)])),
    );
  } finally {
    await opened.close();
  }
};

const comparable = (value: unknown, type: Type): unknown => {
  if (value === null) return null;
  switch (type.kind) {
    case 'bigint':
      return String(value);
    case 'decimal':
      return Number(value);
    case 'list':
      return (value as readonly unknown[]).map((one) => comparable(one, type.element));
    case 'map': {
      const entries = value as readonly (readonly [string, unknown])[];
      return Object.fromEntries(entries.map(([key, one]) => [key, comparable(one, type.value)]));
    }
    default:
      return value;
  }
};
