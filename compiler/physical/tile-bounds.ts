import { and, bigint, bigintLiteral, call, column, compare, not } from '../expr.ts';
import type { Aggregate } from '../plan.ts';
import type { Column, Expr } from '../relation.ts';
import { dayMs, hopOf } from '../window.ts';
import { windowName } from './pass.ts';
import { at, tailColumn } from './queries.ts';

/** Lengths of tiles, each a whole number of the one before. */
export const steps = [300_000, 3_600_000, dayMs] as const;
export type Step = (typeof steps)[number];

/** A level of pieces: rows (step 1) or tiles, and the step of the tiles above it; null: there are none. */
export type Level = { readonly step: 1 | Step; readonly above: Step | null };
export const levels: readonly Level[] = [1, ...steps].map((step, index) => ({
  step: step as Level['step'],
  above: steps[index] ?? null,
}));

export const floorTo = (value: Expr, step: number): Expr => call('floor_to', [value, bigintLiteral(step)], bigint);

const ceilTo = (value: Expr, step: number): Expr =>
  floorTo(call('add', [value, bigintLiteral(step - 1)], bigint), step);

/** The last mark of a step that is not after the moment. */
export const headColumn = (step: Step): Column => ({ name: `__head.${step}`, type: bigint });

/** The first mark of a step that is not before the start of the window. */
const tailMark = (one: Aggregate, step: Step): Column => ({ name: `__from.${step}.${windowName(one)}`, type: bigint });

const read = ({ name, type }: Column): Expr => column(name, type);

/** One aggregate for each window that there is. */
const windowsOf = (aggregates: readonly Aggregate[]): readonly Aggregate[] => [
  ...new Map(aggregates.filter((one) => one.windowMs !== null).map((one) => [windowName(one), one])).values(),
];

/** What the queries get: their marks on every level. */
export const marks = (aggregates: readonly Aggregate[]): readonly { readonly name: string; readonly expr: Expr }[] =>
  steps.flatMap((step) => [
    { name: headColumn(step).name, expr: floorTo(at, step) },
    ...windowsOf(aggregates).map((one) => ({
      name: tailMark(one, step).name,
      expr: ceilTo(read(tailColumn(one)), step),
    })),
  ]);

/** Where the pieces of a level start and end: the window cut to whole steps. */
const lower = (one: Aggregate, step: 1 | Step): Column => (step === 1 ? tailColumn(one) : tailMark(one, step));
const upper = (step: 1 | Step): Column => (step === 1 ? { name: '__at', type: bigint } : headColumn(step));

/** The columns of a query that decide which pieces of a level it takes, and what its day may read. */
export const boundsOf = ({ step, above }: Level, aggregates: readonly Aggregate[]): readonly Column[] => {
  const all = [step, ...(above === null ? [] : [above])].flatMap((each) => [
    upper(each),
    ...windowsOf(aggregates).map((one) => lower(one, each)),
  ]);
  return [...new Map([...all, headColumn(dayMs)].map((one) => [one.name, one])).values()];
};

/**
 * Whether a piece that starts at `start` is one that the window of an aggregate takes on this level: it lies within the
 * window, and not within what the tiles above cover.
 */
export const takes = (one: Aggregate, { step, above }: Level, start: Expr): Expr => {
  const within = (of: 1 | Step): readonly Expr[] => [
    ...(one.windowMs === null ? [] : [compare('ge', start, read(lower(one, of)))]),
    compare('lt', start, read(upper(of))),
  ];
  return above === null ? and(...within(step)) : and(...within(step), not(and(...within(above))));
};

/**
 * In which tiles above the pieces of a level can lie: the one that the moment lies in, and those where a window starts
 * between two marks. So an hour is looked for in two days at most, five minutes in two hours.
 */
export const bucketsOf = (above: Step, aggregates: readonly Aggregate[]): readonly Expr[] => [
  read(headColumn(above)),
  ...windowsOf(aggregates)
    .filter((one) => one.edge === 'exact' || hopOf(one.windowMs ?? 0) < above)
    .map((one) => floorTo(read(tailColumn(one)), above)),
];
