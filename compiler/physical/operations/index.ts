import type { OperationName } from '../../plan.ts';
import { average } from './average.ts';
import { count } from './count.ts';
import { first, last } from './ends.ts';
import { max, min } from './extremes.ts';
import { stddev, variance } from './moments.ts';
import type { Operation } from './operation.ts';
import { sum } from './sum.ts';

const operations: Partial<Readonly<Record<OperationName, Operation>>> = {
  average,
  count,
  first,
  last,
  max,
  min,
  stddev,
  sum,
  variance,
};

/** undefined: this release does not compute the operation. */
export const operationOf = (name: OperationName): Operation | undefined => operations[name];

/** Every operation this release computes, by name. */
export const operationNames: readonly string[] = Object.keys(operations);
