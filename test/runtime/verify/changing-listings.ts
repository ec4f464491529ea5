import { boolean, double, entitySource, eventSource, type GroupBy, type Join, join, long, parquet, part } from '#dsl';
import { expectedJoin } from '#runtime/verify/oracle-join';
import type { InputRow } from '#runtime/verify/value';

// Ratings of listings, a snapshot of 2021-04-09 and changes on 04-10, and queries of that day.

export const change = { mutation_ts: long, is_before: boolean };
export const at = (text: string): bigint => BigInt(Date.parse(`2021-${text.replace(' ', 'T')}Z`));
export const listing = { id: long, rating: double, ts: long };
export const tables = {
  table: parquet({ location: 'ratings', columns: listing }),
  mutationTable: parquet({ location: 'changes', columns: { ...listing, ...change } }),
};
export const source = entitySource({ ...tables, timeColumn: 'ts' });
const left = eventSource({
  table: parquet({ location: 'queries', columns: { id: long, ts: long } }),
  timeColumn: 'ts',
});
const joinOf = (features: GroupBy<string, { readonly id: 'long' }>): Join =>
  join({
    name: 'set',
    left,
    parts: () => [part(features, { id: { kind: 'column', name: 'id', type: 'long' } }) as never],
  }) as never;

/** `[listing, ts, rating]`, in the snapshot of the day before. */
export const snapshot = (...rows: readonly (readonly [number, string, number])[]): readonly InputRow[] =>
  rows.map(([id, ts, rating]) => ({ ds: '2021-04-09', id: BigInt(id), ts: at(ts), rating }));
/** `[listing, ts, rating, when, before]`, on the day itself. */
export const changes = (
  ...rows: readonly (readonly [number, string, number, string, boolean])[]
): readonly InputRow[] =>
  rows.map(([id, ts, rating, when, before]) => ({
    ...{ ds: '2021-04-10', id: BigInt(id), ts: at(ts), rating },
    ...{ mutation_ts: at(`04-10 ${when}`), is_before: before },
  }));

/** The features of queries `[listing, time]` of 04-10. */
export const asked = (
  features: GroupBy<string, { readonly id: 'long' }>,
  given: { readonly rows: readonly InputRow[]; readonly mutations: readonly InputRow[] },
  queries: readonly (readonly [number, string])[],
) => {
  const rows = queries.map(([id, time]) => ({ ds: '2021-04-10', id: BigInt(id), ts: at(`04-10 ${time}`) }));
  const found = expectedJoin(joinOf(features), { left: { rows }, parts: [[given]] }, '2021-04-10');
  return found.map((row) => (Object.keys(row.features).length === 1 ? Object.values(row.features)[0] : row.features));
};
