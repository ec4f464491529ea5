// What the types say of rows and features; tsc checks this file, nothing runs it.
import {
  approxHistogramK,
  approxPercentile,
  attributes,
  average,
  boolean,
  bootstrapPart,
  count,
  csv,
  type Definition,
  type DenseList,
  date,
  days,
  decimal,
  double,
  endDate,
  entitySource,
  eventSource,
  externalSource,
  type FetchedRow,
  groupBy,
  histogram,
  hours,
  join,
  type LabelledRow,
  labelPart,
  last,
  lastK,
  latestDate,
  list,
  literal,
  long,
  type MapOf,
  map,
  max,
  maxDate,
  min,
  minutes,
  type OfflineRow,
  parquet,
  part,
  sql,
  stagingQuery,
  startDate,
  string,
  struct,
  sum,
  timestamp,
  topK,
  uniqueCount,
  uniqueTopK,
  type Values,
} from '#dsl';
import type { Equal, Expect } from './expect.ts';

type Number = number | null;
type Flat<R> = { [C in keyof R]: R[C] };

const raw = parquet({
  location: 's3://chronon/warehouse/data/purchases/*.parquet',
  columns: { user_id: string, purchase_price: double, item_category: string, tags: list(string), ts: timestamp },
  dayColumn: 'ts',
});
const staged = stagingQuery({
  name: 'purchases_from_s3',
  query: sql`SELECT * FROM ${raw} WHERE ds BETWEEN ${startDate} AND ${endDate} AND day <= ${latestDate} AND seen > ${maxDate(raw)}`,
  columns: { user_id: string, purchase_price: double, item_category: string, tags: list(string), ts: long },
  setups: ['SET x = 1', sql`CREATE MACRO f(a) AS a + ${1}`],
  lookback: days(2),
  tags: { tier: 'gold' },
});
const dimension = stagingQuery({
  name: 'users',
  query: sql`SELECT DISTINCT user_id FROM ${staged}`,
  columns: { user_id: string },
  partitioned: false,
});
const clean = stagingQuery({
  name: 'clean',
  query: sql`SELECT user_id, ts, ds FROM ${staged}`,
  columns: { user_id: string, ts: long },
  view: true,
});
export type ViewRow = Expect<Equal<keyof OfflineRow<typeof clean>, 'user_id' | 'ts' | 'ds'>>;
export const ofView = eventSource({ table: clean, timeColumn: 'ts' });
export type DimensionRow = Expect<Equal<OfflineRow<typeof dimension>, { readonly user_id: string | null }>>;
export type StagedRow = Expect<
  Equal<
    OfflineRow<typeof staged>,
    {
      readonly user_id: string | null;
      readonly purchase_price: Number;
      readonly item_category: string | null;
      readonly tags: readonly (string | null)[] | null;
      readonly ts: Number;
      readonly ds: string;
    }
  >
>;

const windows = [days(1), days(7)];
const purchases = groupBy({
  name: 'user_purchase_features',
  sources: [
    eventSource({
      table: staged,
      timeColumn: 'ts',
      select: (c) => ({ is_big: sql.boolean`${c.purchase_price} > 100`, same: c.item_category, shop: literal('a') }),
      where: (c) => [sql`${c.purchase_price} >= 0`, sql.boolean`${c.item_category} <> ${literal('book')}`],
      missing: 'empty',
    }),
  ],
  keys: ['user_id'],
  aggregations: (c) => [
    sum(c.purchase_price, { windows }),
    count(c.purchase_price, { windows: [...windows, hours(36)] }),
    average(c.purchase_price, { windows: [days(7)], buckets: [c.item_category] }),
    lastK(c.item_category, { k: 10 }),
    sum(c.is_big, { windows: [days(1)], windowEdge: 'exact' }),
    uniqueCount(c.shop),
    last(c.same),
  ],
  derive: (c) => ({
    spend_per_purchase_7d: sql.double`${c.user_purchase_features_purchase_price_sum_7d} / ${c.user_purchase_features_purchase_price_count_7d}`,
  }),
  outputNamespace: 'bootcamp_features',
  online: true,
  backfillStartDate: '2023-12-01',
  owner: 'shop',
});
type Purchases = FetchedRow<typeof purchases>;
export type Fetched = Expect<
  Equal<
    Purchases,
    {
      readonly user_purchase_features_purchase_price_sum_1d: Number;
      readonly user_purchase_features_purchase_price_sum_7d: Number;
      readonly user_purchase_features_purchase_price_count_1d: Number;
      readonly user_purchase_features_purchase_price_count_7d: Number;
      readonly user_purchase_features_purchase_price_count_36h: Number;
      readonly user_purchase_features_purchase_price_average_7d_by_item_category: {
        readonly [key: string]: Number;
      } | null;
      readonly user_purchase_features_item_category_last10: readonly string[] | null;
      readonly user_purchase_features_is_big_sum_1d_exact: Number;
      readonly user_purchase_features_shop_unique_count: Number;
      readonly user_purchase_features_same_last: string | null;
      readonly spend_per_purchase_7d: Number;
    }
  >
