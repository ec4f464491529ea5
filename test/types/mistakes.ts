// biome-ignore-all format: one mistake a line, so that @ts-expect-error stands above it
// Each line below is a mistake that must stay a type error; tsc checks this file, nothing runs it.
import {
  approxHistogramK, attributes,   average, boolean, bootstrapPart, count, csv, days, double, entitySource, eventSource, type FetchedRow, groupBy, histogram, hours, join, last, lastK, list, long, maxDate, parquet, part, sql, stagingQuery, string, sum, timestamp,
} from '#dsl';

const purchases = parquet({ location: 'x', columns: { user_id: string, price: double, category: string, tags: list(double), ts: timestamp } });
const source = eventSource({ table: purchases, timeColumn: 'ts' });
const windows = [days(1), days(7)];
const spend = groupBy({ name: 'spend', sources: [source], keys: ['user_id'], aggregations: (c) => [sum(c.price, { windows })] });
const checkouts = csv({ location: 'x', columns: { user_id: string, seller: long, ts: long } });
const left = eventSource({ table: checkouts, timeColumn: 'ts' });
const set = join({ name: 'set', left, parts: (left) => [part(spend, left)] });
const logged = parquet({ location: 'x', columns: { user_id: string, spend_price_sum_1d: string } });
declare const row: FetchedRow<typeof set>;

// @ts-expect-error 1: a column that is not there
groupBy({ name: 'a', sources: [source], keys: ['user_id'], aggregations: (c) => [sum(c.pice)] });
// @ts-expect-error 2: an operation that cannot take the type
groupBy({ name: 'a', sources: [source], keys: ['user_id'], aggregations: (c) => [sum(c.category, { windows })] });
// @ts-expect-error 3: a key that is not a column
groupBy({ name: 'a', sources: [source], keys: ['user'], aggregations: (c) => [sum(c.price)] });
// @ts-expect-error 4: a time column of the wrong type
eventSource({ table: purchases, timeColumn: 'user_id' });
// @ts-expect-error 5: a window without unit
groupBy({ name: 'a', sources: [source], keys: ['user_id'], aggregations: (c) => [sum(c.price, { windows: [7] })] });
// @ts-expect-error 6: a window of zero days
days(0);
// @ts-expect-error 7: text in SQL
eventSource({ table: purchases, timeColumn: 'ts', where: (c) => sql`${c.category} = ${'book'}` });
// @ts-expect-error 9: a second source without a column
groupBy({ name: 'a', sources: [source, left], keys: ['user_id'], aggregations: (c) => [sum(c.price)] });
// @ts-expect-error 10: a join whose left has no such key
join({ name: 'a', left: eventSource({ table: csv({ location: 'x', columns: { buyer: string, ts: long } }), timeColumn: 'ts' }), parts: (left) => [part(spend, left)] });
// @ts-expect-error 11: a key of another type
join({ name: 'a', left, parts: (left) => [part(spend, { user_id: left.seller })] });
// @ts-expect-error 12: key mapping the wrong way round
join({ name: 'a', left, parts: (left) => [part(spend, { seller: left.user_id })] });
// @ts-expect-error 13: the same part twice without prefix
join({ name: 'a', left, parts: (left) => [part(spend, left), part(spend, left)] });
// @ts-expect-error 14: a feature that is not there in a derivation
join({ name: 'a', left, parts: (left) => [part(spend, left)], derive: (c) => ({ r: sql.double`${c.spend_price_sum_30d} / 2` }) });
// @ts-expect-error 15: a derivation with a taken name
join({ name: 'a', left, parts: (left) => [part(spend, left)], derive: (c) => ({ seller: sql.double`${c.spend_price_sum_1d}` }) });
// @ts-expect-error 16: SQL without a type in a derivation
join({ name: 'a', left, parts: (left) => [part(spend, left)], derive: (c) => ({ r: sql`${c.spend_price_sum_1d}` }) });
// @ts-expect-error 18: a feature misspelt in what a fetch answers
export const _18 = row.spend_price_sum_3d;
// @ts-expect-error 19: arithmetic on a value that may be null
export const _19 = row.spend_price_sum_1d + 1;
// @ts-expect-error 20: elementWise on a scalar
groupBy({ name: 'a', sources: [source], keys: ['user_id'], aggregations: (c) => [sum(c.price, { elementWise: true })] });
// @ts-expect-error 21: lastK without k
groupBy({ name: 'a', sources: [source], keys: ['user_id'], aggregations: (c) => [lastK(c.price, { windows })] });
// @ts-expect-error 22: a bucket that is not text
groupBy({ name: 'a', sources: [source], keys: ['user_id'], aggregations: (c) => [sum(c.price, { buckets: [c.tags] })] });
// @ts-expect-error 23: a bootstrap table with a column of another type
join({ name: 'a', left, parts: (left) => [part(spend, left)], bootstrap: (out) => [bootstrapPart(out, logged, ['user_id'])] });
// @ts-expect-error 24: a column type that is a JavaScript constructor
parquet({ location: 'x', columns: { user_id: String } });
// @ts-expect-error 25: an unknown option
groupBy({ name: 'a', sources: [source], keys: ['user_id'], aggregations: (c) => [average(c.price, { window: [days(1)] })] });
// @ts-expect-error 26: derive before aggregations
groupBy({ name: 'a', sources: [source], keys: ['user_id'], derive: (c) => ({ r: sql.double`${c.a_price_sum_1d}` }), aggregations: (c) => [sum(c.price, { windows })] });
// @ts-expect-error 27: an option of the definition misspelt
groupBy({ name: 'a', source: [source], keys: ['user_id'], aggregations: (c) => [sum(c.price, { windows })] });
const n: number = 3;
// @ts-expect-error 28: a computed window
days(n);
// @ts-expect-error 29: a histogram of numbers; a count is fine
groupBy({ name: 'a', sources: [source], keys: ['user_id'], aggregations: (c) => [histogram(c.price), count(c.tags), last(c.tags)] });
// @ts-expect-error 30: a string instead of a column
groupBy({ name: 'a', sources: [source], keys: ['user_id'], aggregations: () => [sum('price', { windows })] });

