import type { Case } from './generated-case.ts';

/** What a case holds of the things that go wrong. `outputs`: how many rows it gave. */
export const traits = (one: Case, outputs: number): Readonly<Record<string, boolean>> => {
  const { keyNames } = one.definition;
  const rows = one.sources.flatMap((source) => source.rows);
  const keyOf = (row: (typeof rows)[number]) => JSON.stringify(keyNames.map((name) => String(row[name])));
  const moments = rows.filter((row) => row['ts'] !== null).map((row) => `${keyOf(row)} ${row['ts']}`);
  const inputs = one.definition.aggregations.map(({ column }) => column.name);
  return {
    'time ties': new Set(moments).size < moments.length,
    nulls: rows.some((row) => inputs.some((name) => row[name] === null)),
    'late or early partitions': rows.some((row) => row.ds !== null && row['day'] !== null && row.ds !== row['day']),
    'partly null composite keys': rows.some(
      (row) => keyNames.some((name) => row[name] === null) && keyNames.some((name) => row[name] !== null),
    ),
    'a non-null output': outputs > 0,
    'startPartition or endPartition': one.definition.sources.some(
      ({ startPartition, endPartition }) => startPartition !== undefined || endPartition !== undefined,
    ),
    'two sources': one.sources.length > 1,
    'days before 1970': one.start < '1970-01-01',
    'steps of several days': one.step > 1 && one.start < one.end,
    'keys in slices': one.slices > 1 && outputs > 1,
  };
};

/** The shares of cases that any property over values must have. */
export const leastShares: Readonly<Record<string, number>> = {
  'time ties': 0.2,
  nulls: 0.2,
  'late or early partitions': 0.2,
  'partly null composite keys': 0.2,
  'a non-null output': 0.5,
  'keys in slices': 0.2,
};
