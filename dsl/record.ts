type Fields = { readonly [field: string]: unknown };

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});

// A record the author may still hold (tags) is copied; definitions are frozen, anything else is the compiler's to refuse.
const own = (value: unknown): unknown =>
  Object.getPrototypeOf(value ?? 0) === Object.prototype && !Object.isFrozen(value)
    ? Object.freeze({ ...(value as Fields) })
    : value;

/** The options of `kept` an author gave, as he wrote them, and the names of those there are not; `read` are read elsewhere. */
export const record = (written: unknown, kept: readonly string[], read: readonly string[] = []): Fields => {
  const given = fieldsOf(written);
  const unknownOptions = Object.keys(given).filter((option) => !kept.includes(option) && !read.includes(option));
  const options = kept.filter((option) => given[option] !== undefined).map((option) => [option, own(given[option])]);
  return {
    ...Object.fromEntries(options),
    ...(unknownOptions.length > 0 && { unknownOptions: Object.freeze(unknownOptions) }),
  };
};

/** A frozen list of what was written: nothing is an empty list, a single thing a list of one. */
export const listOf = (written: unknown): readonly unknown[] =>
  Object.freeze(Array.isArray(written) ? [...written] : written === undefined || written === null ? [] : [written]);

/** A frozen copy of a written object, empty when it is none. */
export const frozen = (written: unknown): Fields => Object.freeze({ ...fieldsOf(written) });

/** What a callback returns, or the value itself where one was written instead. */
export const called = (written: unknown, argument: () => unknown): unknown =>
  typeof written === 'function' ? written(argument()) : written;
