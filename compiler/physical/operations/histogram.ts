import { bigint, call, caseWhen, cast, string } from '../../expr.ts';
import type { Expr, Type } from '../../relation.ts';
import { kOf } from './extremes.ts';
import type { ItemOperation } from './operation.ts';

const entry: Type = {
  kind: 'struct',
  fields: [
    { name: 'key', type: string },
    { name: 'value', type: bigint },
  ],
};
const entries: Type = { kind: 'list', element: entry };
const counts: Type = { kind: 'map', key: string, value: bigint };

const histogramOf = (takes: Pick<ItemOperation, 'accepts' | 'needs'>): ItemOperation => ({
  shape: 'item',
  semantics: 1,
  ...takes,
  output: () => counts,
  timed: false,
  ranked: false,
  // Largest counts first, ties by key: the first k of them are the answer.
  collect: ({ value, n, seen }) => {
    const key = value.type.kind === 'string' ? value : cast(value, string);
    const one = call('struct', [key, cast(n, bigint)], entry);
    return [
      {
        state: 'h',
        fn: 'collect',
        args: [caseWhen(seen, one)],
        order: [
          { expr: n, descending: true },
          { expr: key, descending: false },
        ],
        type: entries,
      },
    ];
  },
  finalise: (state, { options }) => {
    const found = call('without_null', [state('h')], entries);
    const kept: Expr =
      options.k === null || options.k === 0 ? found : call('list_head', [found, kOf(options)], entries);
    return call('map_from_sorted', [call('sorted_by_key', [kept], entries)], counts);
  },
});

/** HISTOGRAM: how often each text was seen; k > 0 keeps the k largest counts, ties by key. */
export const histogram: ItemOperation = {
  ...histogramOf({ accepts: (type) => type.kind === 'string', needs: 'string' }),
  reverses: true,
};

const exactText: ReadonlySet<Type['kind']> = new Set(['boolean', 'int', 'bigint', 'decimal', 'string', 'date']);

/** APPROX_HISTOGRAM_K: promised for the k heaviest, computed exactly; values as their text. */
export const approxHistogramK: ItemOperation = histogramOf({
  accepts: (type) => exactText.has(type.kind),
  needs: 'string, long, decimal, boolean or date (convert a double to text or a decimal first)',
});
