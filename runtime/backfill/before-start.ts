import type { JoinPart, NodeRef, PlanNode } from '#compiler/plan';
import { ConfigError } from '../errors.ts';
import type { DateRange } from './date-range.ts';
import type { Needed } from './needed.ts';

/** A range that ends before every table that the target reads begins would be filled with nothing. */
export const refuseBeforeTables = (
  all: readonly Needed[],
  {
    nodes,
    target,
    asked,
  }: { readonly nodes: readonly (PlanNode | JoinPart)[]; readonly target: NodeRef; readonly asked: DateRange },
): void => {
  const node = all.find((one) => one.node.name === target)?.node;
  if (node === undefined || node.inputs.length === 0) return;
  const starts = node.inputs.flatMap(({ ref }) => {
    const read = nodes.find((one) => one.name === ref);
    // The parts of a join begin where its left does.
    if (read?.kind === 'join-part') return [];
    return { ref, start: read === undefined || read.kind === 'external' ? null : read.backfill.start };
  });
  if (starts.some(({ start }) => start === null || start <= asked.end)) return;
  const first = starts.map(({ start }) => String(start)).toSorted()[0];
  throw new ConfigError({
    code: 'CHR2435',
    message: `no data for ${node.output.table} from ${asked.start} to ${asked.end}: ${starts.map(({ ref, start }) => `${ref} starts at ${start}`).join(', ')}`,
    hint: `ask for days from ${first} on`,
    exitCode: 1,
  });
};

export const beforeStart = ({ node }: Needed, asked: DateRange): ConfigError =>
  new ConfigError({
    code: 'CHR2435',
    message: `${node.name} starts at ${node.backfill.start}; ${asked.start} to ${asked.end} is before that`,
    hint: `ask for days from ${node.backfill.start} on, or give it an earlier startPartition`,
    exitCode: 1,
  });
