/** A project with a Join of four parts, three of them of snapshots that are served, and rows for it. */

export type Random = { readonly integer: (from: number, to: number) => number };

export const random = (seed: number): Random => {
  let state = seed;
  return {
    integer: (from, to) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      // The lower bits repeat soon.
      return from + ((state >>> 8) % (to - from + 1));
    },
  };
};

const imports = (names: string): string => `import { ${names} } from '@chron/chron';\n`;
const staged = (
  name: string,
  columns: string,
): string => `${imports('boolean, csv, date, decimal, double, endDate, long, sql, stagingQuery, startDate, string, timestamp')}
const raw = csv({ location: './data/${name}.csv', columns: { ${columns}, ds: date } });
export const v1 = stagingQuery({
  name: '${name}',
  query: sql\`SELECT * FROM \${raw} WHERE ds BETWEEN \${startDate} AND \${endDate}\`,
  columns: { ${columns} },
  startPartition: '2024-01-01',
});
`;

export const market = {
  'staging_queries/market/purchases.ts': staged(
    'purchases',
    'user_id: long, country: string, price: decimal(9, 2), weight: double, item: string, ts: long',
  ),
  'staging_queries/market/people.ts': staged(
    'people',
    'user_id: long, city: string, score: double, born: date, seen: timestamp, vip: boolean',
  ),
  'staging_queries/market/checkouts.ts': staged(
    'checkouts',
    'id: long, buyer: long, seller: long, country: string, cart: decimal(9, 2), ts: long',
  ),
  'features/market/spend.ts': `${imports('average, count, days, eventSource, groupBy, histogram, lastK, sql, sum')}
import { v1 as purchases } from '../../staging_queries/market/purchases.ts';

export const v1 = groupBy({
  name: 'spend',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id'],
  aggregations: (c) => [
    sum(c.price, { windows: [days(1), days(3)] }),
    average(c.weight, { windows: [days(3)] }),
    lastK(c.price, { k: 3 }),
    histogram(c.item),
    count(c.item),
  ],
  derive: (c) => ({ mean_price: sql.double\`\${c.spend_price_sum_3d} / \${c.spend_item_count}\` }),
  online: true,
});
`,
  'features/market/home.ts': `${imports('eventSource, groupBy, max, uniqueCount')}
import { v1 as purchases } from '../../staging_queries/market/purchases.ts';

export const v1 = groupBy({
  name: 'home',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['user_id', 'country'],
  aggregations: (c) => [max(c.price), uniqueCount(c.item)],
  online: true,
});
`,
  'features/market/person.ts': `${imports('attributes, entitySource')}
import { v1 as people } from '../../staging_queries/market/people.ts';

export const v1 = attributes({ name: 'person', source: entitySource({ table: people }), keys: ['user_id'], online: true });
`,
  'features/market/places.ts': `${imports('eventSource, groupBy, max')}
import { v1 as purchases } from '../../staging_queries/market/purchases.ts';

export const v1 = groupBy({
  name: 'places',
  sources: [eventSource({ table: purchases, timeColumn: 'ts' })],
  keys: ['country'],
  aggregations: (c) => [max(c.price)],
});
`,
  'features/market/basket.ts': `${imports('eventSource, join, part, sql')}
import { v1 as checkouts } from '../../staging_queries/market/checkouts.ts';
import { v1 as home } from './home.ts';
import { v1 as person } from './person.ts';
import { v1 as spend } from './spend.ts';

export const v1 = join({
  name: 'basket',
  left: eventSource({ table: checkouts, timeColumn: 'ts' }),
  parts: (left) => [
    part(spend, { user_id: left.buyer }),
    part(spend, { user_id: left.seller }, { prefix: 'seller' }),
    part(home, { user_id: left.buyer, country: left.country }),
    part(person, { user_id: left.buyer }),
  ],
  derive: (c) => ({
    bought: sql.long\`coalesce(\${c.spend_item_count}, 0) + coalesce(\${c.seller_spend_item_count}, 0)\`,
    share: sql.double\`\${c.cart} / \${c.spend_price_sum_3d}\`,
    newest: sql.double\`\${c.spend_price_last3}[1]\`,
    first_item: sql.string\`map_keys(\${c.spend_item_histogram})[1]\`,
    age: sql.long\`datediff('year', \${c.born}, CAST(\${c.seen} AS DATE))\`,
    who: sql.string\`\${c.buyer} || ' ' || coalesce(\${c.city}, '?') || ' ' || \${c.country}\`,
    seen_next: sql.timestamp\`\${c.seen} + INTERVAL 1 MICROSECOND\`,
  }),
});
`,
  'features/market/watched.ts': `${imports('eventSource, join, part')}
import { v1 as checkouts } from '../../staging_queries/market/checkouts.ts';
import { v1 as home } from './home.ts';
import { v1 as places } from './places.ts';
import { v1 as spend } from './spend.ts';

const left = eventSource({ table: checkouts, timeColumn: 'ts' });

/** A part of which nothing is served. */
export const v1 = join({
  name: 'watched',
  left,
  parts: (row) => [part(spend, { user_id: row.buyer }), part(home, { user_id: row.buyer, country: row.country }), part(places, row)],
});

export const none = join({ name: 'watched_none', left, parts: (row) => [part(places, row)] });
`,
} as const;