>;

// the offline row is the keys, the partition and the features
export type KeysAndPartition = Expect<
  Equal<Exclude<keyof OfflineRow<typeof purchases>, keyof Purchases>, 'user_id' | 'ds'>
>;
export type PartitionIsText = Expect<Equal<OfflineRow<typeof purchases>['ds'], string>>;

// a join is keyed by the left columns its parts are keyed by, and gives prefixed columns
const checkouts = csv({
  location: 'data/checkouts.csv',
  columns: { checkout_id: string, user_id: string, seller_id: string, amount: long, ts: long },
});
const risk = externalSource({ name: 'risk', keys: { user_id: string }, features: { score: long } });
const trainingSet = join({
  name: 'training_set',
  left: eventSource({ table: checkouts, timeColumn: 'ts' }),
  parts: (left) => [
    part(purchases, left),
    part(purchases, { user_id: left.seller_id }, { prefix: 'seller' }),
    part(risk, left),
  ],
  derive: (c) => ({ spend_ratio: sql.double`${c.spend_per_purchase_7d} / ${c.seller_spend_per_purchase_7d}` }),
  rowIds: ['checkout_id'],
});
type Training = FetchedRow<typeof trainingSet, 'bigint'>;
export type Prefixed = Expect<Equal<Training['seller_user_purchase_features_purchase_price_count_1d'], bigint | null>>;
export type External = Expect<Equal<Training['ext_risk_score'], bigint | null>>;
export type Derived = Expect<Equal<Training['spend_ratio'], Number>>;
export type LeftIsNotFetched = Expect<Equal<'amount' extends keyof Training ? true : false, false>>;
export type LeftIsOffline = Expect<Equal<OfflineRow<typeof trainingSet>['amount'], Number>>;
export type KeyedBy = Expect<Equal<keyof (typeof trainingSet)['keys'], 'user_id' | 'seller_id'>>;

// every value type
const all = {
  s: string,
  l: long,
  d: double,
  b: boolean,
  t: timestamp,
  day: date,
  money: decimal(12, 2),
  numbers: list(double),
  counts: map(string, long),
  address: struct({ city: string, zip: long }),
  ts: long,
};
export type EveryValue = Expect<
  Equal<
    Values<typeof all>,
    {
      readonly s: string | null;
      readonly l: Number;
      readonly d: Number;
      readonly b: boolean | null;
      readonly t: Date | null;
      readonly day: string | null;
      readonly money: string | null;
      readonly numbers: readonly Number[] | null;
      readonly counts: { readonly [key: string]: Number } | null;
      readonly address: { readonly city: string | null; readonly zip: Number } | null;
      readonly ts: Number;
    }
  >
>;

// every kind of operation
const everything = parquet({ location: 'x', columns: all });
const g = groupBy({
  name: 'g',
  sources: [eventSource({ table: everything, timeColumn: 'ts' })],
  keys: ['s', 'l'],
  aggregations: (c) => [
    sum(c.money, { windows: [minutes(5)] }),
    sum(c.l, { windows: [hours(36)] }),
    sum(c.b),
    sum(c.numbers, { elementWise: true }),
    sum(c.numbers, { windows: [days(2)] }),
    sum(c.counts),
    min(c.t),
    max(c.b),
    last(c.address),
    lastK(c.numbers, { k: 2 }),
    topK(c.d, { k: 3, windows: [days(7)] }),
    uniqueTopK(c.day, { k: 4 }),
    count(c.address, { buckets: [c.s], windows: [days(7)] }),
    approxPercentile(c.d, { percentiles: [0.5, 0.9] }),
    histogram(c.s, { k: 3 }),
    approxHistogramK(c.day),
  ],
});
export type EveryOutput = Expect<
  Equal<
    Flat<(typeof g)['features']>,
    {
      readonly g_money_sum_5m: 'decimal(38,2)';
      readonly g_l_sum_36h: 'long';
      readonly g_b_sum: 'long';
      readonly g_numbers_sum: DenseList<'double'>;
      readonly g_numbers_sum_2d: 'double';
      readonly g_counts_sum: MapOf<'long'>;
      readonly g_t_min: 'timestamp';
      readonly g_b_max: 'boolean';
      readonly g_address_last: (typeof all)['address'];
      readonly g_numbers_last2: DenseList<(typeof all)['numbers']>;
      readonly g_d_top3_7d: DenseList<'double'>;
      readonly g_day_unique_top4: DenseList<'date'>;
      readonly g_address_count_7d_by_s: MapOf<'long'>;
      readonly g_d_approx_percentile: DenseList<'double'>;
      readonly g_s_histogram: MapOf<'long'>;
      readonly g_day_approx_histogram_k: MapOf<'long'>;
    }
  >
