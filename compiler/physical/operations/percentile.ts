import {
  and,
  bigint,
  bigintLiteral,
  call,
  caseWhen,
  cast,
  compare,
  double,
  doubleLiteral,
  isNotNull,
  positiveZero,
} from '../../expr.ts';
import type { Type } from '../../relation.ts';
import type { ItemOperation, Options } from './operation.ts';
import { isNumeric } from './sum.ts';

const doubles: Type = { kind: 'list', element: double };

const percentilesOf = ({ percentiles }: Options): readonly number[] => percentiles ?? [0.5];

/** APPROX_PERCENTILE: promised within 1 % of rank, computed exactly: `sorted[min(n - 1, floor(p * n))]` for each p. */
export const approxPercentile: ItemOperation = {
  shape: 'item',
  semantics: 1,
  accepts: isNumeric,
  needs: 'long, double or decimal',
  output: () => doubles,
  timed: false,
  ranked: true,
  // The first value at which more than `index` inputs have been passed stands at `index` of the sorted inputs.
  collect: ({ value, seen, running, total }, options) => {
    if (running === null || total === null) throw new Error('internal: a percentile without ranks');
    return percentilesOf(options).map((p, at) => {
      const n = cast(total, double);
      const floor = cast(call('floor', [call('multiply', [doubleLiteral(p), n], double)], double), bigint);
      const last = call('subtract', [cast(total, bigint), bigintLiteral(1)], bigint);
      const index = call('least', [last, floor], bigint);
      const passed = and(seen, compare('gt', cast(running, bigint), index));
      return { state: `p${at}`, fn: 'min' as const, args: [caseWhen(passed, value)], type: value.type };
    });
  },
  finalise: (state, { options }) => {
    const values = percentilesOf(options).map((_, at) => positiveZero(cast(state(`p${at}`), double)));
    const [first] = values;
    if (first === undefined) throw new Error('internal: no percentiles');
    return caseWhen(isNotNull(first), call('list', values, doubles));
  },
};
