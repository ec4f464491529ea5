import fc from 'fast-check';
import { expect, test } from 'vitest';
import { count, days, double, eventSource, type GroupBy, groupBy, long, minutes, parquet, string } from '#dsl';
import { expectedRows } from '#runtime/verify/oracle';
import { windowStart } from '#runtime/verify/oracle-time';

const at = (text: string): bigint => BigInt(Date.parse(text));
const minute = 60_000n;
const hour = 60n * minute;
const day = 24n * hour;

test.each([
  ['1h', hour, '2023-11-30T10:07:30.000Z', '2023-11-30T09:05:00.000Z'],
  ['12h', 12n * hour, '2023-11-30T12:34:00.000Z', '2023-11-30T00:00:00.000Z'],
  ['11h', 11n * hour, '2023-11-30T12:34:00.000Z', '2023-11-30T01:30:00.000Z'],
  ['1d', day, '2023-04-10T03:10:00.000Z', '2023-04-09T03:00:00.000Z'],
  ['12d', 12n * day, '2023-11-30T05:01:00.000Z', '2023-11-18T00:00:00.000Z'],
  ['11d', 11n * day, '2023-11-30T05:01:00.000Z', '2023-11-19T05:00:00.000Z'],
  ['1d before 1970', day, '1969-12-31T23:59:59.999Z', '1969-12-30T23:00:00.000Z'],
  ['12d before 1970', 12n * day, '1970-01-02T00:00:00.001Z', '1969-12-21T00:00:00.000Z'],
])('a window of %s starts at its hop', (_name, window, end, start) => {
  expect(windowStart(at(end), window, 'sawtooth')).toBe(at(start));
  expect(windowStart(at(end), window, 'exact')).toBe(at(end) - window);
});

/**
 * The contract says the same twice: as a rule for each output day, and as the interval of days that an event counts on.
 * The oracle follows the rule; here is the interval.
 */
test('an event counts on the interval of days that semantics section 2 gives', () => {
  const table = parquet({ location: 't', columns: { id: string, x: double, ts: long } });
  const source = eventSource({ table, timeColumn: 'ts' });
  const lengths = [1, 7, 60, 690, 719, 720, 725, 1440, 1500, 4321, 12 * 1440 - 5, 12 * 1440, 12 * 1440 + 7];
  const floorDay = (time: bigint): bigint => (time - (((time % day) + day) % day)) / day;
  const label = (number: bigint): string => new Date(Number(number * day)).toISOString().slice(0, 10);
  const property = fc.property(
    fc.constantFrom(...lengths),
    fc.constantFrom('sawtooth' as const, 'exact' as const),
    fc.boolean(),
    fc.bigInt(-3n * day, 3n * day),
    fc.constantFrom(-1n, 0n, 1n),
    fc.integer({ min: -16, max: 16 }),
    (length, windowEdge, withTotal, time, nudge, shift) => {
      const ts = (time / (5n * minute)) * 5n * minute + nudge;
      const partition = floorDay(ts) + BigInt(shift);
      const definition = groupBy({
        name: 'g',
        sources: [source],
        keys: ['id'],
        aggregations: (c) => [
          count(c.x, { windows: [minutes(length as 1)], windowEdge }),
          ...(withTotal ? [count(c.x)] : [count(c.x, { windows: [days(2)] })]),
        ],
      }) as GroupBy;
      const window = BigInt(length) * minute;
      const hop = length >= 12 * 1440 ? day : length >= 720 ? hour : 5n * minute;
      const reach = windowEdge === 'exact' ? window : ((window + hop - 1n) / hop) * hop;
      const lookback = BigInt(Math.max(2, Math.ceil(length / 1440)));
      const from = partition > floorDay(ts) ? partition : floorDay(ts);
      const ends = [floorDay(ts + reach) - 1n, ...(withTotal ? [] : [partition + 1n + lookback])];
      const to = ends.reduce((a, b) => (a < b ? a : b));
      const rows = [{ ds: label(partition), id: 'a', x: 1, ts }];
      for (let asOf = from - 2n; asOf <= from + 20n; asOf += 1n) {
        const [row] = expectedRows(definition, [{ rows }], label(asOf));
        const name = `g_x_count_${length}m${windowEdge === 'exact' ? '_exact' : ''}`;
        expect(row?.features[name] ?? null).toBe(asOf >= from && asOf <= to ? 1n : null);
      }
    },
  );
  fc.assert(property, { numRuns: 400 });
});
