/** The name that a temporary result has in the engine: with two leading underscores, like no name that an author may write. */
export const tempName = (name: string): string => `__${name}`;
