import { choose, scriptSql } from '#compiler';
import type { DateRange } from '../backfill/date-range.ts';
import { inputName } from '../backfill/input-name.ts';
import { knownOfPart } from '../backfill/known.ts';
import { bindBy, type Reach } from '../backfill/sources.ts';
import type { Target } from '../backfill/tasks.ts';
import { within } from '../tables/scan-of.ts';

/** What is read of one input, over all steps; `waiting`: partitions whose size is not known, they are not there yet. */
export type InputRead = {
  readonly input: string;
  readonly bytes: number;
  readonly waiting: number;
  /** How the days of files are told apart: 'whole' is one version for every day. null: a table. */
  readonly by: 'path' | 'footer' | 'whole' | null;
};

/**
 * Bytes of the files that the steps read, a file once a step: by the very scans of their SQL. Of a file that has columns
 * which are not asked for less is read.
 */
export const readsOf = (
  target: Target,
  steps: readonly DateRange[],
  { latest }: { readonly latest: string },
): readonly InputRead[] => {
  const { node, newest, madeOf, sources } = target;
  const found = new Map<string, Omit<InputRead, 'waiting'>>();
  const waiting = new Map<string, Set<string>>();
  for (const step of steps) {
    const seen = new Map<string, Map<string, number | null>>();
    const bind = bindBy(sources, (reach, scan) => {
      const { ref } = scan;
      const name = 'files' in reach ? inputName({ ...scan, ref }) : reach.node.output.table;
      const pieces = seen.get(name) ?? new Map<string, number | null>();
      seen.set(name, pieces);
      for (const [piece, bytes] of piecesOf(reach)) pieces.set(piece, bytes);
      if (!found.has(name)) found.set(name, { input: name, bytes: 0, by: byOf(reach) });
      return '';
    });
    scriptSql(
      choose(node, { ...step, latest, newest }, { slices: 1, ...knownOfPart({ node, madeOf, range: step }) }),
      bind,
    );
    for (const [name, pieces] of seen) {
      const before = found.get(name);
      if (before === undefined) throw new Error(`internal: nothing is known of ${name}`);
      found.set(name, {
        ...before,
        bytes: before.bytes + [...pieces.values()].reduce<number>((sum, size) => sum + (size ?? 0), 0),
      });
      const missing = [...pieces].flatMap(([piece, size]) => (size === null ? [piece] : []));
      waiting.set(name, new Set([...(waiting.get(name) ?? []), ...missing]));
    }
  }
  return [...found.values()]
    .map((one) => ({ ...one, waiting: waiting.get(one.input)?.size ?? 0 }))
    .filter((one) => one.bytes > 0 || one.waiting > 0);
};

const byOf = (reach: Reach): InputRead['by'] => ('files' in reach ? (reach.files?.by ?? null) : null);

/** The files of others, or the partitions of a table, and how large they are; null: they are to be computed. */
const piecesOf = (reach: Reach): readonly (readonly [string, number | null])[] => {
  if ('files' in reach) {
    const { files } = reach;
    const paths = reach.ranges.flatMap((days) => files?.files(days) ?? []);
    return paths.map((path) => [path, files?.sizes.get(path) ?? 0]);
  }
  return [...(reach.state?.partitions.values() ?? [])]
    .filter(({ ds }) => reach.ranges.some((range) => within(ds, range)))
    .map(({ ds, files, planned }) => {
      const bytes = files.reduce((sum, { size }) => sum + size, 0);
      return [ds, planned !== undefined && files.length === 0 ? null : bytes];
    });
};
