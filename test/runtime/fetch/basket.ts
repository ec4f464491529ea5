import {
  attributes,
  count,
  days,
  decimal,
  entitySource,
  eventSource,
  groupBy,
  histogram,
  join,
  lastK,
  long,
  max,
  parquet,
  part,
  sql,
  string,
  sum,
} from '#dsl';
import { planOf } from '../../compiler/compiled.ts';

const checkouts = parquet({
  location: 'data/checkouts',
  columns: { buyer: long, seller: long, country: string, cart: decimal(9, 2), ts: long },
  partitionColumn: 'ds',
});
const purchases = parquet({
  location: 'data/purchases',
  columns: { user_id: long, country: string, price: decimal(9, 2), item: string, ts: long },
  partitionColumn: 'ds',
});
const users = parquet({ location: 'data/users', columns: { user_id: long, city: string }, partitionColumn: 'ds' });

const source = eventSource({ table: purchases, timeColumn: 'ts' });

const spend = groupBy({
  name: 'spend',
  sources: [source],
  keys: ['user_id'],
  aggregations: (c) => [
    sum(c.price, { windows: [days(7)] }),
    lastK(c.price, { k: 3 }),
    histogram(c.item),
    count(c.item),
  ],
  online: true,
});

/** Two keys. */
const home = groupBy({
  name: 'home',
  sources: [source],
  keys: ['user_id', 'country'],
  aggregations: (c) => [max(c.price)],
  online: true,
});

const profile = attributes({
  name: 'profile',
  source: entitySource({ table: users }),
  keys: ['user_id'],
});

const left = eventSource({ table: checkouts, timeColumn: 'ts' });

/** What buyers, sellers and their countries bought; of profiles nothing is served. */
const basket = join({
  name: 'basket',
  left,
  parts: (row) => [
    part(spend, { user_id: row.buyer }),
    part(spend, { user_id: row.seller }, { prefix: 'seller' }),
    part(home, { user_id: row.buyer, country: row.country }),
    part(profile, { user_id: row.buyer }),
  ],
  derive: (c) => ({
    bought: sql.long`coalesce(${c.spend_item_count}, 0) + coalesce(${c.seller_spend_item_count}, 0)`,
    share: sql.double`${c.cart} / ${c.spend_price_sum_7d}`,
    newest: sql.double`${c.spend_price_last3}[1]`,
    first_item: sql.string`map_keys(${c.spend_item_histogram})[1]`,
    who: sql.string`${c.buyer} || '-' || ${c.country}`,
  }),
});

/** Only what is derived; the left's own columns are mentioned as text. */
const ratio = join({
  name: 'ratio',
  left,
  parts: (row) => [part(spend, { user_id: row.buyer })],
  derive: () => ({ cart_share: sql.double`cart / spend_price_sum_7d` }),
  keep: 'derived',
});

/** A column by a pattern, in other letters, and none at all. */
const odd = join({
  name: 'odd',
  left,
  parts: (row) => [part(spend, { user_id: row.buyer })],
  derive: () => ({
    most: sql.long`COLUMNS('spend_item_.*nt') + 2`,
    next: sql.long`SPEND_ITEM_COUNT + 1`,
    one: sql.long`1`,
  }),
  keep: 'derived',
});

/** Columns that not every row has a value for. */
const risky = join({
  name: 'risky',
  left,
  parts: (row) => [part(spend, { user_id: row.buyer })],
  derive: (c) => ({
    level: sql.double`ln(${c.spend_item_count} - 3)`,
    twice: sql.long`${c.spend_item_count} * 2`,
    code: sql.long`CAST(map_keys(${c.spend_item_histogram})[1] AS BIGINT)`,
  }),
});

const constant = join({
  name: 'constant',
  left,
  parts: (row) => [part(spend, { user_id: row.buyer })],
  derive: () => ({ one: sql.long`1` }),
  keep: 'derived',
});

const plain = join({ name: 'plain', left, parts: (row) => [part(spend, { user_id: row.buyer })] });

/** Crawlers, and whoever is not logged in, at home: nobody looks. */
const known = join({
  name: 'known',
  left,
  parts: (row) => [
    part(spend, { user_id: row.buyer }),
    part(spend, { user_id: row.seller }, { prefix: 'seller' }),
    part(home, { user_id: row.buyer, country: row.country }),
    part(profile, { user_id: row.buyer }),
  ],
  skewKeys: { buyer: [7, 2n ** 60n, null], country: ['de', null] },
});

const offline = join({ name: 'offline', left, parts: (row) => [part(profile, { user_id: row.buyer })] });

/** Joins named by their files, with the GroupBys of their parts. */
export const baskets = async () => {
  const plan = await planOf({
    'features/shop/raw.ts:checkouts': checkouts,
    'features/shop/raw.ts:purchases': purchases,
    'features/shop/raw.ts:users': users,
    'features/shop/spend.ts:v1': spend,
    'features/shop/home.ts:v1': home,
    'features/shop/profile.ts:v1': profile,
    'features/shop/basket.ts:v1': basket,
    'features/shop/ratio.ts:v1': ratio,
    'features/shop/odd.ts:v1': odd,
    'features/shop/constant.ts:v1': constant,
    'features/shop/risky.ts:v1': risky,
    'features/shop/plain.ts:v1': plain,
    'features/shop/known.ts:v1': known,
    'features/shop/offline.ts:v1': offline,
  });
  return plan;
};
