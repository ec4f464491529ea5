import type { Type } from '#compiler/plan';
import type { Join } from '#dsl';
import { planFor } from '../api/compile-project.ts';
import { lazyEngine, tablesOf } from '../api/services.ts';
import { loadProject } from '../project/load.ts';
import type { Project } from '../project/project.ts';
import { type ActualRow, showDifference } from '../verify/compare.ts';
import { joinDifferences } from '../verify/compare-join.ts';
import { expectedJoin, type JoinRows, leftColumns } from '../verify/oracle-join.ts';
import type { Plain } from '../verify/value.ts';

export type VerifiedJoin = {
  readonly rows: number;
  /** Features compared, those that are null among them. */
  readonly values: number;
  /** In words; empty: every row is as it should be. */
  readonly differences: readonly string[];
};

/**
 * Compares a partition of a Join's table, as it is committed, with what the oracle computes row by row from the rows of
 * its sources.
 */
export const verifyJoined = async (
  project: Project,
  { conf, ds, rows }: { readonly conf: string; readonly ds: string; readonly rows: JoinRows },
): Promise<VerifiedJoin> => {
  const { plan, selected } = await planFor(project, conf);
  const node = plan.nodes.find((one) => one.name === selected[0]);
  if (node?.kind !== 'join') throw new Error(`internal: ${conf} is no Join`);
  const { definitions } = await loadProject(project);
  const found = definitions.find((one) => one.file === node.source?.file && one.export === node.source.export);
  const definition = found?.definition as Join;
  const expected = expectedJoin(definition, rows, ds);
  const actual = await stored(project, { node, ds });
  return {
    rows: actual.length,
    values: expected.reduce((sum, row) => sum + Object.keys(row.features).length, 0),
    differences: joinDifferences(expected, actual, leftColumns(definition)).map(showDifference),
  };
};

type Stored = {
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly type: Type }[];
};

const stored = async (
  project: Project,
  { node, ds }: { readonly node: { readonly output: Stored }; readonly ds: string },
): Promise<readonly ActualRow[]> => {
  const state = await tablesOf(project).load(node.output.table);
  if (state === null) return [];
  const engine = lazyEngine(project, () => []);
  try {
    const open = await engine.open();
    const rows = await open.rows(`SELECT * FROM ${open.scanSql(state.scan({ from: ds, to: ds }))}`);
    return rows.map((row) =>
      Object.fromEntries(node.output.columns.map(({ name, type }) => [name, plain(row[name], type)])),
    );
  } finally {
    await engine.close();
  }
};

const plain = (value: unknown, type: Type): Plain => {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'int':
      return BigInt(value as number);
    case 'list':
      return (value as readonly unknown[]).map((element) => plain(element, type.element));
    case 'map':
      return new Map(
        (value as readonly (readonly [string, unknown])[]).map(([key, one]) => [key, plain(one, type.value)]),
      );
    default:
      return value as Plain;
  }
};
