import { caseWhen, column } from '../expr.ts';
import type { Aggregate } from '../plan.ts';
import type { Expr, Rel, Type } from '../relation.ts';
import { project } from '../relations.ts';
import { inputName, type Moment, windowName } from './pass.ts';

/** An aggregate's input as its window sees it. */
export type Seen = {
  readonly value: Expr;
  /** What is left to filter. */
  readonly filter: Expr | null;
  /** The column that `value` reads and the rows must be given first; null: they have it. */
  readonly made: { readonly name: string; readonly expr: Expr } | null;
};

const nested: ReadonlySet<Type['kind']> = new Set(['list', 'map', 'struct']);

/**
 * A window shorter than what the rows reach back to reads a column of its own that is null outside the window: a null
 * is no input, so all operations share it, where a FILTER would be worked out and applied once an operation. Lists,
 * maps and structs are costly to copy: their windows are FILTERs.
 */
export const seenIn = (one: Aggregate, value: Expr, moment: Moment): Seen => {
  const filter = moment.window(one);
  if (filter === null || nested.has(value.type.kind)) return { value, filter, made: null };
  // Names with two underscores are never a user's.
  const name = `__${inputName(one)}.${windowName(one)}`;
  return { value: column(name, value.type), filter: null, made: { name, expr: caseWhen(filter, value) } };
};

/** The rows with the columns that these inputs read. */
export const withWindowColumns = (rows: Rel, all: readonly Seen[]): Rel => {
  const made = new Map(all.flatMap((one) => (one.made === null ? [] : [[one.made.name, one.made] as const])));
  if (made.size === 0) return rows;
  return project(rows, [
    ...rows.columns.map(({ name, type }) => ({ name, expr: column(name, type) })),
    ...made.values(),
  ]);
};
