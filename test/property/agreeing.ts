import { daysBetween, shiftDay } from '#compiler';
import { date, eventSource, type GroupBy, type Join, join, long, parquet, part, type Row } from '#dsl';
import type { ActualRow } from '#runtime/verify/compare';
import type { InputRow } from '#runtime/verify/value';
import { type Engine, nodeOf } from './compiled.ts';
import { type Case, dayMs, lengthOf, show } from './generated-case.ts';
import type { JoinTable } from './generated-join.ts';
import { joinRows } from './join-compiled.ts';

/** A GroupBy over rows, and days of its values. */
export type Asked = Pick<Case, 'definition' | 'sources' | 'start' | 'end' | 'step'>;

const midnight = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** The GroupBy's own rows, by day. */
export const ownRows = async (
  one: Asked & Pick<Case, 'slices'>,
  engine: Engine,
): Promise<ReadonlyMap<string, readonly ActualRow[]>> => {
  const node = await nodeOf(one.definition);
  return await engine.apart(async () => {
    await engine.load(one.definition, one.sources);
    return await engine.rows(node, one);
  });
};

/** Every key of the rows, one of nulls alone too. */
export const keysOf = ({ definition, sources }: Asked): readonly InputRow[] => {
  const all = sources.flatMap(({ rows }) =>
    rows.map((row) => Object.fromEntries(definition.keyNames.map((name) => [name, row[name] ?? null]))),
  );
  return [...new Map(all.map((keys) => [show(keys), keys])).values()];
};

const joinOf = (features: GroupBy, left: JoinTable): Join =>
  join({
    name: 'j',
    left: eventSource({
      table: parquet({ location: left.name, columns: { ...left.columns, ds: date }, partitionColumn: 'ds' }),
      timeColumn: 'ts' as never,
    }),
    parts: (columns: Record<string, never>) => {
      const keys = Object.fromEntries(features.keyNames.map((key) => [key, columns[key]]));
      return [part(features as never, keys as never)] as never;
    },
  } as never) as never as Join;

/**
 * For each of its days the values of a Join on the day after, `after` milliseconds since midnight: by day of the GroupBy,
 * as the GroupBy's own rows would be, with `after` beside the keys.
 */
export const joinedRows = async (
  one: Asked,
  { accuracy, after }: { readonly accuracy: 'snapshot' | 'temporal'; readonly after: readonly number[] },
  engine: Engine,
): Promise<ReadonlyMap<string, readonly ActualRow[]>> => {
  const features: GroupBy = Object.freeze({ ...one.definition, accuracy });
  const days = daysBetween(one.start, one.end);
  const rows = days.flatMap((day) =>
    after.flatMap((ms) =>
      keysOf(one).map((keys): InputRow => {
        const next = shiftDay(day, 1);
        return { ...keys, ts: BigInt(midnight(next) + ms), ds: next };
      }),
    ),
  );
  const left: JoinTable = {
    name: `s${one.sources.length}`,
    columns: { ...(features.keys as Row), ts: long },
    partitioned: true,
    rows,
  };
  const tables = one.sources.map(({ partitioned, rows: some }, index): JoinTable => {
    const { ds: _, ...columns } = (features.sources[index]?.table.columns ?? {}) as Row;
    return { name: `s${index}`, columns, partitioned, rows: some };
  });
  const [start, end] = [shiftDay(one.start, 1), shiftDay(one.end, 1)];
  const found = await joinRows(
    { ...one, definition: joinOf(features, left), tables: [...tables, left], start, end },
    engine,
  );
  return new Map(
    days.map((day) => {
      const next = shiftDay(day, 1);
      const stamped = (found.get(next) ?? []).map((row) => ({ ...row, after: Number(row['ts']) - midnight(next) }));
      return [day, stamped];
    }),
  );
};

const timeOf = (row: InputRow, column: string): number | null => {
  const value = row[column] ?? null;
  if (value === null) return null;
  return typeof value === 'bigint' ? Number(value) : Date.parse(String(value));
};

/**
 * The rows of which a day's value and one at the midnight that ends it see the same. Not those that came on the day after
 * and happened before it, nor, where every aggregation has a window, those of the partition that the day alone reaches;
 * of entities not those without a time or of a later one, which only a snapshot's values without a window hold.
 */
export const seenByBoth = ({ definition, sources }: Asked, day: string): Asked['sources'] => {
  const end = midnight(shiftDay(day, 1));
  const lengths = definition.aggregations.flatMap(({ windows }) => windows.map(lengthOf));
  const windowed = definition.aggregations.every(({ windows }) => windows.length > 0);
  const lookback = Math.ceil(Math.max(...lengths, 0) / dayMs);
  return sources.map((source, index) => {
    const { kind, timeColumn } = definition.sources[index] as GroupBy['sources'][number];
    const isSeen = (row: InputRow): boolean => {
      const time = timeOf(row, timeColumn?.kind === 'column' ? timeColumn.name : 'ts');
      if (kind === 'entities') return windowed || (time !== null && time < end);
      if (time === null || row.ds == null) return true;
      if (row.ds === shiftDay(day, 1) && time < end) return false;
      const oldest = windowed && row.ds === shiftDay(day, -1 - lookback);
      return !(oldest && time < end && time >= end - lookback * dayMs);
    };
    return { ...source, rows: source.rows.filter(isSeen) };
  });
};
