import type { ExternalNode } from '#compiler/plan';

/** The table as a source reads it that takes another column, or key of the path, for the day; its format is that of its own. */
export const byDay = (node: ExternalNode, column: string | undefined): ExternalNode => {
  if (column === undefined) return node;
  const { partitionFormat: _, ...rest } = node;
  return { ...rest, partitionColumn: column };
};
