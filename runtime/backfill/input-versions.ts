import { createHash } from 'node:crypto';
import { type DaySet, daysBetween, eachDay, hull, shiftDay, shifted, wholeTable, widened } from '#compiler';
import type { Input, Lookback } from '#compiler/plan';
import type { ExternalVersions } from '../external/external-version.ts';
import type { InputVersion, TableState, Version } from '../ports.ts';
import { versionOf } from '../tables/version.ts';
import { inputName } from './input-name.ts';
import { newestEntry } from './newest.ts';

/** An input as this run sees it: a table of ours pinned at one state, or files of others. */
export type InputState =
  | { readonly kind: 'table'; readonly state: TableState | null }
  | { readonly kind: 'files'; readonly files: ExternalVersions };

/** What is known of an output: what it was made from, and the newest partitions of its inputs where they are asked for. */
type Known = {
  readonly ds: string;
  readonly before?: string | null;
  readonly newest?: string | undefined;
  /** Of a join's part: the days that the times of the left rows of `ds` lie in. */
  readonly times?: DaySet;
};

export type InputDay = { readonly ds: string; readonly version: Version<string | null> | 'absent' };

/** Partitions older than this many are recorded as one entry: a record of a year's window stays small. */
const recordedOneByOne = 31;

/** The partitions of an input that the output partition `ds` reads, by the rules of semantics section 2. */
export const inputDays = (
  input: Input,
  { ds, before = null, newest, times = [] }: Known,
  state: InputState,
): readonly InputDay[] => {
  const { kind } = input.partitions;
  if (kind === 'newest') return newestDays(input, { ds, before, newest }, state);
  if (kind === 'cumulative' && input.partitions.shift === null) return [cumulativeDay(input, ds, { state, before })];
  if (kind === 'cumulative' || kind === 'by-left-time') return leftTimeDays(input, times, { state, before });
  if (state.kind === 'files') return fileDays(input, ds, state.files);
  const partitions = state.state?.partitions;
  if (kind === 'unpartitioned') return [{ ds: wholeTable, version: versionOf(partitions?.get(wholeTable)) }];
  const existing = [...(partitions?.keys() ?? [])];
  const until = kind === 'whole' ? (existing.at(-1) ?? '') : ds;
  const days = between(input, until, existing[0] ?? null);
  return days.map((day) => ({ ds: day, version: versionOf(partitions?.get(day)) }));
};

/** What the left rows of a partition read, by their times. */
const leftTimeDays = (
  input: Input,
  times: DaySet,
  from: { readonly state: InputState; readonly before: string | null },
): readonly InputDay[] => {
  const { partitions } = input;
  if (times.length === 0 || (partitions.kind !== 'by-left-time' && partitions.kind !== 'cumulative')) return [];
  const seen = shifted(times, -(partitions.shift ?? 0));
  if (partitions.kind === 'cumulative') {
    return unique(eachDay(seen).map((day) => cumulativeDay(input, day, from)));
  }
  const { days } = partitions;
  if (days === null) return inputDays({ ...input, partitions: { kind: 'all' } }, { ds: hull(seen).end }, from.state);
  const read = widened(seen, { before: days, after: 0 }).flatMap(({ start, end }) => {
    const lookback: Lookback = { kind: 'window', days: daysBetween(start, end).length - 1 };
    return inputDays({ ...input, partitions: lookback }, { ds: end }, from.state);
  });
  return unique(read);
};

const unique = (days: readonly InputDay[]): readonly InputDay[] => [
  ...new Map(days.map((day) => [day.ds, day])).values(),
];

/**
 * The newest partition last, after the days that are read beside it as far as they exist. What was computed from `before`
 * is not made stale by a newer one, only by a change of that one, where its rows are read, or its disappearance; but a
 * table without partitions is what there is now.
 */
const newestDays = (input: Input, { ds, before, newest }: Known, state: InputState): readonly InputDay[] => {
  if (input.partitions.kind !== 'newest' || newest === undefined) throw new Error(`internal: newest of ${input.ref}`);
  const { rows } = input.partitions;
  const files = state.kind === 'files' ? state.files : null;
  const partitions = state.kind === 'table' ? state.state?.partitions : undefined;
  const isThere = (day: string): boolean =>
    files === null ? partitions?.has(day) === true : files.by === 'path' ? files.days.includes(day) : day <= newest;
  const day = ds !== wholeTable && before != null && isThere(before) ? before : newest;
  const version = files?.version(files.by === 'path' ? day : null) ?? versionOf(partitions?.get(day));
  // Whose rows are not read is known by its day alone.
  const found = rows === 'none' ? { made: null, content: 'day' } : version;
  return [...besideNewest(input, ds, state), { ds: newestEntry(day), version: found }];
};

