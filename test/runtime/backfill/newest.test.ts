import { expect, test } from 'vitest';
import type { ExternalNode, Input } from '#compiler/plan';
import { newestOf } from '#runtime/backfill/newest';
import type { ExternalVersions } from '#runtime/external/external-version';
import type { Engine } from '#runtime/ports';

const ref = 'shop.rates';
const external = {
  kind: 'external',
  name: ref,
  format: 'csv',
  location: 'rates.csv',
  partitionColumn: 'day',
  dayColumn: null,
  columns: [{ name: 'day', type: { kind: 'date' }, description: null }],
} as unknown as ExternalNode;
const input: Input = {
  ref,
  partitions: { kind: 'newest', rows: 'none' },
  bounds: { start: null, end: null },
  missing: 'empty',
};
const files = { by: 'whole', days: [], files: () => [], version: () => 'absent' } as unknown as ExternalVersions;

/** An engine that is busy until it is interrupted. */
const busyEngine = () => {
  const ends: ((reason: Error) => void)[] = [];
  const interrupt = () => {
    for (const end of ends.splice(0)) end(new Error('INTERRUPT Error: Interrupted!'));
  };
  const rows = () => new Promise((_resolve, reject) => ends.push(reject));
  return { rows, interrupt, isBusy: () => ends.length > 0 };
};

test('Ctrl-C stops the look for the newest day in files, while it runs and before', async () => {
  const engine = busyEngine();
  const stop = new AbortController();
  const look = () =>
    newestOf({ name: 'shop.orders.v1', inputs: [input] }, new Map([[ref, { kind: 'files', files }]]), {
      engine: async () => engine as unknown as Engine,
      signal: stop.signal,
      external: () => external,
    });
  const looking = look();
  await expect.poll(engine.isBusy).toBe(true);
  stop.abort('SIGINT');
  await expect(looking).rejects.toMatchObject({ exitCode: 130 });
  await expect(look()).rejects.toMatchObject({ exitCode: 130 });
});
