import { EngineError } from '../errors.ts';

/** All errors of values that one which the oracle threw stands for. Throws what is no such error. */
export const errorsOf = (thrown: unknown): readonly EngineError[] => {
  if (!(thrown instanceof EngineError)) throw thrown;
  return thrown.cause instanceof AggregateError ? (thrown.cause.errors as readonly EngineError[]) : [thrown];
};

/** The first of some errors, with all of them as its cause. */
export const oneFor = (errors: readonly [EngineError, ...EngineError[]]): EngineError => {
  const [first] = errors;
  const { code, message, hint } = first;
  if (errors.length === 1) return first;
  return new EngineError({ code, message, ...(hint !== null && { hint }), cause: new AggregateError(errors) });
};

/**
 * What `of` gives for each item. Which of several errors is raised first has no meaning, so every item is looked at
 * before one is thrown: it stands for all, which `errorsOf` tells.
 */
export const ofEach = <T, R>(items: readonly T[], of: (item: T) => R): readonly R[] => {
  const errors: EngineError[] = [];
  const found = items.flatMap((item) => {
    try {
      return [of(item)];
    } catch (error) {
      errors.push(...errorsOf(error));
      return [];
    }
  });
  const [first, ...rest] = errors;
  if (first !== undefined) throw oneFor([first, ...rest]);
  return found;
};
