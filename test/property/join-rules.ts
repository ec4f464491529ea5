import { isDeepStrictEqual } from 'node:util';
import { type ExpectedJoinRow, expectedJoin, type JoinRows } from '#runtime/verify/oracle-join';
import type { SourceRows } from '#runtime/verify/oracle-source';
import type { InputRow } from '#runtime/verify/value';
import { daysOf, type JoinCase } from './generated-join.ts';
import { isoMicros } from './generated-values.ts';
import { expectedOf, isTemporal, partitionOf } from './join-traits.ts';

// What must be true of the values of a Join whoever computes them, measured on the oracle.

type Found = ReadonlyMap<string, readonly ExpectedJoinRow[]>;

const features = (found: Found) => [...found.values()].map((rows) => rows.map((row) => [row.left, row.features]));

const same = (what: string, a: unknown, b: unknown): void => {
  if (!isDeepStrictEqual(a, b)) throw new Error(`${what}:\n${JSON.stringify([a, b], plainly)}`);
};
const plainly = (_: string, value: unknown) =>
  typeof value === 'bigint' ? `${value}n` : value instanceof Map ? [...value] : value;

/** The oracle's rows over other rows of the tables; that there is an error now is a failure. */
const again = (one: JoinCase, rows: JoinRows): Found => {
  const { rows: found, code } = expectedOf(one, rows);
  if (found === undefined) throw new Error(`now an error: ${code}`);
  return found;
};

const eachSource = (
  rows: JoinRows,
  of: (source: SourceRows, at: readonly [number, number]) => SourceRows,
): JoinRows => ({
  ...rows,
  parts: rows.parts.map((some, part) => some.map((source, index) => of(source, [part, index]))),
});

/** Not as they were: from the back, every third first. */
const shuffled = <T>(rows: readonly T[]): readonly T[] => {
  const back = rows.toReversed();
  return [0, 1, 2].flatMap((rest) => back.filter((_, index) => index % 3 === rest));
};

/** Every left row of the asked days is there once, with its own columns. */
const keepsLeftRows = (one: JoinCase, found: Found): void => {
  const names = Object.keys(one.tables[0]?.columns ?? {});
  const isKept = (row: InputRow): boolean => one.definition.left.where.length === 0 || row['ok'] === true;
  for (const ds of daysOf(one)) {
    const given = one.rows.left.rows.filter((row) => partitionOf(row) === ds && isKept(row));
    const expected = given.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])));
    same(
      `left rows of ${ds}`,
      found.get(ds)?.map(({ left }) => left),
      expected,
    );
  }
};

/** Alone, and for an event in another partition, a row sees what it saw among the others. */
const dependsOnItself = (one: JoinCase, found: Found): void => {
  const [ds = ''] = daysOf(one);
  const elsewhere = '2030-01-01';
  for (const row of one.rows.left.rows.filter((some) => some.ds === ds).slice(0, 3)) {
    const of = (day: string) => {
      const rows = { ...one.rows, left: { rows: [{ ...row, ds: day }] } };
      return expectedJoin(one.definition, rows, day)[0];
    };
    const alone = of(ds);
    const among = found.get(ds)?.filter(({ left }) => isDeepStrictEqual(left, alone?.left)) ?? [];
    for (const other of among) same('a row among others', other.features, alone?.features);
    if (one.definition.left.kind === 'events') same('in another partition', of(elsewhere)?.features, alone?.features);
  }
};

/** What happens at the time of the last query or later changes nothing that is seen at a time. */
const seesNothingLater = (one: JoinCase, found: Found): void => {
  const times = one.rows.left.rows.flatMap(({ ts }) => (typeof ts === 'bigint' ? [ts] : []));
  if (one.definition.left.kind !== 'events' || times.length === 0) return;
  const last = times.reduce((a, b) => (a > b ? a : b));
  const day = (ts: bigint): string => new Date(Number(ts)).toISOString().slice(0, 10);
  const rows = eachSource(one.rows, (given, [part, index]) => {
    const { features: set } = one.definition.parts[part] as JoinCase['definition']['parts'][number];
    const source = set.kind === 'group-by' ? set.sources[index] : undefined;
    const time = source?.timeColumn?.kind === 'column' ? source.timeColumn.name : null;
    if (time !== 'ts' && time !== 'at') return given;
    const later = given.rows.flatMap((row) =>
      [last, last + 1n].map((ts) => ({
        ...row,
        ts,
        at: isoMicros(Number(ts), 0),
        ...(row.ds != null && { ds: source?.kind === 'entities' ? row.ds : day(last) }),
      })),
    );
    const changes = given.mutations?.map((row) => ({
      ...row,
      mutation_ts: last,
      changed: isoMicros(Number(last), 0),
      ds: day(last),
    }));
    return {
      ...given,
      rows: [...given.rows, ...later],
      ...(changes && { mutations: [...(given.mutations ?? []), ...changes] }),
    };
  });
  for (const [index, part] of one.definition.parts.entries()) {
    if (!isTemporal(part)) continue;
    const alone = { ...one.definition, parts: [part] };
    const own = { ...rows, parts: rows.parts.slice(index, index + 1) };
    for (const ds of daysOf(one)) {
      const names = Object.keys(part.columns);
      const before = found.get(ds)?.map((row) => names.map((name) => row.features[name]));
      const after = expectedJoin(alone, own, ds).map((row) => names.map((name) => row.features[name]));
      same('an event at the query time, or later', after, before);
    }
  }
};

/** Throws where the oracle's rows of a case do not keep the rules. */
export const keepsTheRules = (one: JoinCase, found: Found): void => {
  keepsLeftRows(one, found);
  dependsOnItself(one, found);
  const mixed = eachSource(one.rows, (source) => ({
    ...source,
    rows: shuffled(source.rows),
    ...(source.mutations && { mutations: shuffled(source.mutations) }),
  }));
  same('rows in another order', features(again(one, mixed)), features(found));
  seesNothingLater(one, found);
};
