import type { Event } from '../ports.ts';
import { counted } from './count.ts';
import type { Progress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** One line for whatever happens: for files and pipes. */
export const lineProgress = ({ out }: Pick<Terminal, 'out'>): Progress => ({
  report: (event) => {
    const line = lineOf(event);
    if (line !== null) out(line);
  },
  close: () => undefined,
});

const lineOf = (event: Event): string | null => {
  switch (event.event) {
    case 'started':
      return `${event.table}: ${counted(event.partitions, 'partition')} to compute`;
    case 'progress':
      return null;
    case 'partition':
      return `${event.table}${event.ds === null ? '' : ` ${event.ds}`}: ${counted(event.rows, 'row')} (${event.reason})`;
    case 'finished':
      return `${event.table}: ${event.partitions}/${event.partitions} partitions, ${counted(event.rows, 'row')}, ${event.seconds.toFixed(1)} s`;
    case 'nothing to do':
      return nothingToDo(event);
    case 'uploaded':
      return `  ${uploadedLine(event)}`;
    case 'upload failed':
      return `  ${failedLine(event)}`;
    case 'note':
      return event.text;
  }
};

export const nothingToDo = ({
  table,
  partitions,
  definition,
}: Extract<Event, { readonly event: 'nothing to do' }>): string =>
  `${table}: nothing to do: ${partitions}/${partitions} partitions filled by this definition (${definition})`;

export const uploadedLine = ({
  outcome,
  table,
  ds,
  rows,
  version,
}: Extract<Event, { readonly event: 'uploaded' }>): string =>
  outcome === 'published'
    ? `${table} ${ds}: ${counted(rows, 'row')} published as version ${version}`
    : `${table} ${ds}: nothing to do: version ${version} (${counted(rows, 'row')}) is current already`;

/** Why stands in the error that the command ends with. */
export const failedLine = ({ table, code }: Extract<Event, { readonly event: 'upload failed' }>): string =>
  `${table}: not uploaded (${code})`;
