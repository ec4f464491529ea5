import fc from 'fast-check';
import { compile } from '#compiler';
import type { GroupByNode, JoinPart } from '#compiler/plan';
import { date, eventSource, type GroupBy, type Join, join, long, parquet, part, type Row } from '#dsl';
import type { InputRow } from '#runtime/verify/value';
import { type Case, show, showCase } from './generated-case.ts';

/** A GroupBy of events, and moments at which its values are asked for: a left table of its keys, ts and ds. */
export type AskedCase = Case & {
  readonly joined: Join;
  readonly features: GroupBy;
  readonly left: { readonly partitioned: true; readonly rows: readonly InputRow[] };
};

const dayMs = 86_400_000;
const hops = [300_000, 3_600_000, dayMs] as const;

type Ask = {
  readonly row: number;
  readonly key: number;
  readonly at: 'tie' | 'edge' | 'leaves' | 'mark' | 'any';
  readonly window: number;
  readonly hop: (typeof hops)[number];
  readonly nudge: number;
  readonly of: number;
  readonly day: number;
};

const ask: fc.Arbitrary<Ask> = fc.record({
  row: fc.nat({ max: 60 }),
  /** The key of the row itself, or of another. */
  key: fc.oneof({ weight: 4, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: fc.nat({ max: 60 }) }),
  at: fc.constantFrom('tie', 'edge', 'leaves', 'mark', 'any'),
  window: fc.nat({ max: 20 }),
  hop: fc.constantFrom(...hops),
  nudge: fc.constantFrom(0, -1, 1),
  of: fc.double({ min: 0, max: 1, noNaN: true }),
  day: fc.nat({ max: 3 }),
});

const lengthsOf = ({ aggregations }: GroupBy): readonly number[] =>
  aggregations.flatMap(({ windows }) =>
    windows.map(({ unit, length }) => length * { m: 60_000, h: 3_600_000, d: dayMs }[unit]),
  );

/** When a row of that time is asked about: as it comes, as it leaves a window, as a tile around it starts or ends. */
const momentOf = (time: number, one: Ask, lengths: readonly number[]): number => {
  const length = lengths[one.window % Math.max(1, lengths.length)] ?? one.hop;
  switch (one.at) {
    case 'tie':
      return time + one.nudge;
    case 'edge':
      return time + length + one.nudge;
    case 'leaves':
      return Math.floor(time / one.hop) * one.hop + one.hop + length + one.nudge;
    case 'mark':
      return Math.floor((time + one.of * length) / one.hop) * one.hop + one.hop + one.nudge;
    case 'any':
      return Math.floor(time + one.of * 1.1 * (length + dayMs));
  }
};

const isAskable = ({ definition, sources }: Case): boolean =>
  definition.sources.every(({ kind, timeColumn }) => kind === 'events' && timeColumn !== undefined) &&
  sources.some(({ rows }) => rows.some((row) => typeof timeOf(row) === 'number'));

/** Null where there is none, or one that no moment is near. */
const timeOf = ({ ts }: InputRow): number | null =>
  typeof ts === 'bigint' && ts > -(10n ** 15n) && ts < 10n ** 15n ? Number(ts) : null;

const resolved = (one: Case, asks: readonly Ask[]): AskedCase => {
  const { definition, sources, start, end } = one;
  const all = sources.flatMap(({ rows }) => rows);
  const lengths = lengthsOf(definition);
  const days = (Date.parse(end) - Date.parse(start)) / dayMs + 1;
  const rows = asks.flatMap((each): readonly InputRow[] => {
    const row = all[each.row % all.length];
    const time = row === undefined ? null : timeOf(row);
    if (row === undefined || time === null) return [];
    const named = each.key < 0 ? row : all[each.key % all.length];
    const keys = Object.fromEntries(definition.keyNames.map((key) => [key, named?.[key] ?? null]));
    const ds = new Date(Date.parse(start) + (each.day % days) * dayMs).toISOString().slice(0, 10);
    return [{ ...keys, ts: BigInt(momentOf(time, each, lengths)), ds }];
  });
  const features: GroupBy = Object.freeze({ ...definition, accuracy: 'temporal' as const });
  const table = parquet({
    location: `s${definition.sources.length}`,
    columns: { ...(definition.keys as Row), ts: long, ds: date },
    partitionColumn: 'ds',
  });
  const joined = join({
    name: 'j',
    left: eventSource({ table, timeColumn: 'ts' }),
    parts: (left: Record<string, never>) => {
      const keys = Object.fromEntries(definition.keyNames.map((key) => [key, left[key]]));
      return [part(features as never, keys as never)] as never;
    },
  } as never) as never as Join;
  return { ...one, features, joined, left: { partitioned: true, rows } };
};

/** Cases of these that can be asked at any moment, with up to 30 moments; they shrink. */
export const askedCases = (cases: fc.Arbitrary<Case>): fc.Arbitrary<AskedCase> =>
  fc
    .tuple(cases.filter(isAskable), fc.array(ask, { minLength: 1, maxLength: 30, size: '+1' }))
    .map(([one, asks]) => resolved(one, asks));

export const showAsked = (one: AskedCase): string =>
  [showCase(one), 'asked:', ...one.left.rows.map((row) => `  ${show(row)}`)].join('\n');

/** The part of the case's Join and its GroupBy. Throws when the compiler reports a problem. */
export const partOf = async ({
  joined,
  features,
}: AskedCase): Promise<{ readonly part: JoinPart; readonly features: GroupByNode }> => {
  const { plan, diagnostics } = await compile(
    {
      definitions: [
        { file: 'features/p/g.ts', export: 'v1', definition: features },
        { file: 'features/p/j.ts', export: 'v1', definition: joined },
      ],
      settings: { partitionColumn: 'ds', namespaces: {} },
    },
    { describe: () => Promise.reject(new Error('there is no user SQL here')), sources: null },
  );
  const node = plan.nodes.find((one) => one.kind === 'group-by');
  const [found] = plan.nodes.flatMap((one) => (one.kind === 'join' ? one.parts : []));
  if (diagnostics.length > 0 || node === undefined || found === undefined)
    throw new Error(JSON.stringify(diagnostics, null, 1));
  return { part: found, features: node };
};