const besideNewest = (input: Input, ds: string, state: InputState): readonly InputDay[] => {
  if (input.partitions.kind !== 'newest' || input.partitions.rows === 'none') return [];
  const { rows } = input.partitions;
  const all: Lookback = { kind: state.kind === 'files' ? 'unpartitioned' : 'whole' };
  const beside: Lookback = rows === 'all' ? all : { kind: 'window', days: rows.days };
  return inputDays({ ...input, partitions: beside }, { ds }, state);
};

/**
 * The one partition of a cumulative input: pinned by endPartition, the day's own, else the earliest later one; with
 * 'latest' the newest, but what was computed from `before` is not made stale by a newer one.
 */
const cumulativeDay = (
  input: Input,
  ds: string,
  { state, before }: { readonly state: InputState; readonly before: string | null },
): InputDay => {
  const existing = state.kind === 'files' ? state.files.days : [...(state.state?.partitions.keys() ?? [])];
  const { start, end } = input.bounds;
  const from = start !== null && start > ds ? start : ds;
  const latest = input.partitions.kind === 'cumulative' && input.partitions.read === 'latest';
  const kept = latest && before !== null && existing.includes(before) ? before : undefined;
  const found = latest ? (kept ?? existing.at(-1)) : existing.find((day) => day >= from);
  const day = end ?? found ?? ds;
  const version = state.kind === 'files' ? state.files.version(day) : versionOf(state.state?.partitions.get(day));
  if (!existing.includes(day)) return { ds: day, version: 'absent' };
  // Recorded apart from the same day that is read because it is a day of the range.
  return { ds: latest && end === null ? newestEntry(day) : day, version };
};

/** Files of others: day by day where their days are known, else one version for all. */
const fileDays = (input: Input, ds: string, files: ExternalVersions): readonly InputDay[] => {
  const isWhole = files.by === 'whole' || ds === wholeTable || input.partitions.kind === 'whole';
  if (isWhole) return [{ ds: wholeTable, version: files.version(null) }];
  if (input.partitions.kind === 'unpartitioned') return [{ ds: wholeTable, version: files.version(ds) }];
  const [earliest = null] = files.days;
  // Of all time, and footers do not say when that begins.
  const boundless = input.partitions.kind === 'all' && input.bounds.start === null && earliest === null;
  if (boundless) return [{ ds: wholeTable, version: files.version(null) }];
  const days = between(input, ds, earliest).map((day) => ({ ds: day, version: files.version(day) }));
  if (files.by === 'path' || input.bounds.start !== null) return days;
  // Days before the first existing one do not exist and are not missing; statistics do not say which that is.
  const first = days.findIndex((day) => day.version !== 'absent');
  return first === -1 ? [] : days.slice(first);
};

/** The days of the lookback inside the bounds; nothing lies before the source's start, else its first partition. */
const between = (input: Input, ds: string, existing: string | null): readonly string[] => {
  const from = firstDay(input, ds, existing);
  const to = input.bounds.end !== null && input.bounds.end < ds ? input.bounds.end : ds;
  return from === null || from > to ? [] : daysBetween(from, to);
};

const firstDay = (input: Input, ds: string, existing: string | null): string | null => {
  const earliest = input.bounds.start ?? existing;
  const lookback = input.partitions;
  switch (lookback.kind) {
    case 'same':
      return earliest !== null && earliest > ds ? earliest : ds;
    case 'window': {
      const from = shiftDay(ds, -lookback.days);
      return earliest !== null && earliest > from ? earliest : from;
    }
    case 'all':
    case 'whole':
      return earliest;
    default:
      throw new Error(`internal: no partitions for a ${lookback.kind} input`);
  }
};

/** What is recorded of an input: recent partitions one by one, older ones as one entry. */
export const inputVersions = (input: Input, days: readonly InputDay[]): readonly InputVersion<string | null>[] => {
  const old = days.slice(0, Math.max(0, days.length - recordedOneByOne));
  const recent = days.slice(old.length);
  const name = inputName(input);
  return [
    ...(old.length > 1 ? [combined(name, old)] : old.map((day) => single(name, day))),
    ...recent.map((day) => single(name, day)),
  ];
};

const single = (input: string, { ds, version }: InputDay): InputVersion<string | null> => ({
  input,
  partition: ds,
  version,
});

/** Equal `made` of all, or equal contents of all, mean that nothing changed. */
const combined = (input: string, days: readonly InputDay[]): InputVersion<string | null> => {
  const sha = (of: (version: Version<string | null>) => string | null): string | null => {
    const parts = days.map(({ ds, version }) => [ds, version === 'absent' ? 'absent' : of(version)]);
    if (parts.some(([, part]) => part === null)) return null;
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  };
  return {
    input,
    partition: `${days[0]?.ds}..${days.at(-1)?.ds}`,
    version: { made: sha((version) => version.made), content: sha((version) => version.content) },
  };
};
