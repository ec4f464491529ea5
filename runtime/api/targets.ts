import { dirname } from 'node:path';
import type { ExternalNode, Folders, NodeRef, Plan, PlanNode, WrittenNode } from '#compiler/plan';
import { type DateRange, rangeOf } from '../backfill/date-range.ts';
import { readersOf } from '../backfill/inline-views.ts';
import { inputName } from '../backfill/input-name.ts';
import type { ExternalVersions } from '../external/external-version.ts';
import { openExternal } from '../external/open-external.ts';
import type { Project } from '../project/project.ts';

/** What is filled for one of the definitions that were asked for; of a view there is only something to say. */
export type FillTarget =
  | {
      readonly kind: 'table';
      readonly node: Exclude<PlanNode, { readonly kind: 'external' | 'view' }>;
      /** null: a table without partitions, and what it reads as it stands. */
      readonly range: DateRange | null;
    }
  | { readonly kind: 'view'; readonly text: string };

type Days = { readonly start?: string | undefined; readonly end?: string | undefined };

/** One after the other: what an earlier one fails with comes before a wrong range of a later one. */
export function* targetsOf(plan: Plan, selected: readonly NodeRef[], days: Days): Iterable<FillTarget> {
  for (const target of selected) {
    const node = plan.nodes.find((one) => one.name === target);
    if (node === undefined || node.kind === 'external') continue;
    if (node.kind === 'view') {
      yield { kind: 'view', text: nothingToFill(node.output.table, readersOf(plan, node.name)) };
    } else {
      yield { kind: 'table', node, range: askedOf(node, days) };
    }
  }
}

/** Days mean nothing to a table without partitions, but to what it reads: the last one is enough. */
const askedOf = (node: WrittenNode, { start, end }: Days): DateRange | null => {
  if (node.output.partitionColumn !== null) return rangeOf({ start, end, backfillStart: node.backfill.start });
  return start === undefined && end === undefined ? null : rangeOf({ start: start ?? end, end, backfillStart: null });
};

const nothingToFill = (table: string, readers: readonly string[]): string => {
  const by = readers.length === 0 ? 'nothing reads it yet' : `it is computed in what reads it: ${readers.join(', ')}`;
  return `${table} is a view, so there is nothing to fill: ${by}`;
};

/** Files of others, listed once; `folders` are those that hold what was listed. */
export const listedFiles = (
  project: Project,
): {
  readonly open: (input: ExternalNode, folders?: Folders) => Promise<ExternalVersions>;
  readonly folders: () => readonly string[];
} => {
  const files = new Map<string, ExternalVersions>();
  return {
    open: async (input, folders = {}) => {
      const name = `${inputName({ ref: input.name, folders })} ${input.partitionColumn}`;
      const found = files.get(name) ?? (await openExternal(input, folders, project));
      files.set(name, found);
      return found;
    },
    folders: () => [...files.values()].flatMap((one) => one.files({ from: null, to: null }).map(dirname)),
  };
};

/** A join is served from the tables of its GroupBys, which its own backfill does not fill: its rows are for reading. */
export const nextCommand = (node: PlanNode, ds: string): string | null => {
  if (node.kind === 'join') return `chron show ${node.output.table}`;
  return node.kind === 'group-by' && node.online
    ? `chron upload --conf ${node.source?.file ?? node.name} --ds ${ds}`
    : null;
};
