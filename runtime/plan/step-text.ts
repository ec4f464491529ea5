import { daySet, usualThreshold, wholeTable } from '#compiler';
import type { PlannedStep } from '../api.ts';
import type { StepPlan } from './steps.ts';

/** Steps that are computed alike as one. */
export const stepsOf = (steps: readonly StepPlan[]): readonly PlannedStep[] => {
  const groups = new Map<string, StepPlan[]>();
  for (const step of steps) {
    // Keys are those of one step's left rows.
    const key = JSON.stringify([textOf(step), step.keys === null ? null : step.range]);
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { strategy, waitsFor, keys } = first;
    return [
      {
        days: first.range.start === wholeTable ? null : daySet(group.map(({ range }) => range)),
        queries: group.length,
        strategy: strategy?.kind ?? null,
        waitsFor,
        slices: strategy !== null && 'slices' in strategy ? strategy.slices : 1,
        text: textOf(first),
        keys,
      },
    ];
  });
};

const textOf = (step: StepPlan): string => {
  const { strategy, waitsFor } = step;
  if (strategy === null) return `known once ${waitsFor.join(', ')} is filled`;
  switch (strategy.kind) {
    case 'query':
      return 'the query as it is written';
    case 'parts':
      return 'left rows beside the tables of the parts, day by day';
    case 'whole rows':
      return 'rows as they are';
    case 'day':
      return `each day by itself, from the partitions that it reads${slicesText(step, 'keys')}`;
    case 'no times':
      return 'nothing to look up: no left row has a time';
    case 'own table':
      return 'read from the own table of the GroupBy, which holds these days';
    case 'snapshot rows':
      return 'rows of the snapshots, as they are';
    case 'range join':
      return `each left row with the rows of its key in its windows${spansText(strategy)}${heavyText(step)}${slicesText(step, 'left rows')}`;
    case 'tiles':
      return `heavy keys from sums of 5 minutes, hours and days, other left rows with the rows of their keys${spansText(strategy)}${heavyText(step)}${slicesText(step, 'left rows')}`;
  }
};

/** Rows of a key far from the left row are not even compared. */
const spansText = ({ spans }: { readonly spans: boolean }): string => (spans ? ', compared by spans of time' : '');

const slicesText = ({ strategy, statistics }: StepPlan, of: string): string => {
  if (strategy === null || !('slices' in strategy) || strategy.slices === 1) return '';
  const why =
    statistics === null
      ? ''
      : `: lists and maps of ${number(statistics.rows)} ${of === 'keys' ? 'rows' : 'elements'} beside ${number(Math.round(statistics.memoryLimit / 1e6))} MB of memory`;
  return `; the ${of} in ${strategy.slices} parts${why}`;
};

/** Why keys are, or are not, taken apart. */
const heavyText = ({ heavy }: StepPlan): string => {
  if (heavy === null) return '';
  const from = `from ${number(usualThreshold.queries)} left rows and ${number(usualThreshold.pairs)} pairs on`;
  if (heavy.keys === 0) return `; no key is heavy (${from})`;
  const heavies = heavy.keys === 1 ? '1 key is heavy' : `${number(heavy.keys)} keys are heavy`;
  const cost = `about ${number(heavy.pairs)} pairs, ${number(heavy.rows)} rows read`;
  return `; ${heavies} (${from}): ${cost}${heavy.pays ? '' : ', too few for tiles to pay'}`;
};

const number = (value: number): string => value.toLocaleString('en-US');
