import type { Event } from '../ports.ts';
import { counted } from './count.ts';
import { failedLine, nothingToDo, uploadedLine } from './line-progress.ts';
import type { Progress } from './progress.ts';
import type { Terminal } from './terminal.ts';

const barWidth = 20;
const nameWidth = 40;
const clearLine = '\r\u001b[2K';

type Partition = Extract<Event, { readonly event: 'partition' }>;

/** A line a table, redrawn while it is computed; what is unusual about its partitions stands below it. */
export const barProgress = (
  { draw, out, colors }: Pick<Terminal, 'draw' | 'out' | 'colors'>,
  columns: number,
): Progress => {
  let open: string | null = null;
  let seen: Partition[] = [];
  const show = (line: string): void => {
    open = line;
    draw(clearLine + line);
  };
  const print = (...lines: readonly string[]): void => {
    if (open !== null) draw(clearLine);
    for (const line of lines) out(line);
    if (open !== null) draw(open);
  };
  const lineOf = (table: string, done: number, of: number): string => {
    const filled = of === 0 ? barWidth : Math.round((barWidth * done) / of);
    const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
    return `  ${table.padEnd(nameWidth)} ${bar}  ${done}/${of}`;
  };
  return {
    report: (event) => {
      switch (event.event) {
        case 'started':
          seen = [];
          show(lineOf(event.table, 0, event.partitions).slice(0, columns - 1));
          return;
        case 'progress':
          show(lineOf(event.table, event.done, event.of).slice(0, columns - 1));
          return;
        case 'partition':
          seen.push(event);
          return;
        case 'finished': {
          if (open !== null) draw(clearLine);
          open = null;
          const line = lineOf(event.table, event.partitions, event.partitions);
          out(`${line}   ${counted(event.rows, 'row')}    ${event.seconds.toFixed(1)} s`);
          for (const note of notesOn(seen, event)) out(`    ${colors.dim(note)}`);
          return;
        }
        case 'nothing to do':
          print(`  ${nothingToDo(event)}`);
          return;
        case 'uploaded':
          print(`  ${uploadedLine(event)}`);
          return;
        case 'upload failed':
          print(`  ${failedLine(event)}`);
          return;
        case 'note':
          print(`  ${event.text}`);
      }
    },
    close: () => {
      if (open !== null) draw('\n');
      open = null;
    },
  };
};

/** Why partitions were computed that were there already, and which ones have no rows. */
const notesOn = (
  seen: readonly Partition[],
  { computed, partitions: all }: { readonly computed: number; readonly partitions: number },
): readonly string[] => {
  const days = (partitions: readonly Partition[]): string => {
    const names = partitions.map(({ ds }) => ds ?? 'the whole table');
    return names.length > 3 ? `${names[0]} … ${names.at(-1)}` : names.join(', ');
  };
  const reasons = new Map<string, Partition[]>();
  for (const one of seen) reasons.set(one.reason, [...(reasons.get(one.reason) ?? []), one]);
  const recomputed = [...reasons].filter(([reason]) => reason !== 'missing');
  const empty = seen.filter(({ rows }) => rows === 0);
  return [
    ...(computed < all ? [`${all - computed} of them were filled already`] : []),
    ...recomputed.map(([reason, partitions]) => `${counted(partitions.length, 'partition')} computed again: ${reason}`),
    ...(empty.length === 0 ? [] : [`without rows: ${days(empty)}`]),
  ];
};
