import {
  count,
  days,
  eventSource,
  groupBy,
  hours,
  type Join,
  join,
  last,
  lastK,
  long,
  parquet,
  part,
  string,
  sum,
} from '#dsl';
import type { InputRow } from '#runtime/verify/value';
import { recordedRows } from './recorded-chronon.ts';

/** Columns of the quickstart's purchases that are read here. */
export const purchase = { ts: long, user_id: string, purchase_price: long };

const windows = [hours(1), hours(11), hours(12), hours(24), hours(300), days(1), days(3), days(7), days(11)];
const longer = [...windows, days(12), days(30)];
const few = [days(1), days(3), days(30)];

/** The left columns, and the tables `asked` and `bought` that a Join of them reads. */
export const query = { user_id: string, qid: string, ts: long };
const source = eventSource({
  table: parquet({ location: 'bought', columns: purchase, partitionColumn: 'ds' }),
  timeColumn: 'ts',
});

const edges = groupBy({
  name: 'edges',
  sources: [source],
  keys: ['user_id'],
  aggregations: (c) => [
    ...[sum(c.purchase_price, { windows: longer }), count(c.purchase_price, { windows: longer })],
    lastK(c.purchase_price, { k: 3, windows: longer }),
    ...[sum(c.purchase_price), count(c.purchase_price), lastK(c.purchase_price, { k: 3 })],
  ],
  accuracy: 'temporal',
});

const small = groupBy({
  name: 'snap_small',
  sources: [source],
  keys: ['user_id'],
  aggregations: (c) => [
    ...[sum(c.purchase_price, { windows: few }), count(c.purchase_price, { windows: few })],
    ...[lastK(c.purchase_price, { k: 3, windows: few }), sum(c.purchase_price), last(c.purchase_price)],
  ],
  accuracy: 'snapshot',
});

const left = eventSource({
  table: parquet({ location: 'asked', columns: query, partitionColumn: 'ds' }),
  timeColumn: 'ts',
});

/** The recorded Join `wide_edges_queries`: windows of many lengths at their edges, by the moment and by the day. */
export const edgesJoin = join({
  name: 'edges_queries',
  left,
  parts: (left) => [part(edges, left), part(small, left)],
}) as Join;

/** The 791 recorded queries. */
export const queries = (): readonly InputRow[] =>
  recordedRows('input_queries').map((row) => ({ ...row, ts: BigInt(String(row['ts'])) }) as never);

/** Chronon's `quickstart_wide_edges_X` is `edges_X` here. */
export const edgesColumn = (column: string): string => column.replace(/^quickstart_wide_/, '');
