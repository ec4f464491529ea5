import { type AnyExpr, type AnySource, isDefinition } from '#dsl';
import { checkExpression } from '../check-sql.ts';
import { and, bigint, bigintLiteral, call, cast, column, finite } from '../expr.ts';
import { near } from '../near.ts';
import { isMisspelt } from '../options.ts';
import type { SourceRel } from '../plan.ts';
import type { Column, Expr, Rel, Type } from '../relation.ts';
import { filter, project, scan } from '../relations.ts';
import { sameType, showType, tagOf, typeOf } from '../types.ts';
import { dayMs } from '../window.ts';
import { isSql } from './check-holes.ts';
import { checkChoice } from './choice.ts';
import { type Context, checkDay, refOf } from './context.ts';
import { type Filled, holesOf, userSql } from './sql.ts';
import { allColumns, checkPartition, type TableView, timeKinds, viewOf } from './table.ts';
import { written } from './written.ts';

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
  readonly where: readonly Expr[];
};

/** Checks table, bounds, select, where and time column; null when the source cannot be read at all. */
export const checkSource = async (
  source: AnySource,
  path: readonly (string | number)[],
  context: Context,
): Promise<CheckedSource | null> => {
  const { report } = context;
  if (source?.kind !== 'events' && source?.kind !== 'entities') {
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
  refuseLater(source, path, context);
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
    where: where.filter((one) => one !== null),
  };
};

/** What can be written of a source, but is not computed yet: half of it must not be left out. */
const refuseLater = (source: AnySource, path: readonly (string | number)[], { report }: Context): void => {
  if (source.isCumulative === true) {
    report('CHR1008', [...path, 'isCumulative'], { what: 'cumulative sources', instead: null });
  }
};

type Scope = {
  readonly source: AnySource;
  readonly path: readonly (string | number)[];
  readonly context: Context;
  readonly view: TableView;
  readonly ref: string;
};