const days = ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04'] as const;
export const uploaded = days[3];
export const after = '2024-01-05';

/** Ids beyond what a double of JavaScript holds. */
export const userId = (n: number): bigint => 9_007_199_254_740_993n + BigInt(n);

export type Checkout = {
  readonly id: number;
  readonly buyer: bigint | null;
  readonly seller: bigint | null;
  readonly country: string | null;
  readonly cart: string;
};

const countries = ['de', 'fr', 'ñ "q"', null] as const;
const items = ['tea', 'Tea', 'é', '\u{1F600}', 'a,b'] as const;

const csv = (header: string, rows: readonly (readonly (string | number | bigint | null)[])[]): string =>
  [
    header,
    ...rows.map((row) =>
      row.map((cell) => (typeof cell === 'string' ? `"${cell.replaceAll('"', '""')}"` : (cell ?? ''))).join(','),
    ),
    '',
  ].join('\n');

/** Purchases and people of four days, and checkouts at the first moment after them; some of nobody, some of everybody. */
export const marketRows = (seed: number, checkouts: number) => {
  const { integer } = random(seed);
  const pick = <T>(from: readonly T[]): T => from[integer(0, from.length - 1)] as T;
  const purchases = days.flatMap((ds) =>
    Array.from({ length: 60 }, () => {
      const ts = Date.parse(`${ds}T00:00:00Z`) + integer(0, 86_399_999);
      const price = (integer(-500, 99_999) / 100).toFixed(2);
      return [userId(integer(0, 29)), pick(countries), price, integer(1, 10_000) / 7, pick(items), ts, ds] as const;
    }),
  );
  const people = days.flatMap((ds) =>
    Array.from({ length: 30 }, (_, n) => [
      userId(n + 5),
      pick(['Kyiv', 'Łódź', null]),
      integer(0, 1) === 0 ? null : integer(1, 1000) / 3,
      `19${integer(10, 99)}-02-28`,
      `2023-12-31 23:59:59.${String(integer(0, 999_999)).padStart(6, '0')}`,
      pick(['true', 'false', null]),
      ds,
    ]),
  );
  const asked = Array.from({ length: checkouts }, (_, id): Checkout => {
    const someone = (): bigint | null => (integer(0, 9) === 0 ? null : userId(integer(0, 40)));
    return {
      id,
      buyer: someone(),
      seller: someone(),
      country: pick(countries),
      cart: (integer(0, 9999) / 100).toFixed(2),
    };
  });
  const ts = Date.parse(`${after}T00:00:00Z`);
  return {
    checkouts: asked,
    files: {
      'data/purchases.csv': csv('user_id,country,price,weight,item,ts,ds', purchases),
      'data/people.csv': csv('user_id,city,score,born,seen,vip,ds', people),
      'data/checkouts.csv': csv(
        'id,buyer,seller,country,cart,ts,ds',
        asked.map(({ id, buyer, seller, country, cart }) => [id, buyer, seller, country, cart, ts, after]),
      ),
    },
  };
};
