import type { Definition, StagingQuery } from '#dsl';
import type { Input, Lookback } from '../plan.ts';
import { inputsOf } from '../project.ts';
import type { Token } from '../relation.ts';
import { type Context, refOf } from './context.ts';
import { viewOf } from './table.ts';

/**
 * What a staging query reads. Tables without partitions, and those of others, are read whole; ours in the days of the
 * range, and as many before it as `lookback` says; one whose newest partition is asked for is read as it stands. A query
 * without partitions reads whole tables.
 */
export const stagingInputs = (
  definition: StagingQuery,
  tokens: readonly Token[],
  context: Context,
): readonly Input[] => {
  const days = definition.lookback?.length;
  const read = new Set(tokens.flatMap((token) => (token.kind === 'table' ? [token.ref] : [])));
  const dated = new Set(tokens.flatMap((token) => (token.kind === 'max-date' ? [token.ref] : [])));
  const isWhole = definition.partitioned === false;
  const lookback = (table: Definition, ref: string): Lookback => {
    const external = table.kind === 'external';
    if (dated.has(ref)) {
      return { kind: 'newest', rows: !read.has(ref) ? 'none' : external || isWhole ? 'all' : { days: days ?? 0 } };
    }
    if (external || viewOf(table, context.settings.partitionColumn, undefined).partition === null) {
      return { kind: 'unpartitioned' };
    }
    if (isWhole) return { kind: 'whole' };
    return days === undefined ? { kind: 'same' } : { kind: 'window', days };
  };
  return [...new Set(inputsOf(definition))].map((table) => {
    const ref = refOf(context, table);
    const partitions = lookback(table, ref);
    const missing = partitions.kind === 'newest' ? 'empty' : 'block';
    return { ref, partitions, bounds: { start: null, end: null }, missing };
  });
};