// @ts-expect-error 31: select without a type
eventSource({ table: purchases, timeColumn: 'ts', select: (c) => ({ big: sql`${c.price} > 100` }) });
// @ts-expect-error 32: a condition that is a number
eventSource({ table: purchases, timeColumn: 'ts', where: (c) => [sql.double`${c.price}`] });
// @ts-expect-error 33: ds declared
stagingQuery({ name: 'a', query: sql`SELECT 1`, columns: { user_id: string, ds: string } });
// @ts-expect-error 34: a lookback in hours
stagingQuery({ name: 'a', query: sql`SELECT 1`, columns: { user_id: string }, lookback: hours(36) });
// @ts-expect-error 35: a staging query without a query
stagingQuery({ name: 'a', columns: { user_id: string } });
// @ts-expect-error 36: text for a query
stagingQuery({ name: 'a', query: 'SELECT 1', columns: { user_id: string } });
// @ts-expect-error 61: the newest day of a table by its name
maxDate('shop.purchases');
// @ts-expect-error 62: the newest day of a source
maxDate(source);
// @ts-expect-error 63: a first day of a table without days
stagingQuery({ name: 'a', query: sql`SELECT 1`, columns: { user_id: string }, partitioned: false, startPartition: '2024-01-01' });
// @ts-expect-error 64: the partition column of a table without partitions
stagingQuery({ name: 'a', query: sql`SELECT 1`, columns: { user_id: string, ds: string }, partitioned: false });
// @ts-expect-error 65: the day of a row of a table without days
eventSource({ table: stagingQuery({ name: 'a', query: sql`SELECT 1`, columns: { ts: long }, partitioned: false }), timeColumn: 'ds' });
// @ts-expect-error 66: statements before the query of a view
stagingQuery({ name: 'a', query: sql`SELECT 1`, columns: { user_id: string }, view: true, setups: ['SET x = 1'] });
// @ts-expect-error 67: days before in a view
stagingQuery({ name: 'a', query: sql`SELECT 1`, columns: { user_id: string }, view: true, lookback: days(2) });
// @ts-expect-error 37: a key of attributes that is not a column
attributes({ name: 'a', source: entitySource({ table: checkouts }), keys: ['user'] });
// @ts-expect-error 38: a day column that is text
parquet({ location: 'x', columns: { user_id: string, ts: timestamp }, dayColumn: 'user_id' });
// @ts-expect-error 39: floats counted by value
groupBy({ name: 'a', sources: [source], keys: ['user_id'], aggregations: (c) => [approxHistogramK(c.price)] });
// @ts-expect-error 40: average of booleans
groupBy({ name: 'a', sources: [eventSource({ table: parquet({ location: 'x', columns: { user_id: string, ok: boolean, ts: long } }), timeColumn: 'ts' })], keys: ['user_id'], aggregations: (c) => [average(c.ok)] });
// @ts-expect-error 41: windowEdge misspelt
groupBy({ name: 'a', sources: [source], keys: ['user_id'], aggregations: (c) => [sum(c.price, { windows, windowEdge: 'exactly' })] });
// @ts-expect-error 42: a table where a source is wanted
groupBy({ name: 'a', sources: [purchases], keys: ['user_id'], aggregations: (c) => [sum(c.price)] });
// @ts-expect-error 43: a time column that is not there
eventSource({ table: purchases, timeColumn: 'tss' });
// @ts-expect-error 44: a derivation with a taken name, in a group by
groupBy({ name: 'a', sources: [source], keys: ['user_id'], aggregations: (c) => [sum(c.price)], derive: (c) => ({ user_id: sql.double`${c.a_price_sum}` }) });
// @ts-expect-error 45: rowIds that are no left column
join({ name: 'a', left, parts: (left) => [part(spend, left)], rowIds: ['id'] });
// @ts-expect-error 46: a column that is not there, in a condition
eventSource({ table: purchases, timeColumn: 'ts', where: (c) => sql`${c.pice} > 0` });
// @ts-expect-error 47: two sources, one with a column of another type
groupBy({ name: 'a', sources: [eventSource({ table: checkouts, timeColumn: 'ts' }), eventSource({ table: csv({ location: 'x', columns: { user_id: string, seller: string, ts: long } }), timeColumn: 'ts' })], keys: ['user_id'], aggregations: (c) => [count(c.seller)] });
// @ts-expect-error 48: an undefined hole
sql`SELECT * FROM ${undefined}`;

