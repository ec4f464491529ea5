/**
 * Relations and expressions: what is computed, without saying in which SQL. Plain JSON values, so a plan can be diffed,
 * cached and handed to another process. Every relation lists its columns.
 */

/** A column's type. Never a SQL string: a dialect spells it. `timestamp` is UTC, to the microsecond. */
export type Type =
  | {
      readonly kind: 'boolean' | 'int' | 'bigint' | 'float' | 'double' | 'string' | 'binary' | 'date' | 'timestamp';
    }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'list'; readonly element: Type }
  | { readonly kind: 'map'; readonly key: Type; readonly value: Type }
  | { readonly kind: 'struct'; readonly fields: readonly Column[] };

export type Column = { readonly name: string; readonly type: Type };

/** The closed list of scalar functions; a dialect spells each of them, or refuses it. */
export type ScalarFunction =
  | 'and'
  | 'or'
  | 'not'
  | 'eq'
  | 'ne'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
  | 'is_null'
  | 'is_not_null'
  | 'is_not_distinct' // null equals null
  | 'in' // (value, ...others): equal to one of them; null where the value is
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide' // always in double
  | 'quotient' // (integer, step > 0): how often the step goes into it, towards zero
  | 'remainder' // (decimal, step of its type): what is left of a division by it, with the sign of the decimal
  | 'sqrt'
  | 'power'
  | 'least' // nulls ignored
  | 'greatest' // nulls ignored
  | 'coalesce'
  | 'nullif'
  | 'is_finite'
  | 'clean' // floats that are not finite are null, -0.0 is 0.0, map entries in key order; at any depth
  | 'struct' // fields named by the call's type
  | 'field' // (struct, literal name)
  | 'to_millis' // timestamp or date -> epoch milliseconds
  | 'day_of_millis' // epoch milliseconds -> date, also before 1970
  | 'day_start_millis' // date -> epoch milliseconds of its first moment
  | 'floor'
  | 'round' // of a double, halves away from 0
  | 'floor_to' // (integer, step > 0): the greatest multiple of step that is not above, also below 0
  | 'list' // a list of the arguments
  | 'list_head' // (list, length): its first elements
  | 'list_field' // (list of structs, literal name): that field of each
  | 'flatten' // (list of lists): the elements of all; null lists are left out, no elements give null
  | 'sorted' // (list): ascending; within a list or a struct nulls are greatest
  | 'sorted_descending'
  | 'without_null' // (list): its elements that are not null
  | 'list_length'
  | 'has_null' // (list): an element is null
  | 'map_from_sorted' // list of {key, value}, in key order -> map; an empty list gives null
  | 'map_entries' // map -> list of {key, value}
  | 'ordered_entries' // map -> list of {key, value} in key order: what a map is compared by
  | 'sorted_by_key' // list of {key, value} -> the same in key order
  | 'concat' // text of each argument; null stays null
  | 'to_json_text' // the canonical JSON text of a value, see stores: values on the way to JSONB
  | 'raise'; // stops the run with the text given

/** One piece of user SQL: text copied verbatim, or a hole. */
export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'table'; readonly ref: string }
  | { readonly kind: 'date'; readonly slot: DateSlot }
  /** The day of the newest partition of a table. */
  | { readonly kind: 'max-date'; readonly ref: string };

/** A date that is filled in when a range is run; `latest` is the last day of the whole run. */
export type DateSlot = 'start' | 'end' | 'latest';

/** What the dates in user SQL stand for; `newest` by table: the day of its newest partition. */
export type Dates = {
  readonly start: string;
  readonly end: string;
  readonly latest: string;
  readonly newest: Readonly<Record<string, string>>;
};

export type Expr =
  | { readonly kind: 'column'; readonly name: string; readonly type: Type }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null; readonly type: Type }
  | { readonly kind: 'call'; readonly fn: ScalarFunction; readonly args: readonly Expr[]; readonly type: Type }
  | {
      readonly kind: 'case';
      readonly branches: readonly { readonly when: Expr; readonly then: Expr }[];
      readonly otherwise: Expr | null;
      readonly type: Type;
    }
  | { readonly kind: 'cast'; readonly input: Expr; readonly type: Type }
  /** The text of a value that must be a day; another shape stops the run, naming the value. */
  | { readonly kind: 'to-day'; readonly input: Expr; readonly of: string; readonly type: Type }
  | { readonly kind: 'user-sql'; readonly tokens: readonly Token[]; readonly type: Type };

/** `sum` of integers and decimals is exact and typed decimal(38, s); `max_k` and `min_k` (value, k) give sorted lists. */
export type AggregateFunction =
  | 'count'
  | 'count_rows'
  | 'sum'
  | 'min'
  | 'max'
  | 'any_value'
  | 'max_k'
  | 'min_k'
  | 'collect'; // a list, in the order of `order`

