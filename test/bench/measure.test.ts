import { expect, test } from 'vitest';
import { alternate, counted, measure, median, type Side } from '#bench/measure';

const pause = async (ms: number): Promise<void> => await new Promise((resolve) => setTimeout(resolve, ms));

test('the median is the middle, or between the middle two', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 10, 2])).toBe(3);
  expect(() => median([])).toThrow('nothing');
});

test('sides take turns; the first round is not counted', async () => {
  const order: string[] = [];
  const side = (name: string): Side => ({ name, apart: [], run: async () => void order.push(name) });
  const samples = await alternate([side('a'), side('b')], 2);
  expect(order.join(' ')).toBe('a b a b a b');
  expect([...samples].map(([name, all]) => [name, all.length])).toEqual([
    ['a', 2],
    ['b', 2],
  ]);
});

test('parts add up to the whole; what stands apart does not count', async () => {
  const side: Side = {
    name: 'a',
    apart: ['commit'],
    run: async (watch) => {
      await watch('commit', () => pause(40));
      await watch('query', () => pause(20));
      await watch('commit', () => pause(40));
      await pause(10);
    },
  };
  const sample = await measure(side);
  const { commit, query, rest } = sample.parts;
  const [a, b, c] = [commit?.wall ?? 0, query?.wall ?? 0, rest?.wall ?? 0];
  expect(a).toBeGreaterThan(75);
  expect(b).toBeGreaterThan(18);
  expect(c).toBeGreaterThan(8);
  expect(a + b + c).toBeCloseTo(sample.whole.wall, 6);
  expect(counted(sample, side).wall).toBeCloseTo(b + c, 6);
});