const ratings = parquet({ location: 'x', columns: { user_id: string, stars: double, ts: timestamp } });
const changes = parquet({ location: 'x', columns: { user_id: string, stars: double, ts: timestamp, mutation_ts: long, is_before: boolean, changed: timestamp, gone: boolean } });
const untimed = parquet({ location: 'x', columns: { user_id: string, stars: double, ts: timestamp, is_before: boolean } });
const thin = parquet({ location: 'x', columns: { user_id: string, ts: timestamp, mutation_ts: long, is_before: boolean } });
const odd = parquet({ location: 'x', columns: { user_id: string, stars: string, ts: timestamp, mutation_ts: long, is_before: boolean } });
const textual = parquet({ location: 'x', columns: { user_id: string, stars: double, ts: timestamp, mutation_ts: string, is_before: boolean } });
const counted = parquet({ location: 'x', columns: { user_id: string, stars: double, ts: timestamp, mutation_ts: long, is_before: long } });
// @ts-expect-error 49: a mutation table that lacks a column of the table
entitySource({ table: ratings, timeColumn: 'ts', mutationTable: thin });
// @ts-expect-error 50: a mutation table with a column of another type
entitySource({ table: ratings, timeColumn: 'ts', mutationTable: odd });
// @ts-expect-error 51: a mutation table without the time of a change
entitySource({ table: ratings, timeColumn: 'ts', mutationTable: untimed });
// @ts-expect-error 52: a time of change that is text
entitySource({ table: ratings, timeColumn: 'ts', mutationTable: textual });
// @ts-expect-error 53: a reversal column that is a number
entitySource({ table: ratings, timeColumn: 'ts', mutationTable: counted });
// @ts-expect-error 54: the name of a time of change that is not there
entitySource({ table: ratings, timeColumn: 'ts', mutationTable: changes, mutationTimeColumn: 'changed_at' });
// @ts-expect-error 55: the name of a time of change that is a number of stars
entitySource({ table: ratings, timeColumn: 'ts', mutationTable: changes, mutationTimeColumn: 'stars' });
// @ts-expect-error 56: the name of a reversal column that is text
entitySource({ table: ratings, timeColumn: 'ts', mutationTable: changes, reversalColumn: 'user_id' });
// @ts-expect-error 57: a time of change without a mutation table
entitySource({ table: ratings, timeColumn: 'ts', mutationTimeColumn: 'changed' });
// @ts-expect-error 58: events that change
eventSource({ table: ratings, timeColumn: 'ts', mutationTable: changes });
// @ts-expect-error 59: a mutation table that is a source
entitySource({ table: ratings, timeColumn: 'ts', mutationTable: source });
// @ts-expect-error 60: an option of a source misspelt
entitySource({ table: ratings, timeColumn: 'ts', mutationTable: changes, reversal: 'gone' });
entitySource({ table: ratings, timeColumn: 'ts', mutationTable: changes, mutationTimeColumn: 'changed', reversalColumn: 'gone' });
// @ts-expect-error 101: exact of a long
groupBy({ name: 'a', sources: [left], keys: ['user_id'], aggregations: (c) => [sum(c.seller, { exact: 2 })] });
// @ts-expect-error 102: more digits than there are
groupBy({ name: 'a', sources: [source], keys: ['user_id'], aggregations: (c) => [average(c.price, { exact: 39 })] });
// @ts-expect-error 103: half a digit
groupBy({ name: 'a', sources: [source], keys: ['user_id'], aggregations: (c) => [sum(c.tags, { elementWise: true, exact: 0.5 })] });
// @ts-expect-error 104: exact of an operation that has no such thing
groupBy({ name: 'a', sources: [source], keys: ['user_id'], aggregations: (c) => [count(c.price, { exact: 2 })] });
// @ts-expect-error 105: a folder of a column that is not there
eventSource({ table: checkouts, timeColumn: 'ts', partitions: { sellr: 7 } });
// @ts-expect-error 106: a folder's value of another type
eventSource({ table: checkouts, timeColumn: 'ts', partitions: { seller: '7' } });
// @ts-expect-error 107: a folder of doubles
eventSource({ table: purchases, timeColumn: 'ts', partitions: { price: 1.5 } });
eventSource({ table: checkouts, timeColumn: 'ts', partitions: { seller: 7, user_id: 'a' } });
// @ts-expect-error 110: skew keys of a column that fills no key
join({ name: 'a', left, parts: (left) => [part(spend, left)], skewKeys: { seller: [7] } });
// @ts-expect-error 111: a skew key's value of another type
join({ name: 'a', left, parts: (left) => [part(spend, left)], skewKeys: { user_id: [7] } });
// @ts-expect-error 112: a skew key without values
join({ name: 'a', left, parts: (left) => [part(spend, left)], skewKeys: { user_id: [] } });
join({ name: 'a', left, parts: (left) => [part(spend, left)], skewKeys: { user_id: ['crawler', null] } });
// @ts-expect-error 108: a format without days
parquet({ location: 'x', columns: { user_id: string }, partitionColumn: 'dt', partitionFormat: 'yyyyMM' });
// @ts-expect-error 109: a format of a column that is text
parquet({ location: 'x', columns: { user_id: string, dt: string }, partitionColumn: 'dt', partitionFormat: 'yyyyMMdd' });
parquet({ location: 'x', columns: { user_id: string }, partitionColumn: 'dt', partitionFormat: 'dd.MM.yyyy' });
