import type { Definition } from '#dsl';
import type { Describe } from '../describe.ts';
import type { PlanNode } from '../plan.ts';
import type { Graph, Named, Settings } from '../project.ts';
import type { Column } from '../relation.ts';
import type { Report } from '../report.ts';
import { written } from '../written.ts';
import type { Quote } from './sql.ts';

/** What lowering one definition needs to know. */
export type Context = {
  readonly named: Named;
  readonly graph: Graph;
  readonly settings: Settings;
  /** What a definition that is read here was lowered to; undefined: it has problems. */
  readonly node: (definition: Definition) => PlanNode | undefined;
  readonly describe: Describe;
  readonly report: Report;
  readonly quote: Quote;
  /** Doc comments of columns, by column. */
  readonly descriptions: Readonly<Record<string, string>>;
};

/** The node name of a definition that is read here. */
export const refOf = (context: Context, definition: Definition): string =>
  context.graph.of.get(definition)?.name ?? '?';

/** `ds` unless the project says otherwise, or the source does. */
export const isDay = (text: unknown): text is string =>
  typeof text === 'string' &&
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
  new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

/** Reports a date that is none. */
export const checkDay = (context: Context, value: unknown, path: readonly (string | number)[]): string | null => {
  if (value === undefined || value === null) return null;
  if (isDay(value)) return value;
  context.report('CHR1018', path, {
    what: String(path.at(-1)),
    value: typeof value === 'string' ? `'${value}'` : written(value),
  });
  return null;
};

export type Columns = readonly Column[];
