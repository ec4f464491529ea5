import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Plan } from '#compiler/plan';
import type { JoinAnswer } from '#runtime/api';
import { servedOf } from '#runtime/api/served';
import { openEngine } from '#runtime/engine/duckdb';
import { openJoin } from '#runtime/fetch/fetch-join';
import type { Asked, Engine, Fetched, OnlineStore } from '#runtime/ports';
import { baskets } from './basket.ts';

let plan: Plan;
let engine: Engine;
let opened = 0;
const spill = mkdtempSync(join(tmpdir(), 'chron-fetch-'));

beforeAll(async () => {
  plan = await baskets();
  engine = await openEngine({ spillFolder: spill });
});
afterAll(async () => {
  await engine.close();
  rmSync(spill, { recursive: true });
});

/** Features by definition and key text; a definition that is not there has no version. */
type Stored = Readonly<Record<string, Readonly<Record<string, string>>>>;

const version = { versionId: 'id', version: '20240102000000_000001', ds: '2024-01-01' };

const storeOf = (stored: Stored): OnlineStore & { readonly asked: Asked[][] } => {
  const asked: Asked[][] = [];
  const answer = ({ definition, key }: Asked): Fetched => {
    const rows = stored[definition];
    if (rows === undefined) return { answer: 'no version' };
    const feature = key === null ? undefined : rows[key];
    return feature === undefined ? { answer: 'no such key', ...version } : { answer: 'value', ...version, feature };
  };
  const never = () => Promise.reject(new Error('not asked for'));
  return {
    asked,
    publish: never,
    fetch: never,
    fetchAll: async (all) => {
      asked.push([...all]);
      return all.map(answer);
    },
    close: async () => undefined,
  };
};

const fetched = async (
  name: string,
  keys: Readonly<Record<string, unknown>>,
  stored: Stored | ReturnType<typeof storeOf>,
): Promise<JoinAnswer> => {
  const [served] = servedOf(plan, [`shop.${name}.v1`], name);
  if (served?.kind !== 'join') throw new Error(`${name} is no join`);
  const store =
    typeof stored['fetchAll'] === 'function' ? (stored as ReturnType<typeof storeOf>) : storeOf(stored as Stored);
  opened = 0;
  const answer = openJoin(served, {
    store,
    engine: async () => {
      opened += 1;
      return engine;
    },
  });
  return await answer(keys);
};

const spendOf = (sum: string, last: string, items: string, count: string): string =>
  `{"spend_item_count": ${count}, "spend_price_last3": ${last}, "spend_price_sum_7d": ${sum}, "spend_item_histogram": ${items}}`;

const stored: Stored = {
  'shop.spend.v1': {
    '7': spendOf('40.00', '[12.50, 7.25]', '{"b": 1, "aa": 2}', '3'),
    '9': spendOf('9999999.99', '[1.00]', '{"x": 9007199254740993}', '9007199254740993'),
  },
  'shop.home.v1': { '[7,"de"]': '{"home_price_max": 12.50}', '[7,null]': '{"home_price_max": 1.00}' },
};
const row = { buyer: 7, seller: 9n, country: 'de' };
const values = (answer: JoinAnswer): unknown => JSON.parse(answer.feature);

test('a row of all parts: keys mapped, prefixes, derivations, every digit; one call of the store', async () => {
  const store = storeOf(stored);
  const answer = await fetched('basket', { ...row, cart: '10.00' }, store);
  expect(store.asked).toEqual([
    [
      { definition: 'shop.spend.v1', key: '7' },
      { definition: 'shop.spend.v1', key: '9' },
      { definition: 'shop.home.v1', key: '[7,"de"]' },
    ],
  ]);
  expect(answer.answer).toBe('value');
  expect(answer.feature).toBe(
    `{"spend_price_sum_7d":40.00,"spend_price_last3":[12.50, 7.25],"spend_item_histogram":{"b": 1, "aa": 2},"spend_item_count":3,` +
      `"seller_spend_price_sum_7d":9999999.99,"seller_spend_price_last3":[1.00],"seller_spend_item_histogram":{"x": 9007199254740993},` +
      `"seller_spend_item_count":9007199254740993,"home_price_max":12.50,"city":null,` +
      `"bought":9007199254740996,"share":0.25,"newest":12.5,"first_item":"aa","who":"7-de"}`,
  );
});

