import type { Expr } from './column.ts';
import type { ColumnType } from './column-type.ts';
import type { DateSlot, Hole, Literal, MaxDate, Sql, Table } from './definition.ts';

const dateSlot = (slot: DateSlot['slot']): DateSlot => Object.freeze({ kind: 'date-slot', slot });

/** The first day that is being computed, as a date. */
export const startDate: DateSlot = dateSlot('start');
/** The last day that is being computed, as a date. */
export const endDate: DateSlot = dateSlot('end');
/** The last day of the whole run, however it is cut into steps. */
export const latestDate: DateSlot = dateSlot('latest');

/**
 * The day of the newest partition that a table has when the query is run, as a date. The table is taken as it stands: the
 * query sees the rows of that partition beside those of the days it reads, and nothing of it is computed first. What was
 * computed from one newest partition is not computed again because there is a newer one.
 *
 * @example sql`SELECT o.*, c.tier FROM ${orders} AS o LEFT JOIN ${customers} AS c ON c.id = o.customer AND c.ds = ${maxDate(customers)}`
 */
export function maxDate(table: Table): MaxDate {
  return Object.freeze({ kind: 'max-date', table }) as MaxDate;
}

/** Text as a value; the dialect quotes it. */
export function literal(text: string): Literal {
  return Object.freeze({ kind: 'literal', type: 'string', value: text });
}

type Spliced = number | boolean | { readonly kind: Exclude<Hole, number | boolean>['kind'] };

/** Text is never a hole: a table's name and a value would look the same. */
type Holes<H extends readonly unknown[]> = {
  [I in keyof H]: H[I] extends string
    ? "text is not spliced into SQL: write it in the SQL, or use literal('...')"
    : H[I] extends Spliced
      ? H[I]
      : 'an expression, a column, a table, a date slot, a number or a boolean';
};

type Tag<Result> = <const H extends readonly unknown[]>(text: TemplateStringsArray, ...holes: Holes<H>) => Result;

/** The `sql` tag, and its typed forms: `sql.double` and so on. */
export interface SqlTag extends Tag<Sql> {
  readonly string: Tag<Expr<'string'>>;
  readonly long: Tag<Expr<'long'>>;
  readonly double: Tag<Expr<'double'>>;
  readonly boolean: Tag<Expr<'boolean'>>;
  readonly timestamp: Tag<Expr<'timestamp'>>;
  readonly date: Tag<Expr<'date'>>;
  /** Any other type: sql.as(list(double))`...` */
  readonly as: <const T extends ColumnType>(type: T) => Tag<Expr<T>>;
}

// `\d` must reach the database as it stands; only what a template cannot hold otherwise is unescaped.
const unescaped = (raw: string): string => raw.replace(/\\([`\\]|\$(?=\{)|(?<=\$\\)\{)/g, '$1');

const tag =
  <T extends ColumnType | null>(type: T) =>
  (text: TemplateStringsArray, ...holes: readonly unknown[]): Sql<T> =>
    Object.freeze({
      kind: 'sql',
      type,
      text: Object.freeze(text.raw.map(unescaped)),
      holes: Object.freeze([...holes]) as readonly Hole[],
    });

/**
 * SQL with holes: columns, definitions, dates, numbers, booleans, other SQL. Backslashes stay (`'\d+'` is a regular expression);
 * only `` \` ``, `\${` and `\\` are the character itself.
 *
 * @example
 * sql`SELECT * FROM ${purchases} WHERE ds BETWEEN ${startDate} AND ${endDate}`
 */
export const sql: SqlTag = Object.freeze(
  Object.assign(tag(null), {
    string: tag('string'),
    long: tag('long'),
    double: tag('double'),
    boolean: tag('boolean'),
    timestamp: tag('timestamp'),
    date: tag('date'),
    as: <const T extends ColumnType>(type: T) => tag(type),
  }),
);
