import { type AnyExpr, type AnySource, isDefinition } from '#dsl';
import { checkExpression } from '../check-sql.ts';
import { and, bigint, bigintLiteral, call, cast, column, finite } from '../expr.ts';
import { near } from '../near.ts';
import type { SourceRel } from '../plan.ts';
import type { Column, Expr, Rel, Type } from '../relation.ts';
import { filter, project, scan } from '../relations.ts';
import { sameType, showType, typeOf } from '../types.ts';
import { dayMs } from '../window.ts';
import { type Context, checkDay, refOf } from './context.ts';
import { userSql } from './sql.ts';
import { type TableView, viewOf } from './table.ts';

/** A source whose table and SQL were checked; `value` gives a column after select. */
export type CheckedSource = {
  readonly source: AnySource;
  readonly path: readonly (string | number)[];
  readonly ref: string;
  readonly view: TableView;
  readonly days: SourceRel['days'];
  readonly columns: readonly Column[];
  readonly value: (name: string) => Expr | null;
  readonly time: Expr | null;
  readonly where: readonly Expr[];
};

const timeKinds: ReadonlySet<Type['kind']> = new Set(['bigint', 'timestamp', 'date']);

/** Checks table, bounds, select, where and time column; null when the source cannot be read at all. */
export const checkSource = async (
  source: AnySource,
  path: readonly (string | number)[],
  context: Context,
): Promise<CheckedSource | null> => {
  if (!isDefinition(source?.table)) {
    context.report('CHR1007', path, { option: 'table', of: 'a source' });
    return null;
  }
  const view = viewOf(source.table, context.settings.partitionColumn, source.partitionColumn);
  const start = checkDay(context, source.startPartition, [...path, 'startPartition']);
  const end = checkDay(context, source.endPartition, [...path, 'endPartition']);
  if (start !== null && end !== null && start > end) {
    context.report('CHR1019', [...path, 'endPartition'], { start, end });
  }
  const scope: Scope = { source, path, context, view, ref: refOf(context, source.table) };
  const selected = await selectOf(scope);
  const columns = [
    ...view.columns.filter((one) => !selected.has(one.name)),
    ...[...selected].map(([name, expr]) => ({ name, type: expr.type })),
  ];
  const value = (name: string): Expr | null => {
    const found = columns.find((one) => one.name === name);
    return found === undefined ? null : (selected.get(name) ?? column(found.name, found.type));
  };
  const where = await Promise.all(source.where.map((one, index) => condition(one, [...path, 'where', index], scope)));
  const time = await timeOf(scope, value, columns);
  return {
    source,
    path,
    ref: scope.ref,
    view,
    days: { start, end },
    columns,
    value,
    time,
    where: where.filter((one) => one !== null),
  };
};

type Scope = {
  readonly source: AnySource;
  readonly path: readonly (string | number)[];
  readonly context: Context;
  readonly view: TableView;
  readonly ref: string;
};

/** The columns that SQL of this source may mention. */
const visible = ({ view }: Scope): readonly Column[] =>
  view.partition === null ? view.columns : [...view.columns, view.partition];

const selectOf = async (scope: Scope): Promise<ReadonlyMap<string, Expr>> => {
  const selected = new Map<string, Expr>();
  for (const [name, expr] of Object.entries(scope.source.select ?? {})) {
    const path = [...scope.path, 'select', name];
    const lowered = await expression(expr, path, scope);
    if (lowered !== null) selected.set(name, lowered);
    if (name === scope.view.partition?.name || name.startsWith('__')) {
      scope.context.report('CHR1016', path, { column: name, why: 'it is the partition column or one of chron’s own' });
    }
  }
  return selected;
};

/** An expression over the table's columns, checked against its declared type. */
const expression = async (expr: AnyExpr, path: readonly (string | number)[], scope: Scope): Promise<Expr | null> => {
  const { report } = scope.context;
  if (expr?.kind === 'column') return mentioned(expr.name, path, { columns: visible(scope), scope });
  if (hasDateSlot(expr)) {
    report('CHR1036', path, {});
    return null;
  }
  const sql = userSql(expr?.kind === 'literal' ? { kind: 'sql', text: ['', ''], holes: [expr] } : expr, () => '?');
  const tables = [{ name: scope.ref, columns: visible(scope) }];
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
    report('CHR1032', path, { declared: 'without a type', given: given.text });
    return null;
  }
  const raw: Expr = { kind: 'user-sql', tokens: sql.tokens, type: given.type };
  if (declared.kind === 'boolean' && given.type.kind === 'boolean') return raw;
  // Free where the types are the same; where the engine's own type is narrower (UUID, SMALLINT), this widens it.
  if (sameType(declared, given.type)) return cast(raw, declared);
  if (!convertible(given.type, declared)) {
    report('CHR1032', path, { declared: showType(declared), given: showType(given.type) });
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

const hasDateSlot = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (value.kind === 'date-slot') return true;
  return 'holes' in value && Array.isArray(value.holes) && value.holes.some(hasDateSlot);
};

const condition = async (expr: AnyExpr, path: readonly (string | number)[], scope: Scope): Promise<Expr | null> => {
  const lowered = await expression(expr, path, scope);
  if (lowered === null || lowered.type.kind === 'boolean') return lowered;
  scope.context.report('CHR1033', path, { given: showType(lowered.type) });
  return null;
};

/** A column that is mentioned by name, or its absence reported at the mention. */
const mentioned = (
  name: string,
  path: readonly (string | number)[],
  among: { readonly columns: readonly Column[]; readonly scope: Scope },
): Expr | null => {
  const found = among.columns.find((one) => one.name === name);
  if (found !== undefined) return column(found.name, found.type);
  const names = among.columns.map((one) => one.name);
  among.scope.context.report('CHR1010', path, { column: name, of: among.scope.ref, near: near(name, names) });
  return null;
};

/** Event time in epoch milliseconds; without a time column the last millisecond of the partition. */
const timeOf = async (
  scope: Scope,
  value: (name: string) => Expr | null,
  columns: readonly Column[],
): Promise<Expr | null> => {
  const { source, view, context } = scope;
  const path = [...scope.path, 'timeColumn'];
  if (source.timeColumn === undefined) {
    if (view.partition === null && source.kind === 'events') {
      context.report('CHR1007', scope.path, { option: 'timeColumn', of: 'an event source without partitions' });
    }
    if (view.partition === null) return null;
    const start = call('day_start_millis', [dayOf(view.partition, scope.ref)], bigint);
    return call('add', [start, bigintLiteral(dayMs - 1)], bigint);
  }
  const time =
    source.timeColumn.kind === 'column'
      ? (value(source.timeColumn.name) ?? mentioned(source.timeColumn.name, path, { columns, scope }))
      : await expression(source.timeColumn, path, scope);
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

/** The relation of a checked source: `names` (keys and inputs), `__ts` and `__ds`. Floats that are not finite are null. */
export const sourceRel = (
  checked: CheckedSource,
  names: readonly string[],
  finiteNames: ReadonlySet<string>,
): SourceRel => {
  const { view, ref, source } = checked;
  const columns = view.partition === null ? view.columns : [...view.columns, view.partition];
  const open = view.partition === null ? null : { from: checked.days.start, to: checked.days.end };
  const read: Rel = scan(ref, columns, open);
  const kept = checked.where.length === 0 ? read : filter(read, and(...checked.where));
  const outputs = names.map((name) => {
    const value = checked.value(name);
    if (value === null) throw new Error(`internal: ${ref} has no column ${name}`);
    return { name, expr: finiteNames.has(name) ? finite(value) : value };
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
