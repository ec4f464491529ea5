import type { Definition, Join } from '#dsl';
import { near } from '../near.ts';
import { isMisspelt } from '../options.ts';
import type { Input, JoinNode, JoinPart } from '../plan.ts';
import type { Column } from '../relation.ts';
import { written } from '../written.ts';
import { checkChoice } from './choice.ts';
import { type Context, checkDay } from './context.ts';
import { checkDerivations } from './derivations.ts';
import { checkPart, leftInput } from './join-part.ts';
import { checkSkewKeys, withoutSkew } from './skew-keys.ts';
import { type CheckedSource, checkSource, sourceRel } from './source.ts';
import type { Unsigned } from './staging-query.ts';
import { checkDayName } from './table.ts';

/** A join before its parts and it are signed. */
export type UnsignedJoin = Omit<Unsigned<JoinNode>, 'parts'> & { readonly parts: readonly Unsigned<JoinPart>[] };

/** Join to node, with a part for each GroupBy; null when it cannot be one, and the reasons are reported. */
export const lowerJoin = async (definition: Join, context: Context): Promise<UnsignedJoin | null> => {
  const { named, settings, report } = context;
  const start = checkDay(context, definition.backfillStartDate, ['backfillStartDate']);
  checkChoice(context, { value: definition.online, path: ['online'], choices: [true, false] });
  checkChoice(context, { value: definition.keep, path: ['keep'], choices: ['all', 'derived'] });
  refuseLater(definition, context);
  if (definition.left === undefined) {
    if (!isMisspelt(definition, 'left')) {
      const example = "left: eventSource({ table, timeColumn: 'ts' })";
      report('CHR1007', [], { option: 'left', of: 'a join', example });
    }
    return null;
  }
  const left = await checkSource(definition.left, ['left'], context);
  if (left === null) return null;
  const rowIds = checkRowIds(definition, left, context);
  if (definition.parts.length === 0) {
    if (!isMisspelt(definition, 'parts')) {
      report('CHR1007', [], {
        option: 'parts',
        of: 'a join',
        example: 'parts: (left) => [part(purchases, left)]',
      });
    }
    return null;
  }
  const skewKeys = checkSkewKeys(definition, left, context);
  const leftColumns = left.columns.filter((one) => one.name !== settings.partitionColumn);
  checkDayName(leftColumns, left, context);
  const taken = new Map<string, string>([
    [settings.partitionColumn.toLowerCase(), 'the day of each row'],
    ...leftColumns.map((one) => [one.name.toLowerCase(), 'the left rows'] as const),
  ]);
  const checked = definition.parts.flatMap((part, index) => {
    const one = checkPart(part, { left, index, taken, start: startOf(left, context) }, context);
    return one === null ? [] : [one];
  });
  if (checked.length < definition.parts.length || left.time === null) return null;
  if (definition.online === true) checkOnline(definition, context);
  const features = checked.flatMap((one) => one.columns);
  const derivations = await checkDerivations(
    definition.derive,
    { columns: [...leftColumns, ...features], taken, of: 'the join' },
    context,
  );
  const day: Column = { name: settings.partitionColumn, type: { kind: 'date' } };
  const derived = derivations.map((one) => ({ name: one.output, type: one.expr.type }));
  const outputs = [...leftColumns, ...(definition.keep === 'derived' ? [] : features), ...derived, day];
  const parts = withNames(checked.map((one) => withoutSkew(one.part, skewKeys)));
  return {
    kind: 'join',
    name: named.name,
    description: null,
    source: { file: named.file, export: named.export },
    inputs: [leftInput(left), ...parts.map((part) => partInput(part.name))],
    output: {
      table: named.table ?? named.name,
      partitionColumn: day.name,
      keys: [...new Set(parts.flatMap((part) => Object.values(part.keyMapping)))],
      columns: outputs.map((one) => ({ ...one, description: context.descriptions[one.name] ?? null })),
    },
    backfill: { start: start ?? startOf(left, context) },
    left: sourceRel(
      left,
      leftColumns.map((one) => one.name),
      new Set(),
    ),
    rowIds,
    parts,
    derivations,
    online: definition.online ?? false,
  };
};

const partInput = (ref: string): Input => ({
  ref,
  partitions: { kind: 'same' },
  bounds: { start: null, end: null },
  missing: 'block',
});

/** Nothing lies before the first partition of the left. */
const startOf = ({ days, source }: CheckedSource, context: Context): string | null => {
  const table = context.node(source.table);
  return days.start ?? (table === undefined || table.kind === 'external' ? null : table.backfill.start);
};

/** Two parts of GroupBys of one name, of two teams, are told apart by the team. */
const withNames = (parts: readonly Unsigned<JoinPart>[]): readonly Unsigned<JoinPart>[] => {
  const count = (name: string): number => parts.filter((part) => part.name === name).length;
  return parts.map((part) => {
    if (count(part.name) === 1) return part;
    const team = part.features.replaceAll('.', '_');
    return { ...part, name: `${part.name}.${team}`, output: { ...part.output, table: `${part.output.table}_${team}` } };
  });
};

/** What can be written of a join, but is not computed yet: half of it must not be left out. */
const refuseLater = ({ labels, bootstrap, left }: Join, { report }: Context): void => {
  const refused = (what: string, path: readonly (string | number)[]): void =>
    report('CHR1008', path, { what, instead: null });
  if (labels.length > 0) refused('labels', ['labels']);
  if (bootstrap.length > 0) refused('bootstrap', ['bootstrap']);
  if (left?.kind === 'entities' && left.mutationTable !== undefined) {
    refused('changes of the left rows', ['left', 'mutationTable']);
  }
  if (left?.isCumulative === true) refused('a cumulative left', ['left', 'isCumulative']);
};

/** What is served of an online join is whole. */
const checkOnline = ({ parts }: Join, context: Context): void => {
  for (const [index, part] of parts.entries()) {
    const node = context.node(part.features as Definition);
    if (node?.kind !== 'group-by' || node.online) continue;
    context.report('CHR1065', ['parts', index], { part: node.name, file: node.source?.file ?? 'its definition' });
  }
};

const checkRowIds = ({ rowIds }: Join, { columns, broken }: CheckedSource, { report }: Context): readonly string[] =>
  rowIds.flatMap((id: unknown, index) => {
    const path = ['rowIds', index];
    if (typeof id !== 'string') {
      const takes = "names of columns, ['order_id']";
      report('CHR1041', path, { place: 'rowIds', takes, given: written(id) });
      return [];
    }
    if (broken.has(id) || columns.some((one) => one.name === id)) return [id];
    const known = columns.map((one) => one.name);
    report('CHR1010', path, { column: id, of: 'the left', near: near(id, known), known });
    return [];
  });