>;

// entities, chaining, labels, bootstrap
const users = entitySource({ table: parquet({ location: 'x', columns: { s: string, l: long, age: double } }) });
const ages = groupBy({ name: 'ages', sources: [users, users], keys: ['s'], aggregations: (c) => [last(c.age)] });
const churn = groupBy({ name: 'churn', sources: [users], keys: ['s'], aggregations: (c) => [last(c.l)] });
const logged = parquet({ location: 'x', columns: { s: string, ages_age_last: double } });
const set = join({
  name: 'set',
  left: eventSource({ table: everything, timeColumn: sql.timestamp`t` }),
  parts: (left) => [part(g, left), part(ages, { s: left.s }, { prefix: 'own' }), part(ages, left)],
  derive: (c) => ({ double_age: sql.double`${c.ages_age_last} * 2` }),
  labels: (left) => [labelPart(churn, left, { from: days(1), to: days(30) })],
  bootstrap: (out) => [bootstrapPart(out, logged, ['s'])],
});
export type JoinKeys = Expect<Equal<Flat<(typeof set)['keys']>, { readonly s: 'string'; readonly l: 'long' }>>;
export type Labelled = Expect<Equal<LabelledRow<typeof set>['label_churn_l_last'], Number>>;
export type Own = Expect<Equal<FetchedRow<typeof set>['own_ages_age_last'], Number>>;
const again = groupBy({
  name: 'again',
  sources: [eventSource({ table: set, timeColumn: 'ts' })],
  keys: ['s'],
  aggregations: (c) => [sum(c.double_age, { windows: [days(30)] }), last(c.g_numbers_last2)],
});
export type Chained = Expect<Equal<FetchedRow<typeof again>['again_double_age_sum_30d'], Number>>;

// entities that change: the features are those of the source without its changes, also after select and with other names
const flags = { s: string, l: long, age: double, ts: timestamp };
const people = parquet({ location: 'x', columns: flags });
const peopleChanges = parquet({ location: 'x', columns: { ...flags, mutation_ts: long, is_before: boolean } });
const peopleLog = stagingQuery({
  name: 'people_log',
  query: sql`SELECT * FROM ${peopleChanges}`,
  columns: { ...flags, changed_on: date, gone: boolean, also: string },
});
const changing = groupBy({
  name: 'changing',
  sources: [
    entitySource({ table: people, timeColumn: 'ts', mutationTable: peopleChanges }),
    entitySource({ table: people, timeColumn: 'ts', mutationTable: peopleChanges, reversalColumn: 'is_before' }),
    entitySource({
      table: people,
      select: (c) => ({ age: sql.double`${c.age} + 1` }),
      where: (c) => sql`${c.l} > 0`,
      timeColumn: sql.timestamp`ts`,
      mutationTable: peopleLog,
      mutationTimeColumn: 'changed_on',
      reversalColumn: 'gone',
    }),
  ],
  keys: ['s'],
  aggregations: (c) => [sum(c.age)],
});
export type Changing = Expect<Equal<FetchedRow<typeof changing>, { readonly changing_age_sum: Number }>>;
// a staging query has ds, which each of the two tables has for itself
export const dated = entitySource({
  table: stagingQuery({ name: 'p', query: sql`SELECT 1`, columns: flags }),
  mutationTable: peopleChanges,
});

// a row to write in a test takes either kind of number for a long
export type EitherLong = Expect<
  Equal<OfflineRow<typeof churn, 'number' | 'bigint'>['churn_l_last'], number | bigint | null>
>;

// without aggregations the columns keep their names
const plain = attributes({ name: 'user', source: users, keys: ['s'], online: true, duplicates: 'latest' });
export type Attributes = Expect<Equal<FetchedRow<typeof plain>, { readonly l: Number; readonly age: Number }>>;

// every definition is what the compiler takes
export const project: readonly Definition[] = [raw, staged, purchases, trainingSet, set, again, plain];
