import { bigint } from '../../expr.ts';
import type { Operation } from './operation.ts';

/** COUNT: non-null inputs; null where there are none. */
export const count: Operation = {
  shape: 'row',
  semantics: 1,
  accepts: () => true,
  needs: 'any type',
  output: () => bigint,
  centred: false,
  state: () => [{ name: 'n', type: bigint }],
  gather: ({ value }) => [{ state: 'n', fn: 'count', args: [value], type: bigint }],
  finalise: (state) => ({
    kind: 'call',
    fn: 'nullif',
    args: [state('n'), { kind: 'literal', value: 0, type: bigint }],
    type: bigint,
  }),
};
