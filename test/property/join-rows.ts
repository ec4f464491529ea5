import type { InputRow, Plain } from '#runtime/verify/value';
import { dayMs, dayOf, dayText } from './generated-case.ts';
import { isoMicros } from './generated-values.ts';
import type { RawJoin, RawMutation, RawRow, RawSource } from './join-raw.ts';

/** Where the rows of a source lie: the case, its first day, and the windows that look at them. */
export type Place = {
  readonly raw: RawJoin;
  readonly start: number;
  /** Lengths of the windows, in milliseconds. */
  readonly lengths: readonly number[];
  readonly lookback: number;
};

/** A query time in milliseconds. */
const queryTime = ({ raw, start }: Pick<Place, 'raw' | 'start'>, index: number): number | null => {
  const given = raw.queries[index];
  if (given === undefined || given.kind === 'null') return null;
  const day = start + (given.day % (raw.length + 1));
  if (given.kind === 'midnight') return day * dayMs + given.nudge;
  return day * dayMs + Math.floor((given.of * dayMs) / given.hop) * given.hop;
};

const midnight = (time: number): number => dayOf(time) * dayMs;

const eventTime = (given: RawRow['time'], place: Place): number | bigint | null => {
  if (given.kind === 'null') return null;
  if (given.kind === 'beyond') return given.ts;
  const { start, raw, lengths, lookback } = place;
  const time = queryTime(place, given.query) ?? (start + raw.length) * dayMs;
  switch (given.kind) {
    case 'tie':
      return time + given.nudge;
    case 'edge': {
      const end = { query: time, before: midnight(time), after: midnight(time) + dayMs }[given.at];
      const length = given.window === 0 ? undefined : lengths[given.window % Math.max(1, lengths.length)];
      return Math.floor((end - (length ?? 0)) / given.hop) * given.hop + given.nudge;
    }
    case 'any':
      // More of them late: a short window is to see some as well.
      return Math.floor(time + dayMs / 8 - given.of ** 3 * (lookback + 1) * dayMs);
  }
};

const keyOf = ({ raw }: Place, index: number): Record<string, Plain> => raw.keys[index] as Record<string, Plain>;

/** A table without partitions needs times, and entities are read by partition. */
export const isPartitioned = (source: RawSource): boolean =>
  source.partitioned || source.time === 'none' || source.kind === 'entities';

/** Of events the day they happened or came later; of entities a day whose snapshot is asked for. */
const partitionOf = (given: RawRow, time: number | bigint | null, { place, source }: Of): number => {
  const { raw, start, lookback } = place;
  const asked = 'query' in given.time ? queryTime(place, given.time.query) : null;
  if (source.kind === 'entities') {
    const day = raw.left.kind === 'entities' || asked === null ? start : dayOf(asked) - 1;
    return day + (given.late >= 100 ? 0 : Math.sign(given.late));
  }
  if (given.late >= 100) return dayOf(asked ?? start * dayMs) + 99 - lookback - given.late;
  return (typeof time === 'number' ? dayOf(time) : start) + given.late;
};

type Of = { readonly place: Place; readonly source: RawSource };

/** A row of a source's table. */
const rowOf = (given: RawRow, of: Of): InputRow => {
  const time = eventTime(given.time, of.place);
  return {
    ds: isPartitioned(of.source) ? dayText(partitionOf(given, time, of)) : null,
    ...keyOf(of.place, given.key),
    ...given.values,
    ts: time === null ? null : BigInt(time),
    at: typeof time === 'number' ? isoMicros(time, given.micros) : null,
    day: typeof time === 'number' ? dayText(dayOf(time)) : null,
    ok: given.ok,
  };
};

/** The rows of a source's table. */
export const sourceRows = (of: Of): readonly InputRow[] => of.source.rows.map((row) => rowOf(row, of));

/** The rows of its mutation table: those that came, and those of `rows` that went. */
export const mutationRows = (of: Of, rows: readonly InputRow[]): readonly InputRow[] =>
  of.source.mutations.flatMap((given) => {
    const { place } = of;
    const asked = queryTime(place, given.query) ?? (place.start + 1) * dayMs - 1;
    const time = Math.floor(midnight(asked) + (asked - midnight(asked)) * given.of) + given.nudge;
    const when = { ds: dayText(dayOf(time) + given.late), mutation_ts: BigInt(time), changed: isoMicros(time, 0) };
    const made = (row: InputRow, before: boolean) => ({ ...row, ...when, is_before: before, gone: before });
    const fresh = rowOf(given.fresh, of);
    const old = rows[given.row % Math.max(1, rows.length)] ?? fresh;
    return changesOf(given.kind, { old, fresh }).map(([row, before]) => made(row, before));
  });

/** Rows, and whether each is one that went. */
const changesOf = (
  kind: RawMutation['kind'],
  { old, fresh }: { readonly old: InputRow; readonly fresh: InputRow },
): readonly (readonly [InputRow, boolean])[] => {
  switch (kind) {
    case 'went':
      return [[old, true]];
    case 'came':
      return [[fresh, false]];
    case 'odd':
      return [[fresh, true]];
    case 'changed':
      return [
        [old, true],
        [{ ...fresh, ts: old['ts'] ?? null, at: old['at'] ?? null, day: old['day'] ?? null }, false],
      ];
  }
};

/** The left column that holds a key of parts keyed by other columns: `k_text` is `o_text`. */
export const otherColumn = (key: string): string => `o${key.slice(1)}`;

/** Entities are read by partition. */
export const isLeftPartitioned = ({ left }: RawJoin): boolean => left.partitioned || left.kind === 'entities';

/** The rows of the left table, each in a partition of the range or around it. */
export const leftRows = (place: Pick<Place, 'raw' | 'start'>): readonly InputRow[] => {
  const { raw, start } = place;
  return raw.left.rows.flatMap((given) => {
    const time = queryTime(place, given.query);
    const ts = time === null ? null : time + given.nudge;
    const inRange = (day: number) => Math.min(Math.max(day, start), start + raw.length - 1);
    const happened = inRange(ts === null ? start : dayOf(ts));
    // A few are in partitions that nobody asks for.
    const day = Math.abs(given.late) === 2 ? happened + given.late : inRange(happened + given.late);
    const others = Object.entries(raw.keys[given.other] ?? {}).map(([name, value]) => [otherColumn(name), value]);
    const isWhole = !isLeftPartitioned(raw);
    if (isWhole && ts === null && !raw.left.untimed) return [];
    const row: InputRow = {
      ds: isWhole ? null : dayText(day),
      ...raw.keys[given.key],
      ...Object.fromEntries(others),
      ts: ts === null ? null : BigInt(ts),
      at: ts === null ? null : isoMicros(ts, 0),
      ok: given.ok,
      pay: given.pay,
    };
    return Array.from({ length: given.copies }, () => row);
  });
};
