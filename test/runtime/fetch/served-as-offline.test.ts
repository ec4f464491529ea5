// The Join that is served against the Join that is backfilled: every column of 50 left rows at the first moment after
// the uploaded day.
import { isLosslessNumber, parse } from 'lossless-json';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { backfill, openFetcher, openProject, type Project, upload } from '#runtime';
import { chron } from '../cli/command-line.ts';
import { projectFolder } from '../project/project-folder.ts';
import { after, type Checkout, market, marketRows, uploaded } from './market.ts';

const { checkouts, files } = marketRows(20_240_105, 50);
const conf = 'features/market/basket.ts';
const watched = { reporter: { report: () => undefined }, signal: new AbortController().signal };

let folder: ReturnType<typeof projectFolder>;
let project: Project;
let offline: ReadonlyMap<number, Readonly<Record<string, unknown>>>;

beforeAll(async () => {
  folder = projectFolder({ ...market, ...files });
  project = await openProject({ from: folder.root, environment: {} });
  for (const part of ['spend', 'home', 'person']) {
    await backfill(project, { conf: `features/market/${part}.ts`, start: '2024-01-01', end: uploaded, ...watched });
  }
  await backfill(project, { conf, start: after, end: after, ...watched });
  const shown = await chron(folder.root, ['show', 'market.basket', '--json']);
  const rows = values(shown.out) as readonly Readonly<Record<string, unknown>>[];
  offline = new Map(rows.map((row) => [Number(row['id']), row]));
  const done = await upload(project, { conf, ds: uploaded, ...watched });
  expect(done.map((one) => `${one.definition} ${one.ds}`)).toEqual([
    `market.spend.v1 ${uploaded}`,
    `market.home.v1 ${uploaded}`,
    `market.person.v1 ${uploaded}`,
  ]);
});
afterAll(async () => {
  await chron(folder.root, ['dev', 'stop']);
  folder.remove();
});

/** JSON with whole numbers to the last digit, as text; 1e2 and 100.0 are one number. */
const values = (json: string): unknown => comparable(parse(json));

const comparable = (value: unknown): unknown => {
  if (isLosslessNumber(value)) return /^-?\d+$/.test(value.value) ? value.value : Number(value.value);
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, comparable(one)]));
};

/** Averages of doubles, all of them above 0, depend on the order of their rows in the last digits. */
const averages = ['spend_weight_average_3d', 'seller_spend_weight_average_3d'] as const;
const without = (names: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(names.map((name) => [name, 'compared by itself']));

const keysOf = ({ buyer, seller, country, cart }: Checkout) => ({ buyer, seller, country, cart });

test('50 rows: each column as it is offline, in four parts of three GroupBys', async () => {
  const fetcher = await openFetcher(project, { conf });
  const seen = new Map<string, number>();
  let notNull = 0;
  try {
    for (const checkout of checkouts) {
      const [answer] = await fetcher.fetch(keysOf(checkout));
      if (answer?.parts === undefined) throw new Error('not a join');
      const { id, buyer, seller, country, cart, ts, ds, ...expected } = offline.get(checkout.id) ?? {};
      expect({ buyer, seller, country }).toEqual({
        buyer: checkout.buyer === null ? null : String(checkout.buyer),
        seller: checkout.seller === null ? null : String(checkout.seller),
        country: checkout.country,
      });
      const served = values(answer.feature) as Readonly<Record<string, unknown>>;
      expect(Object.keys(served)).toEqual(Object.keys(expected));
      const asked = JSON.stringify(keysOf(checkout), (_, value: unknown) =>
        typeof value === 'bigint' ? `${value}` : value,
      );
      for (const name of averages) {
        const [is, should] = [served[name], expected[name]];
        if (typeof should === 'number') expect(Math.abs(Number(is) - should) / should, asked).toBeLessThan(1e-9);
        else expect(is, asked).toBe(null);
      }
      expect({ ...served, ...without(averages) }, asked).toEqual({ ...expected, ...without(averages) });
      notNull += Object.values(served).filter((value) => value !== null).length;
      for (const [index, part] of answer.parts.entries()) {
        const name = `${index} ${part.answer}`;
        seen.set(name, (seen.get(name) ?? 0) + 1);
      }
    }
  } finally {
    await fetcher.close();
  }
  // Every part is found for many rows and not found for others.
  expect(offline.size).toBe(50);
  expect(seen.size).toBe(8);
  expect(Math.min(...seen.values())).toBeGreaterThan(3);
  expect(notNull).toBeGreaterThan(500);
});

test('one round trip a row, once the versions are remembered', async () => {
  const fetcher = await openFetcher(project, { conf });
  try {
    const found: Checkout[] = [];
    for (const checkout of checkouts) {
      const [answer] = await fetcher.fetch(keysOf(checkout));
      if (answer?.parts?.every((part) => part.answer === 'value')) found.push(checkout);
    }
    expect(found.length).toBeGreaterThan(3);
    await fetcher.fetch(keysOf(found[0] as Checkout));
    const sent = vi.spyOn(pg.Client.prototype, 'query');
    for (const checkout of found.slice(0, 3)) await fetcher.fetch(keysOf(checkout));
    const names = sent.mock.calls.map(([config]) => (config as unknown as { readonly name: string }).name);
    sent.mockRestore();
    expect(names).toEqual(['chron-features-of-4', 'chron-features-of-4', 'chron-features-of-4']);
  } finally {
    await fetcher.close();
  }
});
