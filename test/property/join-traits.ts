import type { AnySource } from '#dsl';
import { errorsOf, ofEach } from '#runtime/verify/oracle-errors';
import { type ExpectedJoinRow, expectedJoin, type JoinRows } from '#runtime/verify/oracle-join';
import type { InputRow } from '#runtime/verify/value';
import { daysOf, type JoinCase } from './generated-join.ts';

/** What the oracle says of a case: rows by day, or the code of an error that one of the days has, with those of all. */
export type ExpectedJoin =
  | { readonly rows: ReadonlyMap<string, readonly ExpectedJoinRow[]>; readonly code?: never; readonly codes?: never }
  | { readonly code: string; readonly codes: readonly string[]; readonly rows?: never };

/** The same case over other rows of its tables. */
export const expectedOf = (one: JoinCase, rows: JoinRows = one.rows): ExpectedJoin => {
  try {
    return { rows: new Map(ofEach(daysOf(one), (ds) => [ds, expectedJoin(one.definition, rows, ds)] as const)) };
  } catch (error) {
    const codes = errorsOf(error).map(({ code }) => code);
    return { code: codes[0] ?? '', codes };
  }
};

/** True where a part is seen at the time of the left row. */
export const isTemporal = ({ features }: JoinCase['definition']['parts'][number]): boolean => {
  if (features.kind !== 'group-by' || features.aggregations.length === 0) return false;
  const changes = (source: AnySource) => source.kind === 'entities' && source.mutationTable !== undefined;
  return (
    (features.accuracy ??
      (features.sources.some((one) => one.topic !== undefined || changes(one)) ? 'temporal' : null)) === 'temporal'
  );
};

const dayOf = (ts: unknown): string | null =>
  typeof ts === 'bigint' && ts < 8.64e15 && ts > -8.64e15 ? new Date(Number(ts)).toISOString().slice(0, 10) : null;

/** The partition of a left row: what it says, or the day of its time. */
export const partitionOf = ({ ds, ts }: InputRow): string | null => ds ?? dayOf(ts);

/** A key of a part, of a row of its sources or of the left. */
const keyText = (row: InputRow, names: readonly string[]): string =>
  JSON.stringify(names.map((name) => String(row[name])));

/** What a case holds of the things that go wrong. */
export const joinTraits = (one: JoinCase, expected: ExpectedJoin): Readonly<Record<string, boolean>> => {
  const { definition, tables, rows } = one;
  const { left, parts } = definition;
  const days = new Set(daysOf(one));
  const asked = rows.left.rows.filter((row) => days.has(String(partitionOf(row))));
  const partitioned = tables.slice(1).flatMap((table) => (table.partitioned ? table.rows : []));
  const temporal = parts.map(isTemporal);
  const times = left.kind === 'events' ? asked : [];
  const isLate = ({ ds, ts }: InputRow): boolean => ds !== null && dayOf(ts) !== null && ds !== dayOf(ts);
  const ties = parts.some((part, index) => {
    const keys = Object.entries(part.keys).filter(([key]) => key in part.features.keys);
    const moments = new Set(
      (rows.parts[index] ?? []).flatMap((source) =>
        source.rows.map(
          (row) =>
            `${keyText(
              row,
              keys.map(([key]) => key),
            )} ${row['ts']}`,
        ),
      ),
    );
    return times.some(
      (row) =>
        row['ts'] !== null &&
        moments.has(
          `${keyText(
            row,
            keys.map(([, column]) => column.name),
          )} ${row['ts']}`,
        ),
    );
  });
  const partlyNull = parts.some(({ keys }) => {
    const names = Object.values(keys).map(({ name }) => name);
    return asked.some((row) => names.some((name) => row[name] === null) && names.some((name) => row[name] !== null));
  });
  const texts = asked.map((row) =>
    [...Object.keys(tables[0]?.columns ?? {}), 'ds'].map((name) => String(row[name])).join(),
  );
  const found = [...(expected.rows?.values() ?? [])].flat();
  const sources = parts.flatMap(({ features }) => (features.kind === 'group-by' ? features.sources : []));
  return {
    'late labels': times.some(isLate),
    'late or early events': partitioned.some(isLate),
    'ties at the query time': ties,
    'partly null keys': partlyNull,
    'duplicate left rows': new Set(texts).size < texts.length,
    'several parts': parts.length > 1,
    'a snapshot part': temporal.includes(false),
    'a temporal part': temporal.includes(true),
    'a non-null feature': found.some(({ features }) => Object.values(features).some((value) => value !== null)),
    'left entities': left.kind === 'entities',
    'left rows without a time': times.some((row) => row['ts'] === null),
    'a left without partitions': tables[0]?.partitioned === false,
    'left rows at midnight': times.some((row) => typeof row['ts'] === 'bigint' && row['ts'] % 86_400_000n === 0n),
    'entities on the right': sources.some(({ kind }) => kind === 'entities'),
    'entities that change, seen at a time': parts.some(
      (_, index) =>
        temporal[index] === true && (rows.parts[index] ?? []).some(({ mutations = [] }) => mutations.length > 0),
    ),
    'rows taken whole': parts.some(
      ({ features }) => features.kind === 'group-by' && features.aggregations.length === 0,
    ),
    'several sources': rows.parts.some((some) => some.length > 1),
    'events beside entities in a part': parts.some(
      ({ features }) => features.kind === 'group-by' && new Set(features.sources.map(({ kind }) => kind)).size > 1,
    ),
    'startPartition or endPartition': sources.some(
      ({ startPartition, endPartition }) => startPartition !== undefined || endPartition !== undefined,
    ),
    'keys by other names': parts.some(({ keys }) => Object.entries(keys).some(([key, { name }]) => key !== name)),
    'a left row that a part leaves out': parts.some(({ keys }) => {
      const { skewKeys = {} } = definition;
      const names = Object.values(keys).flatMap(({ name }) => (name in skewKeys ? [name] : []));
      const has = (row: InputRow) => names.every((name) => skewKeys[name]?.some((value) => value === row[name]));
      return names.length > 0 && asked.some(has);
    }),
    'days before 1970': one.start < '1970-01-01',
    'several days': days.size > 1,
    'an error': expected.code !== undefined,
  };
};

/** The operations of all parts of a case. */
export const operationsOf = ({ definition }: JoinCase): ReadonlySet<string> =>
  new Set(
    definition.parts.flatMap(({ features: set }) =>
      set.kind === 'group-by' ? set.aggregations.map(({ operation }) => operation) : [],
    ),
  );

/** The shares of cases that any property over Joins must have. */
export const leastJoinShares: Readonly<Record<string, number>> = {
  'late labels': 0.2,
  'late or early events': 0.2,
  'ties at the query time': 0.2,
  'partly null keys': 0.2,
  'duplicate left rows': 0.2,
  'several parts': 0.2,
  'a snapshot part': 0.2,
  'a temporal part': 0.2,
  'a non-null feature': 0.5,
  'left entities': 0.1,
  'left rows without a time': 0.1,
  'a left without partitions': 0.1,
  'left rows at midnight': 0.1,
  'entities on the right': 0.2,
  'entities that change, seen at a time': 0.1,
  'rows taken whole': 0.1,
  'several sources': 0.2,
  'events beside entities in a part': 0.1,
  'startPartition or endPartition': 0.1,
  'keys by other names': 0.2,
  'a left row that a part leaves out': 0.1,
  'days before 1970': 0.05,
  'several days': 0.1,
};
