import { backfill } from '#runtime/api/backfill';
import { lazyEngine, tablesOf } from '#runtime/api/services';
import type { Event } from '#runtime/ports';
import { openProject, type Project } from '#runtime/project/project';
import { projectFolder } from '../project/project-folder.ts';

/** A project of the given files, its backfills and what they leave in its tables. */
export const filledProject = async (files: Readonly<Record<string, string>>) => {
  const folder = projectFolder(files);
  const project: Project = await openProject({ from: folder.root, environment: {} });
  const run = async (
    conf: string,
    start?: string,
    end?: string,
    more: {
      readonly stepDays?: number;
      readonly signal?: AbortSignal;
      readonly force?: boolean;
      readonly heard?: (event: Event) => void;
    } = {},
  ) => {
    const events: Event[] = [];
    const { signal = new AbortController().signal, heard, ...rest } = more;
    const reporter = {
      report: (event: Event): void => {
        events.push(event);
        heard?.(event);
      },
    };
    const result = await backfill(project, { conf, start, end, reporter, signal, ...rest });
    const computed = events.flatMap((one) =>
      one.event === 'partition' ? [`${one.table} ${one.ds}: ${one.rows} (${one.reason})`] : [],
    );
    return { result, computed, events };
  };
  /** All rows of a table through its committed metadata. */
  const table = async (name: string, order = 'ALL') => {
    const state = await tablesOf(project).load(name);
    if (state === null) return null;
    const engine = lazyEngine(project, () => []);
    try {
      const open = await engine.open();
      return await open.rows(`SELECT * FROM ${open.scanSql(state.scan({ from: null, to: null }))} ORDER BY ${order}`);
    } finally {
      await engine.close();
    }
  };
  return { ...folder, project, run, table };
};
