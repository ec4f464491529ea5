import { daysBetween, setOfDays, wholeTable } from '#compiler';
import type { PlannedWork } from '../api.ts';
import type { Reason } from '../backfill/decide.ts';
import type { PlannedDay } from './plan-tables.ts';

type Changed = PlannedWork['changedInputs'][number];

/** Days by certainty and reason, in the order of their first. */
export const workOf = (days: readonly PlannedDay[]): readonly PlannedWork[] => {
  const groups = new Map<string, PlannedDay[]>();
  for (const day of days) {
    const key = keyOf(day);
    groups.set(key, [...(groups.get(key) ?? []), day]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { certainty, reason } = first;
    const isWhole = first.ds === wholeTable;
    const work = {
      certainty,
      kind: reason.kind,
      changedParts: reason.kind === 'stale' ? reason.changedParts : [],
      changedInputs: changedBy(group),
      partitions: group.length,
      days: isWhole ? null : setOfDays(group.map(({ ds }) => ds)),
    };
    return [{ ...work, reason: reasonText(work) }];
  });
};

/** What is the same for days of one reason: not which partitions of an input changed. */
const keyOf = ({ certainty, reason }: PlannedDay): string => {
  if (reason.kind !== 'stale') return JSON.stringify([certainty, reason.kind]);
  const inputs = tellingInputs(reason).map(({ input, kind }) => `${kind} ${input}`);
  return JSON.stringify([certainty, reason.changedParts, [...new Set(inputs)].toSorted()]);
};

/** Where something changed for sure, what may change beside it is no news. */
const tellingInputs = (reason: Extract<Reason, { readonly kind: 'stale' }>) => {
  const sure = reason.changedInputs.filter(({ kind }) => kind !== 'recomputed');
  return sure.length > 0 || reason.changedParts.length > 0 ? sure : reason.changedInputs;
};

const changedBy = (days: readonly PlannedDay[]): readonly Changed[] => {
  const found = new Map<string, { readonly input: string; readonly change: Changed['change']; days: Set<string> }>();
  for (const { reason } of days) {
    for (const { input, partition, kind } of reason.kind === 'stale' ? tellingInputs(reason) : []) {
      const name = `${kind} ${input}`;
      const one = found.get(name) ?? { input, change: kind, days: new Set() };
      one.days.add(partition);
      found.set(name, one);
    }
  }
  return [...found.values()].map(({ input, change, days }) => ({ input, change, partitions: [...days].toSorted() }));
};

const reasonText = ({ kind, changedParts, changedInputs }: Omit<PlannedWork, 'reason'>): string => {
  if (kind === 'forced') return '--force';
  if (kind !== 'stale') return kind;
  const parts = changedParts.length === 0 ? [] : [`definition changed: ${shortened(changedParts)}`];
  const inputs = changedInputs.map(({ input, change, partitions }) => {
    const of = partitionsText(partitions);
    return `input ${input}${of === '' ? '' : ` ${of}`} ${change === 'recomputed' ? 'is recomputed' : change}`;
  });
  return [...parts, ...inputs].join('; ');
};

const shortened = (all: readonly string[]): string => {
  const more = all.length > 3 ? ` and ${all.length - 3} more` : '';
  return `${all.slice(0, 3).join(', ')}${more}`;
};

/** Partitions that are days as ranges; others are older ones recorded together (`a..b`), or one that is named. */
const partitionsText = (partitions: readonly string[]): string => {
  const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text);
  const ranges = setOfDays(partitions.filter(isDay));
  const others = partitions.filter((text) => !isDay(text) && text !== wholeTable);
  return shortened([...others, ...ranges.map(rangeText)]);
};

/** `2024-01-01..2024-01-05`, or the one day. */
export const rangeText = ({ start, end }: { readonly start: string; readonly end: string }): string =>
  start === end ? start : `${start}..${end}`;

/** How many days. */
export const lengthOf = (days: readonly { readonly start: string; readonly end: string }[]): number =>
  days.reduce((sum, { start, end }) => sum + daysBetween(start, end).length, 0);