const selectOf = async (scope: Scope): Promise<ReadonlyMap<string, Expr>> => {
  const selected = new Map<string, Expr>();
  for (const [name, expr] of Object.entries(scope.source.select ?? {})) {
    const path = [...scope.path, 'select', name];
    const why =
      name === scope.view.partition?.name
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

/** An expression over the table's columns, checked against its declared type. */
const expression = async (
  expr: AnyExpr,
  path: readonly (string | number)[],
  scope: Scope & { readonly place: string },
): Promise<Expr | null> => {
  const { report } = scope.context;
  const visible = allColumns(scope.view);
  if (expr?.kind === 'column') return mentioned(expr.name, path, { columns: visible, scope });
  if (expr?.kind !== 'literal' && !isSql(expr, { context: scope.context, path, place: scope.place })) return null;
  if (hasWrongHole(expr, path, scope)) return null;
  const sql = userSql(expr?.kind === 'literal' ? { kind: 'sql', text: ['', ''], holes: [expr] } : expr, () => '?');
  const tables = [{ name: scope.ref, columns: visible }];
  const given = await checkExpression(sql, {
    describe: scope.context.describe,
    quote: scope.context.quote,
    report,
    path,
    tables,
  });
  if (given === null) return null;
  const declared = expr.type === null ? given.type : typeOf(expr.type);
  if (declared === null || given.type === null) {
    report('CHR1032', path, { declared: null, given: given.text, tag: null });
    return null;
  }
  const raw: Expr = { kind: 'user-sql', tokens: sql.tokens, type: given.type };
  if (declared.kind === 'boolean' && given.type.kind === 'boolean') return raw;
  // Free where the types are the same; where the engine's own type is narrower (UUID, SMALLINT), this widens it.
  if (sameType(declared, given.type)) return cast(raw, declared);
  if (!convertible(given.type, declared)) {
    report('CHR1032', path, { declared: showType(declared), given: showType(given.type), tag: tagOf(given.type) });
    return null;
  }
  return cast(raw, declared);
};

/** `sql.double` over an integer or decimal is meant: the value is converted. Text is never parsed silently. */
const convertible = (from: Type, to: Type): boolean => {
  const numeric: ReadonlySet<Type['kind']> = new Set(['int', 'bigint', 'float', 'double', 'decimal']);
  if (to.kind === 'double') return numeric.has(from.kind);
  if (to.kind === 'bigint') return from.kind === 'int' || (from.kind === 'decimal' && from.scale === 0);
  if (to.kind === 'decimal') return from.kind === 'decimal' || from.kind === 'int' || from.kind === 'bigint';
  return to.kind === 'timestamp' && from.kind === 'date';
};

/** What is more than a row can give: a date of the run, another table. */
const notOfARow = (value: unknown): string | null => {
  if (isDefinition(value)) return 'a table';
  return isKind(value, 'date-slot') ? 'a date slot' : null;
};

const isKind = (value: unknown, kind: string): value is { readonly name?: unknown } =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;

/** Reports holes that a row of the table cannot fill; true when there is one. */
const hasWrongHole = (expr: AnyExpr, path: readonly (string | number)[], scope: Scope): boolean => {
  const columns = allColumns(scope.view);
  let wrong = false;
  for (const { value, text } of holesOf(expr)) {
    const what = notOfARow(value);
    if (what !== null) scope.context.report('CHR1036', { path, text }, { what });
    const missing = isKind(value, 'column') && mentioned(String(value.name), path, { columns, scope, text }) === null;
    wrong ||= what !== null || missing;
  }
  return wrong;
};

const condition = async (expr: AnyExpr, path: readonly (string | number)[], scope: Scope): Promise<Expr | null> => {
  const lowered = await expression(expr, path, { ...scope, place: 'where' });
  if (lowered === null || lowered.type.kind === 'boolean') return lowered;
  scope.context.report('CHR1033', path, { given: showType(lowered.type) });
  return null;
};

/** A column that is mentioned by name, or its absence reported at the mention. */
const mentioned = (
  name: string,
  path: readonly (string | number)[],
  among: { readonly columns: readonly Column[]; readonly scope: Scope; readonly text?: Filled['text'] },
): Expr | null => {
  const found = among.columns.find((one) => one.name === name);
  if (found !== undefined) return column(found.name, found.type);
  const known = among.columns.map((one) => one.name);
  const of = among.scope.ref;
  const at = among.text === undefined ? path : { path, text: among.text };
  among.scope.context.report('CHR1010', at, { column: name, of, near: near(name, known), known });
  return null;
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
  if (source.timeColumn.kind === 'column' && broken.has(source.timeColumn.name)) return null;
  const time =
    source.timeColumn.kind === 'column'
      ? (value(source.timeColumn.name) ?? mentioned(source.timeColumn.name, path, { columns, scope }))
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

/** The relation of a checked source: `names` (keys and inputs), `__ts` and `__ds`. Floats that are not finite are null. */
export const sourceRel = (
  checked: CheckedSource,
  names: readonly string[],
  finiteNames: ReadonlySet<string>,
): SourceRel => {
  const { view, ref, source } = checked;
  const columns = allColumns(view);
  const open = view.partition === null ? null : { from: checked.days.start, to: checked.days.end };
  const read: Rel = scan(ref, columns, open);
  const kept = checked.where.length === 0 ? read : filter(read, and(...checked.where));
  const outputs = names.map((name) => {
    const value = checked.value(name);
    if (value === null) throw new Error(`internal: ${ref} has no column ${name}`);
    return { name, expr: finiteNames.has(name) ? cleaned(value) : value };
  });
  const time = checked.time ?? { kind: 'literal' as const, value: null, type: bigint };
  const day = view.partition === null ? call('day_of_millis', [time], { kind: 'date' }) : dayOf(view.partition, ref);
  return {
    rel: project(kept, [...outputs, { name: '__ts', expr: time }, { name: '__ds', expr: day }]),
    ref,
    kind: source.kind,
    partitioned: view.partition !== null,
    days: checked.days,
    mutation: null,
  };
};
