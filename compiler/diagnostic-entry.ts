/** One row of the table of diagnostics: the rule, what is said when it is broken, and what to do. */
export type Entry<P> = {
  /** What `chron help CODE` says: the rule, and why it is one. */
  readonly help: string;
  readonly message: (p: P) => string;
  readonly hint: (p: P) => string | null;
};

/** Keeps the parameters of an entry's texts. */
export const entry = <P>(e: Entry<P>): Entry<P> => e;

/** Names that are close to what was written, and the names there are. */
export type Near = { readonly near: readonly string[]; readonly known: readonly string[] };

const most = 16;

/** What may have been meant, else what there is; null where there is nothing. */
export const didYouMean = ({ near, known }: Near): string | null => {
  if (near.length > 0) return `did you mean ${near.map((one) => `'${one}'`).join(' or ')}?`;
  if (known.length === 0) return null;
  return `there ${known.length === 1 ? 'is only' : 'are'} ${known.slice(0, most).join(', ')}${known.length > most ? ', ...' : ''}`;
};
