import { beforeAll, describe, expect, test } from 'vitest';
import { nodeJson, nodeSql, parsePlan, planJson } from '#compiler';
import type { JoinNode, Plan, SourceRel } from '#compiler/plan';
import { planOf } from './compiled.ts';
import { shop } from './shop.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Compiles only while a plan holds JSON values and nothing else. */
const asJson = (value: Plan): Json => value;
// @ts-expect-error a date is no JSON
export const _date = (value: { readonly nodes: readonly { readonly at: Date }[] }): Json => value;
// @ts-expect-error nor is a bigint
export const _bigint = (value: { readonly nodes: readonly { readonly at: bigint }[] }): Json => value;
// @ts-expect-error nor undefined
export const _undefined = (value: { readonly at: string | undefined }): Json => value;
// @ts-expect-error nor a function
export const _function = (value: { readonly at: () => string }): Json => value;

let plan: Plan;
beforeAll(async () => {
  plan = await planOf(shop);
});

const left: SourceRel = {
  rel: {
    kind: 'project',
    input: { kind: 'scan', ref: 'shop.checkouts.v1', partitions: { from: null, to: '2024-01-01' }, columns: [] },
    outputs: [
      { name: 'user_id', expr: { kind: 'column', name: 'user_id', type: { kind: 'string' } } },
      { name: '__ts', expr: { kind: 'literal', value: null, type: { kind: 'bigint' } } },
    ],
    columns: [{ name: 'user_id', type: { kind: 'string' } }],
  },
  ref: 'shop.checkouts.v1',
  kind: 'events',
  partitioned: true,
  days: { start: null, end: null },
  cumulative: null,
  mutation: null,
};

const join: JoinNode = {
  kind: 'join',
  name: 'shop.training_set.v1',
  description: 'Ein Satz\nin "zwei" Zeilen – 😀',
  source: { file: 'features/shop/training_set.ts', export: 'v1' },
  fingerprint: { data: { own: { left: 'a1' }, upstream: { 'shop.spend.v1': 'b2' }, semantics: {} }, metadata: 'c3' },
  inputs: [
    {
      ref: 'shop.spend.v1',
      partitions: { kind: 'by-left-time', shift: -1, days: null },
      bounds: { start: null, end: '2024-01-01' },
      missing: 'empty',
    },
  ],
  output: {
    table: 'shop.training_set',
    partitionColumn: 'ds',
    keys: ['user_id'],
    columns: [{ name: 'ds', type: { kind: 'date' }, description: null }],
  },
  backfill: { start: '2023-12-01' },
  left,
  rowIds: ['id'],
  parts: [
    {
      kind: 'join-part',
      name: 'shop.training_set.v1/buyer_spend',
      join: 'shop.training_set.v1',
      features: 'shop.spend.v1',
      description: null,
      source: { file: 'features/shop/training_set.ts', export: 'v1' },
      fingerprint: { data: { own: { left: 'a1' }, upstream: {}, semantics: { sum: 1 } }, metadata: 'c3' },
      inputs: [],
      output: {
        table: 'shop.training_set__buyer_spend',
        partitionColumn: 'ds',
        keys: ['user_id', '__at'],
        columns: [],
      },
      backfill: { start: null },
      accuracy: 'temporal',
      prefix: 'buyer',
      keyMapping: { user_id: 'buyer_id' },
      left,
    },
  ],
  derivations: [
    {
      output: 'ratio',
      expr: { kind: 'user-sql', tokens: [{ kind: 'text', text: "'ß' || " }], type: { kind: 'double' } },
    },
  ],
  online: false,
};

describe('a plan as JSON', () => {
  test('every kind of node comes back as it was, and to the same bytes', () => {
    const whole: Plan = { version: 1, nodes: [...plan.nodes, join] };
    expect(new Set(whole.nodes.map((node) => node.kind))).toEqual(
      new Set(['external', 'staging-query', 'group-by', 'join']),
    );
    const text = planJson(whole);
    expect(parsePlan(text)).toEqual(whole);
    expect(planJson(parsePlan(text))).toBe(text);
    expect(JSON.parse(JSON.stringify(asJson(whole)))).toEqual(whole);
  });

  test('what reads a plan from JSON gets the SQL that the plan itself gives', () => {
    const read = parsePlan(planJson(plan));
    for (const [index, node] of plan.nodes.entries()) {
      const again = read.nodes[index];
      if (again === undefined) throw new Error(`no ${node.name}`);
      expect(nodeSql(again, read)).toBe(nodeSql(node, plan));
      expect(nodeJson(again)).toBe(nodeJson(node));
    }
  });

  test('the same definitions, found in another order, give the same bytes', async () => {
    const reversed = Object.fromEntries(Object.entries(shop).toReversed());
    expect(planJson(await planOf(reversed))).toBe(planJson(plan));
  });

  test('inputs stand before what reads them', () => {
    const names = plan.nodes.map((node) => node.name);
    expect(names).toEqual(['shop.purchases.raw', 'shop.purchases.v1', 'shop.spend.v1', 'shop.whales.v1']);
  });

  test('a committed node says its version, has sorted keys and ends its last line', () => {
    const [node] = plan.nodes;
    if (node === undefined) throw new Error('no node');
    const text = nodeJson(node);
    expect(text.endsWith('}\n')).toBe(true);
    expect(JSON.parse(text)).toEqual({ version: 1, node });
    const keys = [...text.matchAll(/^ {4}"(\w+)":/gm)].map((match) => match[1]);
    expect(keys).toEqual(keys.toSorted());
    expect(keys.length).toBeGreaterThan(5);
  });

  test('nothing of this run is in it: no date of today, no path of this machine', () => {
    const text = planJson(plan);
    expect(text).not.toContain(import.meta.dirname);
    expect(text).not.toContain(new Date().toISOString().slice(0, 10));
  });

  test.each([
    ['{"version":2,"nodes":[]}', 'unknown plan version 2: this chron reads 1'],
    ['{"nodes":[]}', 'unknown plan version undefined'],
    ['{"version":"1","nodes":[]}', 'unknown plan version "1"'],
    ['[]', 'unknown plan version'],
    ['null', 'unknown plan version'],
  ])('%s is refused', (text, message) => {
    expect(() => parsePlan(text)).toThrow(message);
  });
});
