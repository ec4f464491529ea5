import type { AnySource } from '#dsl';
import { column, compare } from '../expr.ts';
import { near } from '../near.ts';
import type { Expr, Folders } from '../relation.ts';
import { showType } from '../types.ts';
import { written } from '../written.ts';
import { constantOf, constantsOf } from './constant.ts';
import { type Context, refOf } from './context.ts';
import type { TableView } from './table.ts';

/** The partitions a source is limited to: a condition for each, and the folders where its files are. */
export type CheckedPartitions = { readonly conditions: readonly Expr[]; readonly folders: Folders | null };

const none: CheckedPartitions = { conditions: [], folders: null };

/** Checks `partitions: { system: 'mobile' }` against the table's columns; what is wrong is reported and left out. */
export const checkPartitions = (
  source: AnySource,
  at: readonly (string | number)[],
  { view, context }: { readonly view: TableView; readonly context: Context },
): CheckedPartitions => {
  const { report } = context;
  const given: unknown = source.partitions;
  if (given === undefined) return none;
  const path = [...at, 'partitions'];
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const takes = "a value for each column, { system: 'mobile' }";
    report('CHR1041', path, { place: 'partitions', takes, given: written(given) });
    return none;
  }
  if (source.table.kind !== 'external') {
    const takes = 'a table of files; where: (c) => sql`...` takes any';
    report('CHR1041', path, { place: 'partitions', takes, given: written(source.table) });
    return none;
  }
  const found = Object.entries(given).flatMap(([name, value]) => {
    const where = [...path, name];
    if (name === view.partition?.name) {
      const takes = 'columns beside the day (startPartition and endPartition bound that)';
      report('CHR1041', where, { place: 'partitions', takes, given: `'${name}', the day` });
      return [];
    }
    const one = view.columns.find((candidate) => candidate.name === name);
    if (one === undefined) {
      const known = view.columns.map((candidate) => candidate.name);
      report('CHR1010', where, { column: name, of: refOf(context, source.table), near: near(name, known), known });
      return [];
    }
    const constant = constantOf(value, one.type);
    if (constant === null) {
      const place = `'${name}', a ${showType(one.type)},`;
      const takes = constantsOf(one.type) ?? 'no value in partitions; write it in where';
      report('CHR1041', where, { place, takes, given: written(value) });
      return [];
    }
    return [{ one, value: constant }];
  });
  if (found.length === 0) return none;
  return {
    conditions: found.map(({ one, value }) =>
      compare('eq', column(one.name, one.type), { kind: 'literal', value, type: one.type }),
    ),
    folders: Object.fromEntries(found.map(({ one, value }) => [one.name, value])),
  };
};
