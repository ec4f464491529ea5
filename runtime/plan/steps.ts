import { type Heavy, type Known, keySizes, paysForTiles, relSql, type Strategy, strategyOf } from '#compiler';
import type { DateRange } from '../backfill/date-range.ts';
import type { Task } from '../backfill/decide.ts';
import { knownOf, knownOfPart, questionsOf, type Step } from '../backfill/known.ts';
import { raised } from '../backfill/raised.ts';
import { bindTo, prepare } from '../backfill/sources.ts';
import type { Target } from '../backfill/tasks.ts';
import { interruptible } from '../engine/interrupt-on.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Engine } from '../ports.ts';

/** A key of left rows, and what it meets; `eventRows` and `pairs` are estimated from a few days. */
export type KeySize = {
  readonly key: string;
  readonly leftRows: number;
  readonly eventRows: number;
  readonly pairs: number;
};

/** The largest keys first, at most `shownKeys`; `pairs` of all. */
export type KeySizes = { readonly pairs: number; readonly largest: readonly KeySize[] };

export type StepPlan = {
  readonly range: DateRange;
  /** Inputs that it is chosen by and that are to be computed before; then the others are null. */
  readonly waitsFor: readonly string[];
  readonly strategy: Strategy | null;
  /** What the number of slices is worked out from. */
  readonly statistics: { readonly rows: number; readonly memoryLimit: number } | null;
  /** What is known of heavy keys, null: nothing that matters. */
  readonly heavy: (Heavy & { readonly pays: boolean }) | null;
  readonly keys: KeySizes | null;
};

const shownKeys = 10;

/** How each step would be computed, by the statistics that a run takes before it, and what it would meet. */
export const stepPlans = async (
  target: Target,
  { steps, tasks }: { readonly steps: readonly DateRange[]; readonly tasks: readonly Task[] },
  { engine, signal }: { readonly engine: () => Promise<Engine>; readonly signal: AbortSignal },
): Promise<readonly StepPlan[]> => {
  const { node, madeOf } = target;
  const found: StepPlan[] = [];
  let opened: Engine | null = null;
  for (const range of steps) {
    throwIfInterrupted(signal);
    const step: Step = { node, madeOf, range };
    const { counts, heavy } = questionsOf(step);
    const isAsked = counts.length > 0 || heavy !== null;
    const waitsFor = isAsked || node.kind === 'join-part' ? unsettled(tasks, range) : [];
    if (waitsFor.length > 0) {
      found.push({ range, waitsFor, strategy: null, statistics: null, heavy: null, keys: null });
      continue;
    }
    if (!isAsked) {
      found.push(chosen(step, { rows: null, memoryLimit: null, ...knownOfPart(step) }, null));
      continue;
    }
    if (opened === null) {
      opened = await engine();
      await prepare(opened, target, target.sources);
    }
    const now = opened;
    const looked = interruptible(signal, now, async () => await asked(step, target, now));
    const { byName } = target.sources;
    found.push(await looked.catch((error) => Promise.reject(raised(error, { node, days: [range], byName }))));
  }
  return found;
};

const asked = async (step: Step, target: Target, engine: Engine): Promise<StepPlan> => {
  const bind = bindTo(engine, target.sources);
  const known = await knownOf(step, { engine, bind });
  const { node, range } = step;
  const { features, times = [] } = known;
  const sizes =
    node.kind === 'join-part' && features !== undefined
      ? keySizes(node, features, { range: { ...range, latest: range.end }, times })
      : null;
  const keys =
    sizes === null
      ? null
      : await engine.rows(
          `SELECT *, CAST(sum(pairs) OVER () AS BIGINT) AS "all" FROM (${relSql(sizes, bind)}) ORDER BY pairs DESC, key LIMIT ${shownKeys}`,
        );
  return chosen(step, known, keys === null ? null : sizesOf(keys));
};

const chosen = ({ node, range }: Step, known: Known, keys: KeySizes | null): StepPlan => {
  const { heavy = null } = known;
  const { rows = null, memoryLimit = null } = 'slices' in known ? {} : known;
  return {
    range,
    waitsFor: [],
    strategy: strategyOf(node, { ...range, latest: range.end }, known),
    statistics: rows === null || memoryLimit === null ? null : { rows, memoryLimit },
    heavy: heavy === null ? null : { ...heavy, pays: paysForTiles(heavy) },
    keys,
  };
};

const sizesOf = (rows: readonly Readonly<Record<string, unknown>>[]): KeySizes => ({
  pairs: Number(rows[0]?.['all'] ?? 0),
  largest: rows.map((row) => ({
    key: String(row['key']),
    leftRows: Number(row['queries']),
    eventRows: Number(row['rows']),
    pairs: Number(row['pairs']),
  })),
});

/** What the days of a step are made from and what is not computed yet. */
const unsettled = (tasks: readonly Task[], { start, end }: DateRange): readonly string[] => {
  const inputs = tasks.filter(({ ds }) => ds >= start && ds <= end).flatMap((task) => task.inputs);
  const waiting = inputs.filter(({ version }) => version !== 'absent' && version.content === null);
  return [...new Set(waiting.map(({ input }) => input))];
};
