import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Purchase, shop } from '../../runtime/backfill/shop.ts';

export const asked = { start: '2024-01-02', end: '2024-01-04' } as const;
export const tables = ['shop.purchases', 'shop.spend'] as const;
export type Revision = 0 | 1;

const users = 40;
const days = ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04'];

/** Every price differs between the two revisions, so every partition of both tables does. */
const purchases = (revision: Revision): readonly Purchase[] =>
  days.flatMap((ds, day) =>
    Array.from(
      { length: users },
      (_, user): Purchase => [ds, `user_${user}`, 10 * day + user + 1000 * revision, `${ds} 10:00:00`],
    ),
  );

/** A table as sorted text: comparable whatever order files and rows are in. */
const asText = (rows: readonly Readonly<Record<string, unknown>>[] | null): string =>
  (rows ?? [])
    .map((row) => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value)))
    .sort()
    .join('\n');

/** What an undisturbed run of each revision gives, by table; made in a project of its own. */
const undisturbed = async (revision: Revision): Promise<ReadonlyMap<string, string>> => {
  const twin = await shop(purchases(revision));
  try {
    await twin.run(twin.features, asked.start, asked.end);
    return new Map(await Promise.all(tables.map(async (table) => [table, asText(await twin.table(table))] as const)));
  } finally {
    twin.remove();
  }
};

/** A project whose source has one of two revisions, and what both its tables must hold with each. */
export const twoRevisions = async () => {
  const project = await shop(purchases(0));
  const wanted = [await undisturbed(0), await undisturbed(1)] as const;
  return {
    ...project,
    revise: (revision: Revision): void => project.put(purchases(revision)),
    /** As if nothing had ever been computed. */
    forget: (): void => rmSync(join(project.root, '.chron', 'warehouse'), { recursive: true, force: true }),
    wanted: (revision: Revision, table: string): string => wanted[revision].get(table) ?? '',
    asText,
  };
};

export type TwoRevisions = Awaited<ReturnType<typeof twoRevisions>>;