test('each part says what it has; what it has not is null, and so offline', async () => {
  const answer = await fetched('basket', { ...row, seller: 1 }, stored);
  expect(answer.parts).toEqual([
    { definition: 'shop.spend.v1', prefix: null, keys: { user_id: 'buyer' }, answer: 'value', ...version },
    { definition: 'shop.spend.v1', prefix: 'seller', keys: { user_id: 'seller' }, answer: 'no such key', ...version },
    {
      definition: 'shop.home.v1',
      prefix: null,
      keys: { user_id: 'buyer', country: 'country' },
      answer: 'value',
      ...version,
    },
    { definition: 'shop.profile.v1', prefix: null, keys: { user_id: 'buyer' }, answer: 'not online' },
  ]);
  expect(answer.answer).toBe('value');
  expect(values(answer)).toMatchObject({ seller_spend_item_count: null, bought: 3, share: null, city: null });

  const nobody = await fetched('basket', { buyer: 1, seller: 1, country: 'de' }, stored);
  expect(nobody.answer).toBe('no such key');
  expect(values(nobody)).toMatchObject({ spend_price_sum_7d: null, bought: 0, newest: null, who: '1-de' });

  const early = await fetched('basket', row, { 'shop.spend.v1': stored['shop.spend.v1'] ?? {} });
  expect(early.answer).toBe('no version');
  expect(early.parts.map((one) => one.answer)).toEqual(['value', 'value', 'no version', 'not online']);
  expect(values(early)).toMatchObject({ spend_item_count: 3, home_price_max: null });
});

test('a null key: alone it finds nothing, among others it is a key', async () => {
  const store = storeOf(stored);
  const answer = await fetched('basket', { buyer: 7, seller: null, country: null }, store);
  expect(store.asked[0]?.map(({ key }) => key)).toEqual(['7', null, '[7,null]']);
  expect(answer.parts.map((one) => one.answer)).toEqual(['value', 'no such key', 'value', 'not online']);
  expect(values(answer)).toMatchObject({ home_price_max: 1, who: null });
});

test('skew keys are not looked up, as offline: not one of several alone, null like others, in any spelling', async () => {
  const answers = async (keys: Readonly<Record<string, unknown>>) => {
    const store = storeOf(stored);
    const answer = await fetched('known', keys, store);
    return [store.asked[0]?.map(({ key }) => key), answer.parts.map((one) => one.answer), answer.answer];
  };
  const skew = 'skew key';
  expect(await answers(row)).toEqual([['9'], [skew, 'value', skew, 'not online'], 'value']);
  const answer = await fetched('known', row, stored);
  expect(values(answer)).toMatchObject({ spend_item_count: null, home_price_max: null });
  expect(answer.parts[0]).toEqual({
    ...{ definition: 'shop.spend.v1', prefix: null, keys: { user_id: 'buyer' } },
    answer: skew,
  });
  // The store has home of 7 in no country; of the buyer alone nothing is looked up.
  expect(await answers({ ...row, buyer: '7', country: 'fr' })).toEqual([
    ['9', '[7,"fr"]'],
    [skew, 'value', 'no such key', 'not online'],
    'value',
  ]);
  expect(await answers({ buyer: '1152921504606846976', seller: 1, country: null })).toEqual([
    ['1'],
    [skew, 'no such key', skew, 'not online'],
    'no such key',
  ]);
  expect((await answers({ buyer: null, seller: null, country: 'de' }))[1]).toEqual([
    ...[skew, 'no such key', skew, 'not online'],
  ]);
});

test('a feature that the served version lacks is null, one of an older definition is not shown', async () => {
  const older = { 'shop.spend.v1': { '7': '{"gone": 1, "spend_item_count": 3}' } };
  expect((await fetched('plain', { buyer: 7 }, older)).feature).toBe(
    '{"spend_price_sum_7d":null,"spend_price_last3":null,"spend_item_histogram":null,"spend_item_count":3}',
  );
  expect(opened).toBe(0);
});

