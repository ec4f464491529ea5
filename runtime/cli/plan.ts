import { plan } from '../api/plan.ts';
import type { PlannedBackfill, PlannedTable, PlannedWork } from '../api.ts';
import { type ExitCode, exitCodes } from '../errors.ts';
import { rangeText } from '../plan/work.ts';
import { counted } from './count.ts';
import { type FillFlags, fillRequest } from './flags.ts';
import { nothingToDo } from './line-progress.ts';
import { detailLines } from './plan-details.ts';
import type { CommonFlags, Session } from './session.ts';
import { sizeText } from './size.ts';
import type { Terminal } from './terminal.ts';
import { padding } from './text-width.ts';

/** `chron plan`: exit 3 when there is something to compute. */
export const planCommand = async (
  flags: CommonFlags & FillFlags & { readonly verbose?: boolean },
  { project, terminal, world }: Session,
): Promise<ExitCode> => {
  const planned = await plan(await project(), { ...fillRequest(flags), verbose: flags.verbose, signal: world.signal });
  if (terminal.json) terminal.out(JSON.stringify(planned));
  else for (const line of linesOf(planned, terminal)) terminal.out(line);
  return planned.work ? exitCodes.outOfDate : exitCodes.ok;
};

const linesOf = ({ tables, notes, work, next }: PlannedBackfill, { quiet, colors }: Terminal): readonly string[] => [
  ...tables.flatMap((table) => (quiet && table.compute.length === 0 ? [] : tableLines(table, colors))),
  ...(quiet ? [] : notes),
  ...(quiet || !work ? [] : [summary(tables)]),
  ...(quiet || next === null ? [] : [`  next: ${next}`]),
];

const tableLines = (planned: PlannedTable, colors: Terminal['colors']): readonly string[] => {
  const { table, partitions, compute, reads, days, fingerprint } = planned;
  if (compute.length === 0)
    return [nothingToDo({ event: 'nothing to do', table, partitions, definition: fingerprint })];
  const count = (certainty: PlannedWork['certainty']): number =>
    compute.reduce((sum, one) => sum + (one.certainty === certainty ? one.partitions : 0), 0);
  const [sure, perhaps, estimated] = [count('sure'), count('perhaps'), count('estimated')];
  const counts = [
    ...(sure > 0 ? [days === null ? 'to compute' : `${sure} of ${counted(partitions, 'day')} to compute`] : []),
    ...(perhaps > 0
      ? [days === null ? 'perhaps to compute' : `perhaps ${perhaps} of ${counted(partitions, 'day')}`]
      : []),
    ...(estimated > 0 ? [`estimated ${estimated} of ${counted(partitions, 'day')}`] : []),
  ];
  return [
    `${colors.bold(table)}: ${counts.join(', ')}`,
    ...workLines(compute),
    ...readLines(reads),
    ...detailLines(planned),
  ];
};

const marks: Readonly<Record<PlannedWork['certainty'], string>> = {
  sure: '',
  perhaps: 'perhaps: ',
  estimated: 'estimated: ',
};

const shownRanges = 4;

const workLines = (compute: readonly PlannedWork[]): readonly string[] => {
  const rows = compute.map((one) => {
    const ranges = (one.days ?? []).map(rangeText);
    const more = ranges.length > shownRanges ? ` and ${ranges.length - shownRanges} more` : '';
    const count = one.days === null ? '' : counted(one.partitions, 'day');
    return {
      days: `${ranges.slice(0, shownRanges).join(', ')}${more}`,
      count,
      reason: marks[one.certainty] + one.reason,
    };
  });
  const [days, count] = [widest(rows.map((row) => row.days)), widest(rows.map((row) => row.count))];
  return rows.map((row) =>
    days === 0
      ? `  ${row.reason}`
      : `  ${row.days}${padding(row.days, days)}  ${padding(row.count, count)}${row.count}  ${row.reason}`,
  );
};

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));

const readLines = (reads: PlannedTable['reads']): readonly string[] =>
  reads.map(({ input, bytes, waiting, by }) => {
    const known = bytes === 0 ? '' : `about ${sizeText(bytes)} of ${input}`;
    const later =
      waiting === 0 ? '' : `${counted(waiting, 'partition')} of ${bytes === 0 ? input : 'it'}, not there yet`;
    const and = known === '' || later === '' ? '' : ' and ';
    return `  reads ${known}${and}${later}${by === 'whole' ? ' (one version for all days)' : ''}`;
  });

const summary = (tables: readonly PlannedTable[]): string => {
  const busy = tables.filter(({ compute }) => compute.length > 0);
  const count = (certainty: PlannedWork['certainty']): number =>
    busy
      .flatMap(({ compute }) => compute)
      .reduce((sum, one) => sum + (one.certainty === certainty ? one.partitions : 0), 0);
  const bytes = busy.flatMap(({ reads }) => reads).reduce((sum, one) => sum + one.bytes, 0);
  const waiting = busy.flatMap(({ reads }) => reads).some((one) => one.waiting > 0);
  const [perhaps, estimated] = [count('perhaps'), count('estimated')];
  return [
    `to compute: ${counted(count('sure'), 'partition')} of ${counted(busy.length, 'table')}`,
    ...(perhaps > 0 ? [`, ${perhaps} more perhaps`] : []),
    ...(estimated > 0 ? [`, ${estimated} more estimated`] : []),
    `; ${bytes === 0 && waiting ? 'what is read is not there yet' : `about ${sizeText(bytes)} to read`}`,
    ...(bytes > 0 && waiting ? [', and what is not there yet'] : []),
  ].join('');
};
