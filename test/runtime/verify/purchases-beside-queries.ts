import { entitySource, eventSource, type Join, long, parquet, string } from '#dsl';
import { expectedJoin, type JoinRows } from '#runtime/verify/oracle-join';
import type { InputRow } from '#runtime/verify/value';

// Queries of December 2023, and purchases that are put beside them.

export const at = (text: string): bigint => BigInt(Date.parse(`2023-12-${text.replace(' ', 'T')}Z`));
export const bought = { id: string, price: long, ts: long };
export const purchases = parquet({ location: 'p', columns: bought });
export const events = eventSource({ table: purchases, timeColumn: 'ts' });
export const queries = parquet({ location: 'q', columns: { id: string, ts: long } });
export const leftEvents = eventSource({ table: queries, timeColumn: 'ts' });
export const leftEntities = entitySource({ table: parquet({ location: 'l', columns: { id: string } }) });

export const purchase = (when: string, price: number, given: Partial<InputRow> = {}): InputRow => ({
  ...{ ds: `2023-12-${when.slice(0, 2)}`, id: 'a', price: BigInt(price), ts: at(when) },
  ...given,
});
export const query = (when: string, given: Partial<InputRow> = {}): InputRow => ({
  ...{ ds: `2023-12-${when.slice(0, 2)}`, id: 'a', ts: at(when) },
  ...given,
});

export const joined = (definition: unknown, rows: JoinRows, ds: string) =>
  expectedJoin(definition as Join, rows, `2023-12-${ds}`).map((row) => Object.values(row.features));
