/** How often a process was killed at each step, told at the end. */
export type KillCounts = {
  readonly add: (step: string) => void;
  readonly of: (step: string) => number;
  readonly print: (title: string) => void;
};

export const killCounts = (): KillCounts => {
  const counts = new Map<string, number>();
  return {
    add: (step) => void counts.set(step, (counts.get(step) ?? 0) + 1),
    of: (step) => counts.get(step) ?? 0,
    print: (title) => {
      const lines = [...counts].map(([step, count]) => `  ${String(count).padStart(4)}  ${step}`);
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
      console.info([title, ...lines, `  ${String(total).padStart(4)}  in total`].join('\n'));
    },
  };
};
