import { column, dateLiteral } from '../expr.ts';
import type { JoinNode, JoinPart } from '../plan.ts';
import type { Rel } from '../relation.ts';
import { joinWhere, project, scan } from '../relations.ts';
import { nameInJoin } from '../value-columns.ts';
import { daysBetween } from '../window.ts';
import { derived } from './derived.ts';
import { withoutDay } from './left-days.ts';
import { leftRows, momentOf } from './queries.ts';
import type { Range, RelScript } from './script.ts';

/**
 * The partitions of a join: every left row once, beside it what its parts' tables hold for its keys and moment, and the
 * columns derived from all of these.
 */
export const join = (node: JoinNode, range: Range): RelScript => ({
  temps: [],
  checks: withoutDay(node.left),
  outputs: daysBetween(range.start, range.end).map((ds) => ({ ds, rel: joined(node, ds) })),
});

const joined = (node: JoinNode, ds: string): Rel => {
  const { left, parts, output } = node;
  const rows = leftRows(left, { start: ds, end: ds });
  const accuracies = [...new Set(parts.map((part) => part.accuracy))];
  const asking = project(rows, [
    ...rows.columns.map(({ name, type }) => ({ name, expr: column(name, type) })),
    ...accuracies.map((accuracy) => ({ name: momentName(accuracy), expr: momentOf(left, accuracy) })),
  ]);
  const all = parts.reduce((beside, part, index) => {
    const right = partRows(part, { index, ds });
    const keys = Object.values(part.keyMapping).map((name, at) => ({ left: name, right: keyName(index, at) }));
    return joinWhere(
      'left',
      { left: beside, right },
      {
        on: [...keys, { left: momentName(part.accuracy), right: momentAlias(index) }],
        condition: null,
        columns: [...beside.columns, ...right.columns.filter((one) => !one.name.startsWith(`__${index}.`))],
      },
    );
  }, asking);
  const seen = all.columns.filter((one) => !one.name.startsWith('__'));
  const { rows: made, expr } = derived(all, node.derivations, seen);
  return project(
    made,
    output.columns.map((one) => ({
      name: one.name,
      expr: one.name === output.partitionColumn ? dateLiteral(ds) : expr(one),
    })),
  );
};

// Names of the right side: two leading underscores are never a user's.
const keyName = (index: number, at: number): string => `__${index}.key.${at}`;
const momentAlias = (index: number): string => `__${index}.at`;
const momentName = (accuracy: JoinPart['accuracy']): string => `__at.${accuracy}`;

/** A partition of a part, its features under their names in the join. */
const partRows = (part: JoinPart, { index, ds }: { readonly index: number; readonly ds: string }): Rel => {
  const { columns, partitionColumn } = part.output;
  const keys = Object.keys(part.keyMapping);
  const features = columns.filter(({ name }) => !keys.includes(name) && name !== '__at' && name !== partitionColumn);
  const type = (name: string) => columns.find((one) => one.name === name)?.type ?? { kind: 'bigint' as const };
  return project(scan(part.name, columns, { from: ds, to: ds }), [
    ...keys.map((key, at) => ({ name: keyName(index, at), expr: column(key, type(key)) })),
    { name: momentAlias(index), expr: column('__at', type('__at')) },
    ...features.map((one) => ({
      name: nameInJoin(part.prefix, one.name),
      expr: column(one.name, one.type),
    })),
  ]);
};
