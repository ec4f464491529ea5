/** Names that are close to a misspelt one, nearest first: at most two. */
export const near = (word: string, names: Iterable<string>): readonly string[] => {
  const limit = Math.max(1, Math.floor(word.length / 3));
  return [...new Set(names)]
    .map((name) => ({ name, distance: name.includes(word) && word.length > 2 ? 1 : editDistance(word, name) }))
    .filter(({ distance }) => distance <= limit)
    .toSorted((a, b) => a.distance - b.distance || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .slice(0, 2)
    .map(({ name }) => name);
};

/** Insertions, deletions, replacements, and exchanges of two neighbours (optimal string alignment); case is nothing. */
const editDistance = (one: string, other: string): number => {
  const [a, b] = [[...one.toLowerCase()], [...other.toLowerCase()]];
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (const i of a.keys()) {
    const next = [i + 1];
    rows.push(next);
    for (const j of b.keys()) {
      const edits = [at(i, j) + (a[i] === b[j] ? 0 : 1), at(i, j + 1) + 1, at(i + 1, j) + 1];
      const exchanged = i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j];
      next.push(Math.min(...edits, ...(exchanged ? [at(i - 1, j - 1) + 1] : [])));
    }
  }
  return at(a.length, b.length);
};
