/** Names that are close to a misspelt one, nearest first: at most two. */
export const near = (word: string, names: Iterable<string>): readonly string[] => {
  const limit = Math.max(1, Math.floor(word.length / 3));
  return [...names]
    .map((name) => ({ name, distance: name.includes(word) && word.length > 2 ? 1 : editDistance(word, name) }))
    .filter(({ distance }) => distance <= limit)
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 2)
    .map(({ name }) => name);
};

/** Levenshtein: insertions, deletions, replacements. */
const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, right] of [...b].entries()) {
      const replace = (row[j] ?? 0) + (left.toLowerCase() === right.toLowerCase() ? 0 : 1);
      next.push(Math.min(replace, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};
