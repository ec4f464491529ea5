import type { Event } from '../ports.ts';
import { barProgress } from './bar-progress.ts';
import { lineProgress } from './line-progress.ts';
import type { Progress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** How the events of a long command are shown: data, nothing, a bar that is redrawn, or plain lines. */
export const openProgress = (terminal: Terminal): Progress => {
  if (terminal.json)
    return { report: (event) => terminal.out(JSON.stringify(eventData(event))), close: () => undefined };
  if (terminal.quiet) return { report: () => undefined, close: () => undefined };
  return terminal.columns === null ? lineProgress(terminal) : barProgress(terminal, terminal.columns);
};

/** The documented fields of an event and no others. */
const eventData = (event: Event): Event => {
  switch (event.event) {
    case 'started':
      return { event: event.event, table: event.table, partitions: event.partitions };
    case 'progress':
      return { event: event.event, table: event.table, done: event.done, of: event.of };
    case 'partition':
      return { event: event.event, table: event.table, ds: event.ds, rows: event.rows, reason: event.reason };
    case 'finished': {
      const { table, computed, partitions, rows, seconds } = event;
      return { event: event.event, table, computed, partitions, rows, seconds };
    }
    case 'nothing to do': {
      const { table, partitions, definition } = event;
      return { event: event.event, table, partitions, definition };
    }
    case 'uploaded': {
      const { outcome, versionId, version, rows, definition, table, ds } = event;
      return { event: event.event, outcome, versionId, version, rows, definition, table, ds };
    }
    case 'upload failed': {
      const { definition, table, code, message, hint } = event;
      return { event: event.event, definition, table, code, message, hint };
    }
    case 'note':
      return { event: event.event, text: event.text };
  }
};
