import { type AnySource, isDefinition } from '#dsl';
import { bigint, bigintLiteral, call, caseWhen, column } from '../expr.ts';
import type { Column, Expr } from '../relation.ts';
import { sameType, showType } from '../types.ts';
import { written } from '../written.ts';
import { type Context, refOf } from './context.ts';
import { type TableView, timeKinds, viewOf } from './table.ts';

/** The table of a source's changes, checked. */
export type CheckedMutation = {
  readonly ref: string;
  readonly view: TableView;
  /** When the change was made, epoch milliseconds. */
  readonly changed: Expr;
  /** -1 for a row that was taken away, else 1. */
  readonly sign: Expr;
};

/** The mutation table of a source, or null: it has none, or what is wrong with it is reported. */
export const checkMutation = (
  source: AnySource,
  path: readonly (string | number)[],
  { view, context }: { readonly view: TableView; readonly context: Context },
): CheckedMutation | null => {
  if (source.kind !== 'entities' || source.mutationTable === undefined) return null;
  const at = [...path, 'mutationTable'];
  if (!isDefinition(source.mutationTable)) {
    const takes = 'a definition, imported from its file';
    context.report('CHR1041', at, { place: 'mutationTable', takes, given: written(source.mutationTable) });
    return null;
  }
  const ref = refOf(context, source.mutationTable);
  const changes = viewOf(source.mutationTable, context.settings.partitionColumn, undefined);
  const time = changes.columns.find((one) => one.name === source.mutationTimeColumn);
  const reversal = changes.columns.find((one) => one.name === source.reversalColumn);
  const missing = [
    ...view.columns.flatMap((wanted) => differs(wanted, changes.columns)),
    ...(time === undefined ? [`no column '${source.mutationTimeColumn}', the time of a change`] : []),
    ...(reversal === undefined ? [`no column '${source.reversalColumn}', true for a row that was taken away`] : []),
    ...(changes.partition === null ? ['no partitions, of which each holds the changes of its day'] : []),
  ];
  if (missing.length > 0) {
    const remedy =
      time === undefined || reversal === undefined ? "name it: mutationTimeColumn: '...', reversalColumn: '...'" : null;
    context.report('CHR1062', at, {
      problem: `${ref} has ${missing[0]}${missing.length > 1 ? ` (and ${missing.length - 1} more)` : ''}`,
      remedy,
    });
    return null;
  }
  if (time !== undefined && !timeKinds.has(time.type.kind)) {
    context.report('CHR1014', [...path, 'mutationTimeColumn'], { type: showType(time.type) });
  }
  if (reversal !== undefined && reversal.type.kind !== 'boolean') {
    const problem = `'${reversal.name}' of ${ref} says whether a row was taken away, but is ${showType(reversal.type)}`;
    context.report('CHR1062', [...path, 'reversalColumn'], { problem, remedy: 'make it a boolean' });
  }
  if (time === undefined || reversal?.type.kind !== 'boolean' || !timeKinds.has(time.type.kind)) return null;
  const moment = column(time.name, time.type);
  return {
    ref,
    view: changes,
    changed: time.type.kind === 'bigint' ? moment : call('to_millis', [moment], bigint),
    sign: caseWhen(column(reversal.name, reversal.type), bigintLiteral(-1), bigintLiteral(1)),
  };
};

const differs = (wanted: Column, columns: readonly Column[]): readonly string[] => {
  const found = columns.find((one) => one.name === wanted.name);
  if (found === undefined) return [`no column '${wanted.name}', which the table it changes has`];
  if (sameType(found.type, wanted.type)) return [];
  return [`'${wanted.name}' as ${showType(found.type)}, the table it changes as ${showType(wanted.type)}`];
};
