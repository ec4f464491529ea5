import { bigint, exactInteger } from '../../expr.ts';
import type { Expr } from '../../relation.ts';
import type { RowOperation, State } from './operation.ts';

/** n as BIGINT, null where it is 0. */
const counted = (state: State): Expr => ({
  kind: 'call',
  fn: 'nullif',
  args: [
    { kind: 'cast', input: state('n'), type: bigint },
    { kind: 'literal', value: 0, type: bigint },
  ],
  type: bigint,
});

/** COUNT: non-null inputs; null where there are none. */
export const count: RowOperation = {
  shape: 'row',
  semantics: 1,
  accepts: () => true,
  needs: 'any type',
  output: () => bigint,
  timed: false,
  reverses: true,
  centred: false,
  state: () => [{ name: 'n', type: bigint }],
  lift: ({ value }) => [{ state: 'n', fn: 'count', args: [value], type: bigint }],
  merge: ({ state }) => [{ state: 'n', fn: 'sum', args: [state('n')], type: exactInteger }],
  finalise: counted,
};
