import { type AnySource, isDefinition } from '#dsl';
import { and, bigint, bigintLiteral, call, cast, column, finite } from '../expr.ts';
import { isMisspelt } from '../options.ts';
import type { SourceRel } from '../plan.ts';
import type { Column, Expr, Folders, Rel } from '../relation.ts';
import { filter, project, scan } from '../relations.ts';
import { showType } from '../types.ts';
import { dayMs } from '../window.ts';
import { written } from '../written.ts';
import { checkChoice } from './choice.ts';
import { type Context, checkDay, refOf } from './context.ts';
import { condition, expression, mentioned, type Scope } from './expression.ts';
import { type CheckedMutation, checkMutation } from './mutation.ts';
import { checkPartitions } from './partitions.ts';
import { allColumns, checkPartition, inOtherLetters, sameName, type TableView, timeKinds, viewOf } from './table.ts';

/** A source whose table and SQL were checked; `value` gives a column after select. */
export type CheckedSource = {
  readonly source: AnySource;
  readonly path: readonly (string | number)[];
  readonly ref: string;
  readonly view: TableView;
  readonly days: SourceRel['days'];
  readonly columns: readonly Column[];
  /** Columns of select that were refused: what mentions them is no mistake of its own. */
  readonly broken: ReadonlySet<string>;
  readonly value: (name: string) => Expr | null;
  readonly time: Expr | null;
  /** Conditions of `where`, and those of `partitions`. */
  readonly where: readonly Expr[];
  readonly mutation: CheckedMutation | null;
  /** What of the table is read: the folders of `partitions`, and the `partitionColumn` where it is not the table's own. */
  readonly reading: { readonly folders?: Folders; readonly day?: string };
};

/** Checks table, bounds, select, where and time column; null when the source cannot be read at all. */
export const checkSource = async (
  source: AnySource,
  path: readonly (string | number)[],
  context: Context,
): Promise<CheckedSource | null> => {
  const { report } = context;
  if ((source?.kind !== 'events' && source?.kind !== 'entities') || !Array.isArray(source.where)) {
    const takes = 'eventSource({ ... }) or entitySource({ ... })';
    report('CHR1041', path, { place: 'sources', takes, given: written(source) });
    return null;
  }
  if (!isDefinition(source.table)) {
    const { table } = source as { readonly table?: unknown };
    const takes = 'a definition, imported from its file';
    if (table !== undefined) report('CHR1041', [...path, 'table'], { place: 'table', takes, given: written(table) });
    else if (!isMisspelt(source, 'table'))
      report('CHR1007', path, { option: 'table', of: 'a source', example: 'table: purchases' });
    return null;
  }
  checkChoice(context, { value: source.missing, path: [...path, 'missing'], choices: ['block', 'empty'] });
  const view = viewOf(source.table, context.settings.partitionColumn, source.partitionColumn);
  checkPartition(view, context, {
    written: source.partitionColumn,
    path: [...path, 'partitionColumn'],
    of: refOf(context, source.table),
  });
  const start = checkDay(context, source.startPartition, [...path, 'startPartition']);
  const end = checkDay(context, source.endPartition, [...path, 'endPartition']);
  if (start !== null && end !== null && start > end) {
    report('CHR1019', [...path, 'endPartition'], { start, end });
  }
  if (view.partition === null && source.kind === 'entities') {
    const of = 'an entity source (a snapshot of all rows a day)';
    const [option, value] =
      source.table.kind === 'external' ? ['partitionColumn', "'ds'"] : ['partitioned', 'true, and the query’s ds'];
    report('CHR1007', path, { option, of, example: `${option}: ${value}, in its table` });
  }
  if (source.isCumulative === true && source.table.kind === 'staging-query' && source.table.view === true) {
    report('CHR1053', [...path, 'isCumulative'], { of: refOf(context, source.table) });
  }
  const own = viewOf(source.table, context.settings.partitionColumn, undefined).partition;
  const limited = checkPartitions(source, path, { view, context });
  const scope: Scope = { source, path, context, view, ref: refOf(context, source.table) };
  const selected = await selectOf(scope);
  const broken = new Set(Object.keys(source.select ?? {}).filter((name) => !selected.has(name)));
  const columns = [
    ...allColumns(view).filter((one) => !selected.has(one.name)),
    ...[...selected].map(([name, expr]) => ({ name, type: expr.type })),
  ];
  const value = (name: string): Expr | null => {
    const found = columns.find((one) => one.name === name);
    return found === undefined ? null : (selected.get(name) ?? column(found.name, found.type));
  };
  const where = await Promise.all(source.where.map((one, index) => condition(one, [...path, 'where', index], scope)));
  const time = await timeOf(scope, { value, columns, broken });
  return {
    source,
    path,
    ref: scope.ref,
    view,
    days: { start, end },
    columns,
    broken,
    value,
    time,
    where: [...limited.conditions, ...where.filter((one) => one !== null)],
    reading: {
      ...(limited.folders !== null && { folders: limited.folders }),
      ...(view.partition !== null && view.partition.name !== own?.name && { day: view.partition.name }),
    },
    mutation: checkMutation(source, path, { view, context }),
  };
};

/** Which partition a cumulative source is read from; null for an ordinary one. */
export const cumulativeOf = (source: AnySource): 'own' | 'latest' | null =>
  source.isCumulative === true ? (source.cumulative ?? 'own') : null;

