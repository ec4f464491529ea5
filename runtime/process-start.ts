import { readFileSync } from 'node:fs';

/**
 * When a process started, in the kernel's ticks: tells it from an earlier one that had the same number, as the first
 * process of each container has. null: not on Linux, or there is no such process.
 */
export const processStart = (pid: number): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
};
