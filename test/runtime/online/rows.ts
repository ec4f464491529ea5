import type { OnlineRow, Publish } from '#runtime/ports';

async function* batches(rows: readonly OnlineRow[]): AsyncGenerator<readonly OnlineRow[]> {
  for (let from = 0; from < rows.length; from += 1000) yield rows.slice(from, from + 1000);
}

/** `count` rows `u0`, `u1`, ... that say which input they came from. */
export const numbered = (count: number, input: string): readonly OnlineRow[] =>
  Array.from({ length: count }, (_, n) => [`u${n}`, JSON.stringify({ input, n })]);

/** A request for these rows in so many chunks. */
export const request = (
  rows: readonly OnlineRow[],
  given: Partial<Publish> & { readonly inputDigest: string },
  chunks = 4,
): Publish => ({
  definition: 'shop.users.v1',
  description: 'Users',
  ds: '2024-01-01',
  runId: `run-${given.inputDigest}`,
  rows: rows.length,
  chunks,
  chunk: (index) =>
    batches(rows.slice(Math.floor((rows.length * index) / chunks), Math.floor((rows.length * (index + 1)) / chunks))),
  ...given,
});