const selectOf = async (scope: Scope): Promise<ReadonlyMap<string, Expr>> => {
  const selected = new Map<string, Expr>();
  const names = scope.view.columns.map((one) => one.name);
  for (const [name, expr] of Object.entries(scope.source.select ?? {})) {
    const path = [...scope.path, 'select', name];
    const other = names.find((one) => one !== name && sameName(one, name));
    if (other !== undefined) {
      scope.context.report('CHR1015', path, { column: name, other: inOtherLetters(other) });
      continue;
    }
    names.push(name);
    const why = sameName(name, scope.view.partition?.name ?? '')
      ? 'it is the partition column'
      : name.startsWith('__')
        ? 'names with two leading underscores are chron’s own'
        : null;
    if (why !== null) {
      scope.context.report('CHR1016', path, { column: name, why });
      continue;
    }
    const lowered = await expression(expr, path, { ...scope, place: 'select' });
    if (lowered !== null) selected.set(name, lowered);
  }
  return selected;
};

/** Event time in epoch milliseconds; without a time column the last millisecond of the partition. */
const timeOf = async (
  scope: Scope,
  { value, columns, broken }: Pick<CheckedSource, 'value' | 'columns' | 'broken'>,
): Promise<Expr | null> => {
  const { source, view, context } = scope;
  const path = [...scope.path, 'timeColumn'];
  if (source.timeColumn === undefined) {
    if (view.partition === null && source.kind === 'events') {
      const of = 'an event source of a table without partitions';
      if (!isMisspelt(source, 'timeColumn')) {
        context.report('CHR1007', scope.path, { option: 'timeColumn', of, example: "timeColumn: 'ts'" });
      }
    }
    if (view.partition === null) return null;
    const start = call('day_start_millis', [dayOf(view.partition, scope.ref)], bigint);
    return call('add', [start, bigintLiteral(dayMs - 1)], bigint);
  }
  if (source.timeColumn?.kind === 'column' && broken.has(String(source.timeColumn.name))) return null;
  const time =
    source.timeColumn?.kind === 'column'
      ? (value(String(source.timeColumn.name)) ?? mentioned(String(source.timeColumn.name), path, { columns, scope }))
      : await expression(source.timeColumn, path, { ...scope, place: 'timeColumn' });
  if (time === null) return null;
  if (!timeKinds.has(time.type.kind)) {
    context.report('CHR1014', path, { type: showType(time.type) });
    return null;
  }
  return time.type.kind === 'bigint' ? time : call('to_millis', [time], bigint);
};

/** The partition as a date, whatever it is stored as. */
export const dayOf = (partition: Column, of: string): Expr => {
  const raw = column(partition.name, partition.type);
  if (partition.type.kind === 'date') return raw;
  return partition.type.kind === 'string'
    ? { kind: 'to-day', input: raw, of: `${of}: ${partition.name}`, type: { kind: 'date' } }
    : cast(raw, { kind: 'date' });
};

/** Floats that are not finite are null, inside lists and maps too, whose entries are put in key order. */
const cleaned = (value: Expr): Expr => {
  const nested = value.type.kind === 'list' || value.type.kind === 'map' || value.type.kind === 'struct';
  return nested ? call('clean', [value], value.type) : finite(value);
};

/**
 * The relation of a checked source: `names` (keys and inputs), `__ts` and `__ds`, and that of its changes. Floats of
 * `finiteNames` that are not finite are null.
 */
export const sourceRel = (
  checked: CheckedSource,
  names: readonly string[],
  finiteNames: ReadonlySet<string>,
): SourceRel => {
  const { view, ref, source, mutation } = checked;
  const time = checked.time ?? { kind: 'literal' as const, value: null, type: bigint };
  const outputs = names.map((name) => {
    const value = checked.value(name);
    if (value === null) throw new Error(`internal: ${ref} has no column ${name}`);
    return { name, expr: finiteNames.has(name) ? cleaned(value) : value };
  });
  const read = (table: Read, also: readonly Named[]): Rel => {
    const { partition } = table.view;
    const { reading } = table;
    const open = partition === null ? null : { from: checked.days.start, to: checked.days.end };
    const all = scan(table.ref, allColumns(table.view), open);
    const rows: Rel = { ...all, ...reading };
    const kept = checked.where.length === 0 ? rows : filter(rows, and(...checked.where));
    const day = partition === null ? call('day_of_millis', [time], { kind: 'date' }) : dayOf(partition, table.ref);
    return project(kept, [...outputs, { name: '__ts', expr: time }, { name: '__ds', expr: day }, ...also]);
  };
  return {
    rel: read({ ref, view, reading: checked.reading }, []),
    ref,
    kind: source.kind,
    partitioned: view.partition !== null,
    days: checked.days,
    cumulative: cumulativeOf(source),
    mutation:
      mutation === null
        ? null
        : {
            ref: mutation.ref,
            rel: read({ ...mutation, reading: changesReading(checked.reading) }, [
              { name: '__changed', expr: mutation.changed },
              { name: '__sign', expr: mutation.sign },
            ]),
          },
  };
};

type Read = { readonly ref: string; readonly view: TableView; readonly reading: CheckedSource['reading'] };

/** Changes lie in the same folders, by the day of their own table. */
const changesReading = ({ folders }: CheckedSource['reading']): CheckedSource['reading'] =>
  folders === undefined ? {} : { folders };

type Named = { readonly name: string; readonly expr: Expr };
