/** Compiles only for `true`. */
export type Expect<T extends true> = T;

/** Exactly the same type, `any`, `readonly` and optional included. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
