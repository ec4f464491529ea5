import { readdirSync } from 'node:fs';
import { expect } from 'vitest';
import { daysBetween } from '#compiler';
import type { PlannedBackfill, PlannedWork } from '#runtime/api';
import { plan } from '#runtime/api/plan';
import type { filledProject } from '../backfill/filled-project.ts';

type Filled = Pick<Awaited<ReturnType<typeof filledProject>>, 'project' | 'run'>;

type Asked = {
  readonly conf: string;
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly force?: boolean;
};

/** `table ds` of what is planned, of some certainties. */
export const plannedDays = (
  { tables }: PlannedBackfill,
  certainties: readonly PlannedWork['certainty'][],
): readonly string[] =>
  tables.flatMap(({ table, compute }) =>
    compute
      .filter(({ certainty }) => certainties.includes(certainty))
      .flatMap(({ days }) =>
        days === null
          ? [`${table} null`]
          : days.flatMap(({ start, end }) => daysBetween(start, end).map((ds) => `${table} ${ds}`)),
      ),
  );

const look = async ({ project }: Filled, asked: Asked): Promise<PlannedBackfill> =>
  await plan(project, { ...asked, signal: new AbortController().signal });

const warehouse = ({ project }: Filled): readonly string[] => {
  try {
    return readdirSync(project.warehouse, { recursive: true }).map(String).toSorted();
  } catch {
    return ['no warehouse'];
  }
};

/**
 * Plans, fills and plans again: what was sure is computed, nothing else is but what was said to be perhaps, nothing is
 * written by looking, and after it there is nothing to do. `late`: left rows are of other days than their partitions, so
 * that an estimate may be wrong.
 */
export const agreed = async (one: Filled, asked: Asked, { late = false } = {}) => {
  const before = warehouse(one);
  const planned = await look(one, asked);
  expect(warehouse(one)).toEqual(before);
  const { conf, start, end, force = false } = asked;
  const { computed, result } = await one.run(conf, start, end, { force });
  // A left that a part reads too is come to twice.
  const done = [...new Set(computed.map((line) => line.split(':')[0] ?? ''))].toSorted();
  const sure = plannedDays(planned, ['sure']);
  expect(sure.filter((day) => !done.includes(day))).toEqual([]);
  const possible = new Set(plannedDays(planned, ['sure', 'perhaps', 'estimated']));
  if (!late) expect(done.filter((day) => !possible.has(day))).toEqual([]);
  if (possible.size === sure.length && !late) expect(done).toEqual(sure.toSorted());
  expect(planned.work).toBe(possible.size > 0);
  const tables = planned.tables.map(({ table }) => table);
  if (!late) expect(tables).toEqual(result.tables.map(({ table }) => table));
  const after = await look(one, { conf, start, end });
  expect(after).toMatchObject({ work: false, notes: planned.notes.filter((text) => text.includes(' far from ')) });
  expect(plannedDays(after, ['sure', 'perhaps', 'estimated'])).toEqual([]);
  return { planned, done, after };
};

/** A line for each group of days: `shop.spend sure 2024-01-03..2024-01-06: missing`. */
export const told = ({ tables }: PlannedBackfill): readonly string[] =>
  tables.flatMap(({ table, compute }) =>
    compute.map(({ certainty, days, reason }) => {
      const ranges = (days ?? []).map(({ start, end }) => (start === end ? start : `${start}..${end}`));
      return `${table} ${certainty} ${ranges.join(' ')}: ${reason}`;
    }),
  );
