import { parse } from 'lossless-json';
import type { Type } from '#compiler/plan';
import type { GroupBy } from '#dsl';
import { planFor } from '../api/compile-project.ts';
import { onlineOf } from '../api/services.ts';
import { fetchNode } from '../fetch/fetch.ts';
import { loadProject } from '../project/load.ts';
import type { Project } from '../project/project.ts';
import { type ActualRow, differences, showDifference } from '../verify/compare.ts';
import { expectedRows } from '../verify/oracle.ts';
import type { InputRow, Plain } from '../verify/value.ts';

export type Verified = {
  readonly keys: number;
  /** Values compared, those that are null among them. */
  readonly values: number;
  /** In words; empty: everything served is as it should be. */
  readonly differences: readonly string[];
};

/**
 * Fetches every one of `keys` of an online GroupBy and compares each value with the oracle's, computed row by row from
 * `rows` of its one source. A key that should have no features must not be served.
 */
export const verifyServed = async (
  project: Project,
  request: {
    readonly conf: string;
    readonly ds: string;
    readonly rows: readonly InputRow[];
    readonly keys: readonly Readonly<Record<string, string>>[];
  },
): Promise<Verified> => {
  const { plan, selected } = await planFor(project, request.conf);
  const node = plan.nodes.find((one) => one.name === selected[0]);
  if (node?.kind !== 'group-by') throw new Error(`internal: ${request.conf} is no GroupBy`);
  const { definitions } = await loadProject(project);
  const definition = definitions.find((one) => one.file === node.source?.file && one.export === node.source.export);
  const expected = expectedRows(definition?.definition as GroupBy, [{ rows: request.rows }], request.ds);
  const store = await onlineOf(project);
  try {
    const served: ActualRow[] = [];
    const unexpected: string[] = [];
    for (const key of request.keys) {
      const fetched = await fetchNode(node, key, store);
      if (fetched.answer === 'no version') unexpected.push('no version is served');
      if (fetched.answer !== 'value') continue;
      if (fetched.ds !== request.ds) unexpected.push(`${JSON.stringify(key)}: the version served is of ${fetched.ds}`);
      served.push({ ...key, ...valuesOf(fetched.feature, node.output.columns) });
    }
    return {
      keys: served.length,
      values: served.length * (node.output.columns.length - node.keys.length - 1),
      differences: [...unexpected, ...differences(expected, served, node.output.keys).map(showDifference)],
    };
  } finally {
    await store.close();
  }
};

const valuesOf = (feature: string, columns: readonly { readonly name: string; readonly type: Type }[]): ActualRow => {
  const fields = parse(feature, null, (text) => text) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    columns.flatMap(({ name, type }) => (Object.hasOwn(fields, name) ? [[name, plain(fields[name], type)]] : [])),
  );
};

const plain = (value: unknown, type: Type): Plain => {
  if (value === null) return null;
  switch (type.kind) {
    case 'int':
    case 'bigint':
      return BigInt(String(value));
    case 'float':
    case 'double':
      return Number(value);
    case 'boolean':
      return value === true;
    default:
      return String(value);
  }
};
