import { column, dateLiteral, isNotNull, or } from '../expr.ts';
import type { GroupByNode } from '../plan.ts';
import type { Rel } from '../relation.ts';
import { filter, keySlice, project, temp, union } from '../relations.ts';
import { dayMoment } from './day-moment.ts';
import { derived } from './derived.ts';
import { groupNames } from './pass.ts';
import type { RelScript } from './script.ts';
import { passesOf, readsTwice, valuesOf } from './values.ts';
import { visible } from './visible.ts';

/**
 * One partition of a GroupBy, computed from its own source partitions: the longest window bounds what is read, each
 * shorter one is a FILTER. Scalars with row states take one pass; values that are rolled up or counted by item take one
 * pass an input. With `slices` > 1 the keys are done in that many parts, so that lists and maps, which an engine cannot
 * spill, fit. Every other strategy must give the same values as this one.
 */
export const oneDay = (node: GroupByNode, ds: string, slices = 1): RelScript => {
  const moment = dayMoment(node, ds);
  const read = union(node.sources.map((source) => visible(source, node, ds)));
  const passes = passesOf(node);
  const twice = slices > 1 || readsTwice(passes);
  if (!twice)
    return { temps: [], checks: [], outputs: [{ ds, rel: finished(valuesOf(read, passes, moment), node, ds) }] };
  const name = `rows_${ds.replaceAll('-', '')}`;
  const rows = temp(name, read.columns);
  const parts = Array.from({ length: slices }, (_, at) =>
    slices === 1 ? rows : keySlice(rows, groupNames(moment), { of: slices, at }),
  );
  return {
    temps: [{ name, rel: read }],
    checks: [],
    outputs: parts.map((part) => ({ ds, rel: finished(valuesOf(part, passes, moment), node, ds) })),
  };
};

/** The columns of the table, derived ones too; a key without any value has no row. */
const finished = (rel: Rel, node: GroupByNode, ds: string): Rel => {
  const some = or(...node.aggregates.map((one) => isNotNull(column(one.output, one.type))));
  const seen = [...node.keys, ...node.aggregates.map((one) => ({ name: one.output, type: one.type }))];
  const { rows, expr } = derived(filter(rel, some), node.derivations, seen);
  return project(
    rows,
    node.output.columns.map((one) => ({
      name: one.name,
      expr: one.name === node.output.partitionColumn ? dateLiteral(ds) : expr(one),
    })),
  );
};
