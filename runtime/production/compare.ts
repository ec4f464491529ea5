import { committedFiles, textOf } from './committed.ts';

/** How production/ differs from a compile; paths from the root, in order. */
export type Difference = {
  readonly missing: readonly string[];
  readonly differing: readonly string[];
  /** Plans of definitions there are no more. */
  readonly stale: readonly string[];
};

/** Compares without writing. `whole` false: the compile was of some definitions, so other files are not stale. */
export const compareProduction = async (
  root: string,
  files: ReadonlyMap<string, string>,
  { whole }: { readonly whole: boolean },
): Promise<Difference> => {
  const missing: string[] = [];
  const differing: string[] = [];
  for (const [path, text] of files) {
    const committed = await textOf(root, path);
    if (committed === null) missing.push(path);
    else if (committed !== text) differing.push(path);
  }
  const stale = whole ? (await committedFiles(root)).filter((path) => !files.has(path)) : [];
  return { missing: missing.toSorted(), differing: differing.toSorted(), stale };
};

export const isSame = ({ missing, differing, stale }: Difference): boolean =>
  missing.length + differing.length + stale.length === 0;