test("keep: 'derived' leaves the features out; left columns that are no keys can be given", async () => {
  expect((await fetched('ratio', { buyer: 7, cart: 10 }, stored)).feature).toBe('{"cart_share":0.25}');
  expect(opened).toBe(1);
  expect((await fetched('ratio', { buyer: 7 }, stored)).feature).toBe('{"cart_share":null}');
  expect((await fetched('ratio', { buyer: 7, cart: null }, stored)).feature).toBe('{"cart_share":null}');
});

test('a derivation finds its columns however it names them', async () => {
  expect((await fetched('odd', { buyer: 7 }, stored)).feature).toBe('{"most":5,"next":4,"one":1}');
  expect((await fetched('constant', { buyer: 1 }, stored)).feature).toBe('{"one":1}');
});

test('a derivation that raises: it is named with its error, and all else is answered; so where one raises alone', async () => {
  const answer = await fetched('risky', { buyer: 7 }, stored);
  expect(answer.answer).toBe('derivation failed');
  expect(answer.parts.map((one) => one.answer)).toEqual(['value']);
  expect(values(answer)).toEqual({
    ...{ spend_price_sum_7d: 40, spend_price_last3: [12.5, 7.25], spend_item_histogram: { b: 1, aa: 2 } },
    ...{ spend_item_count: 3, twice: 6 },
  });
  expect(answer.failed).toEqual([
    {
      column: 'level',
      code: 'CHR2056',
      message:
        'shop.risky.v1 for buyer=7: Out of Range Error: cannot take logarithm of zero\n  features/shop/risky.ts derive.level: ln(spend_item_count - 3)',
      hint: 'give null where it has no value: TRY(ln(spend_item_count - 3)), or CASE WHEN ... THEN ... END',
    },
    {
      column: 'code',
      code: 'CHR2056',
      message:
        "shop.risky.v1 for buyer=7: Conversion Error: Could not convert string 'aa' to INT64\n  features/shop/risky.ts derive.code: CAST(map_keys(spend_item_histogram)[1] AS BIGINT)",
      hint: expect.stringContaining('TRY(CAST(') as unknown,
    },
  ]);
  // Nothing is known of another buyer, and nothing of it raises.
  const nobody = await fetched('risky', { buyer: 1 }, stored);
  expect(nobody).toMatchObject({ answer: 'no such key' });
  expect(values(nobody)).toMatchObject({ level: null, twice: null, code: null });
  expect(nobody).not.toHaveProperty('failed');
});

test('keys of another name or type are refused with what there is', async () => {
  const refused = async (name: string, keys: Readonly<Record<string, unknown>>) =>
    await fetched(name, keys, stored).then(
      () => null,
      (error: unknown) => error,
    );
  expect(await refused('basket', { buyer: 7, country: 'de' })).toMatchObject({
    code: 'CHR2336',
    exitCode: 2,
    message: 'shop.basket.v1 needs buyer, seller, country; it takes cart too',
    hint: '--key buyer=... --key seller=... --key country=...',
  });
  expect(await refused('basket', { ...row, card: 3 })).toMatchObject({
    code: 'CHR2336',
    message: "shop.basket.v1 has no key 'card'; it needs buyer, seller, country; it takes cart too",
    hint: expect.stringContaining("did you mean 'cart'?") as unknown,
  });
  // The ts of the left is not read by any derivation.
  expect(await refused('ratio', { buyer: 7, ts: 3 })).toMatchObject({ code: 'CHR2336' });
  expect(await refused('basket', { ...row, buyer: 'u7' })).toMatchObject({
    code: 'CHR2310',
    message: 'key buyer is bigint, got "u7"',
  });
  expect(await refused('ratio', { buyer: 7, cart: '1.234' })).toMatchObject({
    code: 'CHR2310',
    message: 'key cart is decimal(9, 2), got "1.234", which does not fit',
  });
});

test('a value of an earlier type is named, where a derivation would read it', async () => {
  const earlier = { 'shop.spend.v1': { '7': '{"spend_price_sum_7d": "40"}' } };
  await expect(fetched('ratio', { buyer: 7 }, earlier)).rejects.toMatchObject({
    code: 'CHR2338',
    message: expect.stringContaining('shop.spend.v1') as unknown,
    hint: 'backfill and upload shop.spend.v1 again',
  });
  expect((await fetched('plain', { buyer: 7 }, earlier)).feature).toContain('"spend_price_sum_7d":"40"');
});
