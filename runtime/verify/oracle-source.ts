import type { AnyExpr, AnySource, ColumnType } from '#dsl';
import { ConfigError } from '../errors.ts';
import { day, dayOf, endOfDay, floorTo } from './oracle-time.ts';
import { dayNumber, type Exact, type InputRow, type Plain, read } from './value.ts';

/**
 * The rows of one source's table, and where the source has SQL (in select, where or timeColumn) what that SQL says, in
 * JavaScript: the row's columns after select and, where timeColumn is SQL, its epoch milliseconds; null drops the row.
 */
export type SourceRows = {
  readonly rows: readonly InputRow[];
  /** The rows of the mutation table, where the source has one; the twin is theirs, too. */
  readonly mutations?: readonly InputRow[];
  readonly twin?: (row: InputRow) => { readonly row: InputRow; readonly time?: bigint | null } | null;
};

/** When a row of a mutation table came, or with `reversal` went. */
export type Change = { readonly at: bigint | null; readonly reversal: boolean };

/**
 * A row as aggregations see it: `at` is its event time, `partition` the day of its partition (null: it has none),
 * `change` says that it is of the mutation table.
 */
export type Seen = {
  readonly change: Change | null;
  readonly row: InputRow;
  readonly at: bigint | null;
  readonly partition: bigint | null;
  readonly source: AnySource;
};

const refused = (what: string, where: string): ConfigError =>
  new ConfigError({
    code: 'CHR2151',
    message: `the oracle cannot evaluate ${what} of ${where}`,
    hint: 'Give the rows of this source a twin: a function that does in JavaScript what the SQL does.',
  });

const evaluate = (expr: AnyExpr, row: InputRow, where: string): Plain => {
  if (expr.kind === 'column') return row[expr.name] ?? null;
  if (expr.kind === 'literal') return expr.value;
  throw refused('the SQL', where);
};

/** Plain columns need no twin. */
const selected = (source: AnySource, row: InputRow, where: string): InputRow | null => {
  if (!source.where.every((condition) => evaluate(condition, row, `where of ${where}`) === true)) return null;
  const added = Object.entries(source.select ?? {}).map(([name, expr]) => [
    name,
    evaluate(expr, row, `select.${name} of ${where}`),
  ]);
  return { ...row, ...Object.fromEntries(added) };
};

/** Epoch milliseconds of a long, timestamp or date, rounded down. */
const millisOf = (value: Exact | null, type: ColumnType): bigint | null => {
  if (typeof value !== 'bigint') return null;
  if (type === 'timestamp') return floorTo(value, 1000n) / 1000n;
  return type === 'date' ? value * day : value;
};

const timeOf = (source: AnySource, row: InputRow, where: string): bigint | null => {
  const { timeColumn } = source;
  const partition = partitionOf(row);
  if (timeColumn === undefined) return partition === null ? null : endOfDay(partition) - 1n;
  const value = evaluate(timeColumn, row, `timeColumn of ${where}`);
  const type = timeColumn.type ?? 'long';
  return millisOf(read(value, type, `timeColumn of ${where}`), type);
};

const partitionOf = (row: InputRow): bigint | null => (typeof row.ds === 'string' ? dayNumber(row.ds) : null);

/** A long is a bigint in a row, and a number where an author names it. */
const isValue = (given: Plain | undefined, named: string | number | boolean): boolean =>
  given === (typeof named === 'number' ? BigInt(named) : named);

/** A source's rows after select and where, with their times, and then those of its mutation table. `where` names the source in messages. */
export const seenRows = (source: AnySource, given: SourceRows, where: string): readonly Seen[] => {
  if (source.isCumulative === true) throw refused('isCumulative', where);
  const only = Object.entries(source.partitions ?? {});
  const see = (row: InputRow, change: Change | null): readonly Seen[] => {
    if (!only.every(([name, value]) => isValue(row[name], value))) return [];
    const made = given.twin === undefined ? { row: selected(source, row, where) } : given.twin(row);
    if (made === null || made.row === null) return [];
    const at = 'time' in made && made.time !== undefined ? made.time : timeOf(source, made.row, where);
    return [{ row: made.row, at, partition: partitionOf(row), source, change }];
  };
  const rows = given.rows.flatMap((row) => see(row, null));
  if (source.kind !== 'entities' || source.mutationTable === undefined) return rows;
  const { mutationTable, mutationTimeColumn: time = '', reversalColumn: reversal = '' } = source;
  const type = mutationTable.columns[time] ?? 'long';
  const changes = (given.mutations ?? []).flatMap((row) =>
    see(row, {
      at: millisOf(read(row[time], type, time), type),
      reversal: read(row[reversal], 'boolean', reversal) === true,
    }),
  );
  return [...rows, ...changes];
};

/**
 * From where rows are read: the day, and where values are wanted at a moment of that day, not at its end, the moment.
 * `lookback`: how many days of partitions of events, null: all.
 */
export type ReadDay = { readonly day: bigint; readonly moment: bigint | null; readonly lookback: bigint | null };

/** The availability rule of semantics section 2. */
export const available = (seen: Seen, { day: asOf, moment, lookback }: ReadDay): boolean => {
  const { source, at, change } = seen;
  const own = change === null ? at : change.at;
  const partition = seen.partition ?? (own === null ? null : dayOf(own));
  if (change !== null) {
    const today = moment !== null && change.at !== null && change.at >= asOf * day && change.at < moment;
    return today && partition === asOf && isWithinBounds(source, partition);
  }
  // A snapshot of entities without partitions is the same on every day.
  if (partition === null || (source.kind === 'entities' && seen.partition === null)) return source.kind === 'entities';
  if (!isWithinBounds(source, partition)) return false;
  // During a day, the state of entities is that of the day before, and what changed since.
  if (source.kind === 'entities') return partition === (moment === null ? asOf : asOf - 1n);
  return partition <= asOf && (lookback === null || partition >= asOf - 1n - lookback);
};

/** A source reads the partitions from its startPartition to its endPartition. */
export const isWithinBounds = ({ startPartition, endPartition }: AnySource, partition: bigint): boolean => {
  const start = startPartition === undefined ? null : dayNumber(startPartition);
  const end = endPartition === undefined ? null : dayNumber(endPartition);
  return (start === null || partition >= start) && (end === null || partition <= end);
};
