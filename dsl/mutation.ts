import type { Show, Time } from './column-type.ts';

/** What the columns of a change are called where an author does not say. */
export interface TakenForGranted {
  time: 'mutation_ts';
  reversal: 'is_before';
}

/** What a change needs beside the columns of the row: when it was made, and whether the row is one that it took away. */
interface ChangeColumns {
  time: {
    type: Time;
    option: 'mutationTimeColumn';
    says: 'the time of a change';
    needs: 'a time of change is long, timestamp or date';
  };
  reversal: {
    type: 'boolean';
    option: 'reversalColumn';
    says: 'true for a row that went';
    needs: 'a reversal column is boolean';
  };
}

/** Why the rows of `M` are no changes of rows of `R`; never, when they are. `ds` is each table's own. */
export type NoChanges<R, M, T, B> = Uncopied<Omit<R, 'ds'>, M> | Unsaid<'time', M, T> | Unsaid<'reversal', M, B>;
type Uncopied<R, M> = {
  [C in keyof R & string]: C extends keyof M
    ? M[C] extends R[C]
      ? never
      : `'${C}' is ${Show<M[C]>} in the mutation table, but ${Show<R[C]>} in the table`
    : `the mutation table has no '${C}', the table has`;
}[keyof R & string];

/** A column that an author named himself is checked where he did. */
type Unsaid<W extends keyof ChangeColumns, M, N> = N extends TakenForGranted[W]
  ? N extends keyof M
    ? MistypedChange<W, M, N>
    : `the mutation table has no '${N}': say which column is ${ChangeColumns[W]['says']}, ${ChangeColumns[W]['option']}: '...'`
  : never;
type MistypedChange<
  W extends keyof ChangeColumns,
  M,
  N extends keyof M & string,
> = M[N] extends ChangeColumns[W]['type']
  ? never
  : `'${N}' is ${Show<M[N]>} in the mutation table: ${ChangeColumns[W]['needs']}`;

/** The column's name, or the reason why it cannot be that. */
export type Said<W extends keyof ChangeColumns, M, N> = N extends TakenForGranted[W]
  ? N
  : [keyof M] extends [never]
    ? `${ChangeColumns[W]['option']} is a column of the mutationTable: this source has none`
    : N extends keyof M & string
      ? [MistypedChange<W, M, N>] extends [never]
        ? N
        : MistypedChange<W, M, N>
      : `the mutation table has no '${N & string}'`;

/** The same as options. */
export const changeColumns: {
  readonly [W in keyof TakenForGranted as ChangeColumns[W]['option']]: TakenForGranted[W];
} = Object.freeze({ mutationTimeColumn: 'mutation_ts', reversalColumn: 'is_before' });
