import { bigint } from '../expr.ts';
import type { GroupByNode } from '../plan.ts';
import type { Rel, Type } from '../relation.ts';
import { aggregate } from '../relations.ts';
import { operations } from './operations/index.ts';
import { scanOf } from './visible.ts';

/** What is known before it runs, null where nothing is: the rows that a day reads, or the elements of a part's lists and maps. */
export type Statistics = { readonly rows: number | null; readonly memoryLimit: number | null };

/** In how many parts the keys of a day are computed: a number, or what it is worked out from. */
export type Slicing = Statistics | { readonly slices: number };

/** Lists and maps may take this part of the memory limit; sorts, hash tables and the writer share the rest. */
const share = 1 / 24;

/** Bytes of one element of a list state: its value, its time, and what an engine keeps around it. */
const widthOf = (type: Type): number => {
  switch (type.kind) {
    case 'string':
    case 'binary':
      return 64;
    case 'list':
    case 'map':
    case 'struct':
      return 160;
    default:
      return 40;
  }
};

/** Bytes of the widest list or map state for each row that it holds; 0: all states are rows, which spill. */
export const bytesPerRow = (node: GroupByNode): number =>
  node.aggregates.reduce((most, one) => {
    const lists = one.type.kind === 'list' || one.type.kind === 'map' || operations[one.op].shape === 'item';
    return lists ? Math.max(most, widthOf(one.input.type)) : most;
  }, 0);

/** Relations of one row and column each: how many rows a day reads of each source. None where it does not matter. */
export const rowCounts = (node: GroupByNode, ds: string): readonly Rel[] =>
  bytesPerRow(node) === 0
    ? []
    : node.sources.map((source) =>
        aggregate(
          scanOf(source, node, ds),
          [],
          [{ output: 'rows', fn: 'count_rows', args: [], filter: null, type: bigint }],
        ),
      );

/** In how many parts the queries of a join's part are computed: their lists and maps must fit, as those of keys. */
export const partSlices = (features: GroupByNode, slicing: Slicing): number => slicesOf(bytesPerRow(features), slicing);

/**
 * In how many parts the keys of a day are computed. Row states spill; lists and maps do not (12 M rows of 2 M keys run out
 * of 600 MB), so their size is bounded from above by the rows that are read.
 */
export const slicesFor = (node: GroupByNode, slicing: Slicing): number => slicesOf(bytesPerRow(node), slicing);

const slicesOf = (bytes: number, slicing: Slicing): number => {
  if ('slices' in slicing) return slicing.slices;
  const { rows, memoryLimit } = slicing;
  if (rows === null || memoryLimit === null) return 1;
  return Math.max(1, Math.ceil((bytes * rows) / (memoryLimit * share)));
};