export type AggregateCall = {
  readonly output: string;
  readonly fn: AggregateFunction;
  readonly args: readonly Expr[];
  readonly filter: Expr | null;
  /** Only for `collect`. */
  readonly order?: readonly { readonly expr: Expr; readonly descending: boolean }[];
  readonly type: Type;
};

/**
 * The partitions [from, to] (days, inclusive; null: open), of these only those in `days`, or only the first or last one
 * that exists among them.
 */
export type Partitions = {
  readonly from: string | null;
  readonly to: string | null;
  readonly days?: readonly { readonly start: string; readonly end: string }[];
  readonly pick?: 'first' | 'last';
};

/** Values that stand in the paths of files, `system=mobile/`, by column. */
export type Folders = Readonly<Record<string, string | number | boolean>>;

export type Rel =
  /** Rows of a table; the runtime binds `ref` to files. `partitions` null: all of them; `folders`: no others need be read; `day`: the partition column, where it is not the table's own. */
  | {
      readonly kind: 'scan';
      readonly ref: string;
      readonly partitions: Partitions | null;
      readonly folders?: Folders;
      readonly day?: string;
      readonly columns: readonly Column[];
    }
  | {
      readonly kind: 'project';
      readonly input: Rel;
      readonly outputs: readonly { readonly name: string; readonly expr: Expr }[];
      readonly columns: readonly Column[];
    }
  | { readonly kind: 'filter'; readonly input: Rel; readonly condition: Expr; readonly columns: readonly Column[] }
  | {
      readonly kind: 'aggregate';
      readonly input: Rel;
      readonly keys: readonly string[];
      readonly calls: readonly AggregateCall[];
      readonly columns: readonly Column[];
    }
  /** Null-safe equality on `on` (null equals null), and a range condition where given. */
  | {
      readonly kind: 'join';
      readonly type: 'inner' | 'left' | 'anti';
      readonly left: Rel;
      readonly right: Rel;
      readonly on: readonly { readonly left: string; readonly right: string }[];
      readonly condition: Expr | null;
      readonly columns: readonly Column[];
    }
  | { readonly kind: 'union'; readonly inputs: readonly Rel[]; readonly columns: readonly Column[] }
  /** A row for each element; a null or empty list gives none. Positions count from 1. */
  | {
      readonly kind: 'unnest';
      readonly input: Rel;
      readonly list: string;
      readonly element: string;
      readonly position: string | null;
      readonly columns: readonly Column[];
    }
  /** Adds for each of `sums` the running sum (`output`, in the order of `order`) and the total of a column, by key. */
  | {
      readonly kind: 'running';
      readonly input: Rel;
      readonly keys: readonly string[];
      readonly order: string;
      readonly sums: readonly { readonly of: string; readonly running: string; readonly total: string }[];
      readonly columns: readonly Column[];
    }
  /** Adds columns made by expressions that see the columns `seen`, and no other column of the input. */
  | {
      readonly kind: 'derive';
      readonly input: Rel;
      readonly seen: readonly string[];
      readonly outputs: readonly { readonly name: string; readonly expr: Expr }[];
      readonly columns: readonly Column[];
    }
  /** Adds a number of its own to each row, in no order. */
  | { readonly kind: 'number'; readonly input: Rel; readonly output: string; readonly columns: readonly Column[] }
  /** One row a day, both ends inclusive. */
  | {
      readonly kind: 'dates';
      readonly from: string;
      readonly to: string;
      readonly column: string;
      readonly columns: readonly Column[];
    }
  /** For each key the row that is greatest by `order`, compared column by column, nulls least. */
  | {
      readonly kind: 'latest';
      readonly input: Rel;
      readonly keys: readonly string[];
      readonly order: readonly string[];
      readonly columns: readonly Column[];
    }
  /** The rows whose key falls into slice `slice` of `slices`. */
  | {
      readonly kind: 'key-slice';
      readonly input: Rel;
      readonly keys: readonly string[];
      readonly slices: number;
      readonly slice: number;
      readonly columns: readonly Column[];
    }
  /** A result named by an earlier statement of the same script. */
  | { readonly kind: 'temp'; readonly name: string; readonly columns: readonly Column[] }
  /** The user's own SELECT; its table holes are bound to `tables`. */
  | {
      readonly kind: 'opaque';
      readonly tokens: readonly Token[];
      readonly tables: Readonly<Record<string, Rel>>;
      readonly dates: Dates | null;
      readonly columns: readonly Column[];
    };
