import type { Input, Lookback } from '../plan.ts';
import type { CheckedSource } from './source.ts';

/** What a source reads of its table; `own` are the partitions that it sees of one that has any. */
export const sourceInput = (source: CheckedSource, own: Lookback): Input => {
  const { ref, view, reading, days } = source;
  const byDay = view.partition === null && isByDay(source);
  return {
    ref,
    partitions: view.partition !== null || byDay ? own : withoutDays(source),
    ...reading,
    bounds: days,
    // A day without a file is a day on which nothing happened.
    missing: byDay ? 'empty' : (source.source.missing ?? 'block'),
  };
};

/** Files whose days are those of the event times, and so of the partitions that a source without any has. */
const isByDay = ({ source }: CheckedSource): boolean => {
  const { table, timeColumn, select = {} } = source;
  if (table.kind !== 'external' || table.dayColumn === undefined || timeColumn?.kind !== 'column') return false;
  return timeColumn.name === table.dayColumn && !Object.hasOwn(select, table.dayColumn);
};

/** Any file may hold a row that is seen; of ours there is one set of rows. */
const withoutDays = ({ source }: CheckedSource): Lookback =>
  source.table.kind === 'external' ? { kind: 'whole' } : { kind: 'unpartitioned' };
