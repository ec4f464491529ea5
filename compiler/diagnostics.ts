/** Every problem a compile can find: one typed table from code to message. Problems are data; all are reported. */

import type { Place, Span } from './place.ts';

export type { Place, Span } from './place.ts';

export type Diagnostic = {
  readonly code: DiagnosticCode;
  /** Full name of the definition, or null for a file that could not be read. */
  readonly definition: string | null;
  readonly place: Place | null;
  readonly span: Span | null;
  readonly message: string;
  readonly hint: string | null;
};

type Entry<P> = {
  /** What `chron help CODE` says: the rule, and why it is one. */
  readonly help: string;
  readonly message: (p: P) => string;
  readonly hint: (p: P) => string | null;
};

const entry = <P>(e: Entry<P>): Entry<P> => e;

/** Names that are close to what was written, and the names there are. */
type Near = { readonly near: readonly string[]; readonly known: readonly string[] };

const most = 12;

const didYouMean = ({ near, known }: Near): string | null => {
  if (near.length > 0) return `did you mean ${near.map((one) => `'${one}'`).join(' or ')}?`;
  if (known.length === 0) return null;
  return `there ${known.length === 1 ? 'is only' : 'are'} ${known.slice(0, most).join(', ')}${known.length > most ? ', ...' : ''}`;
};

export const diagnostics = {
  CHR1001: entry<{ readonly reason: string }>({
    help: 'A file with definitions could not be loaded: its own code threw an error, or an import is missing. Nothing in it can be compiled until it loads.',
    message: ({ reason }) => `this file could not be loaded: ${reason}`,
    hint: () => null,
  }),
  CHR1002: entry<{ readonly table: string; readonly other: string }>({
    help: 'Each definition writes a table of its own, `{namespace}.{name}`. Two definitions with one table would overwrite each other.',
    message: ({ table, other }) => `the table ${table} is already written by ${other}`,
    hint: () => 'rename one of the two files (and its `name`), or give one an outputNamespace',
  }),
  CHR1003: entry<{ readonly name: string | null; readonly expected: string; readonly other: string }>({
    help: "A definition's `name` starts the name of its table and of every feature, so it must be what a reader finds on disk: the file's name, or `{file}_{export}` for exports other than v1.",
    message: ({ name, expected }) =>
      name === null
        ? `there is no name; by its file and export it is '${expected}'`
        : `the name is '${name}', but by its file and export it is '${expected}'`,
    hint: ({ name, expected, other }) => `write name: '${expected}'${name === null ? '' : `, or ${other}`}`,
  }),
  CHR1004: entry<{ readonly cycle: readonly string[] }>({
    help: 'Definitions are computed one after another, so none may need itself, not even through others.',
    message: ({ cycle }) => `definitions need each other in a circle: ${cycle.join(' -> ')}`,
    hint: () => 'move what both need into a file of its own',
  }),
  CHR1006: entry<{ readonly what: string }>({
    help: 'A definition gets its name from the file and the export it is in. One that is not exported has no name and no table.',
    message: ({ what }) => `${what} is read here, but not exported from any file under features/ or staging_queries/`,
    hint: () => 'write export in front of its const, in a file of these folders',
  }),
  CHR1007: entry<{ readonly option: string; readonly of: string; readonly example: string }>({
    help: 'A definition is missing something it cannot do without.',
    message: ({ option, of }) => `${of} needs '${option}'`,
    hint: ({ example }) => `write ${example}`,
  }),
  CHR1008: entry<{ readonly what: string; readonly instead: string | null }>({
    help: 'The definition uses something that can be written already, but that this release does not compute. It is refused, so that nothing is computed with half of it left out.',
    message: ({ what }) => `this release does not compute ${what}`,
    hint: ({ instead }) => instead,
  }),
  CHR1010: entry<{ readonly column: string; readonly of: string } & Near>({
    help: 'A column is mentioned that the table, or the source after its select, does not have.',
    message: ({ column, of }) => `${of} has no column '${column}'`,
    hint: didYouMean,
  }),
  CHR1011: entry<{ readonly key: string }>({
    help: 'The keys of a GroupBy are the columns that its rows are grouped by; each is written once.',
    message: ({ key }) => `the key '${key}' is written twice`,
    hint: () => 'remove one of them',
  }),
  CHR1012: entry<Record<never, never>>({
    help: 'A GroupBy without keys would have no way to be looked up.',
    message: () => 'a GroupBy needs at least one key',
    hint: () => "write keys: ['user_id']: the columns that say whose rows are put together",
  }),
  CHR1013: entry<{
    readonly operation: string;
    readonly column: string;
    readonly type: string;
    readonly needs: string;
  }>({
    help: 'Each operation takes certain column types: a sum needs numbers, a minimum something with an order, a count takes anything.',
    message: ({ operation, column, type, needs }) => `${operation}() needs ${needs}, but '${column}' is ${type}`,
    hint: ({ column }) => `convert it in the source: select: (c) => ({ ${column}: sql.double\`...\` })`,
  }),
  CHR1014: entry<{ readonly type: string }>({
    help: 'The time column says when an event happened: a long of epoch milliseconds (UTC), a timestamp, or a date.',
    message: ({ type }) =>
      `the time column must be a long (epoch milliseconds), timestamp or date, but this is ${type}`,
    hint: () => 'convert it: timeColumn: sql.timestamp`...` (or sql.long`...`, epoch milliseconds)',
  }),
  CHR1015: entry<{ readonly column: string; readonly other: string }>({
    help: 'Every output column has its own name; two aggregations that give the same name would be one column.',
    message: ({ column, other }) => `the column '${column}' is already made by ${other}`,
    hint: () => 'remove one of the two',
  }),
  CHR1016: entry<{ readonly column: string; readonly why: string }>({
    help: 'Some names are taken: the partition column (ds), and names that start with two underscores.',
    message: ({ column, why }) => `the name '${column}' cannot be used: ${why}`,
    hint: () => 'choose another name',
  }),
  CHR1017: entry<{ readonly window: string }>({
    help: 'A window is a whole number of minutes, hours or days, 1 or more. Without windows an aggregation looks at everything there ever was.',
    message: ({ window }) => `${window} is not a window: it is a whole number of minutes, hours or days, 1 or more`,
    hint: () => 'write days(7), hours(36) or minutes(5)',
  }),
  CHR1018: entry<{ readonly what: string; readonly value: string }>({
    help: 'Dates are written YYYY-MM-DD and must exist in the calendar.',
    message: ({ what, value }) => `${what} is ${value}, which is not a day`,
    hint: () => "write a day that exists, as '2023-12-01'",
  }),
  CHR1019: entry<{ readonly start: string; readonly end: string }>({
    help: 'A source reads the partitions from startPartition to endPartition, both included.',
    message: ({ start, end }) => `endPartition ${end} is before startPartition ${start}: nothing would be read`,
    hint: () => 'exchange the two',
  }),
  CHR1020: entry<{ readonly message: string }>({
    help: 'The SQL does not parse. The message is the engine’s own, the place is where it gave up: the mistake is there or just before.',
    message: ({ message }) => `SQL: ${message}`,
    hint: () => null,
  }),
  CHR1021: entry<{ readonly column: string } & Near>({
    help: 'The SQL mentions a column that none of its tables declares.',
    message: ({ column }) => `SQL: nothing read here has a column '${column}'`,
    hint: didYouMean,
  }),
  CHR1022: entry<{ readonly table: string } & Near>({
    help: 'Tables are mentioned by value, ${table}, so that chron knows what has to be computed first. A name written in the text is not a table here.',
    message: ({ table }) => `SQL: there is no table '${table}'`,
    hint: ({ near, known }) =>
      near.length > 0
        ? didYouMean({ near, known })
        : 'import its definition and write ${definition} instead of the name',
  }),
  CHR1023: entry<{ readonly count: number; readonly what: 'query' | 'expression' }>({
    help: 'A query is one SELECT; statements that prepare the session (CREATE MACRO, SET) go into `setups`. A PIVOT counts as two unless it lists its values, ON x IN (...): its columns would depend on the data. The SQL of a source is one expression.',
    message: ({ count, what }) =>
      count === 0
        ? 'SQL: there is nothing here but white space and comments'
        : `SQL: ${count} ${what === 'query' ? 'statements' : 'columns'}, but ${what === 'query' ? 'a query' : 'this'} is one`,
    hint: ({ count, what }) =>
      count > 0 && what === 'query'
        ? 'keep the SELECT; statements that prepare the session go into setups: [...]'
        : null,
  }),
  CHR1024: entry<{ readonly statement: string }>({
    help: 'A query only reads: it is one SELECT (or WITH ... SELECT).',
    message: ({ statement }) => `SQL: a query is a SELECT, but this statement is ${statement}`,
    hint: () => 'write a SELECT that gives the rows; chron makes the table',
  }),
  CHR1025: entry<{ readonly message: string } & Near>({
    help: 'The engine refuses the SQL: a function that does not exist, types that do not fit, a column that is not grouped. The message is its own.',
    message: ({ message }) => `SQL: ${message}`,
    hint: didYouMean,
  }),
  CHR1026: entry<{
    readonly column: string;
    readonly declared: string;
    readonly given: string;
    /** How the given type is declared; null where no table can hold it. */
    readonly declare: string | null;
  }>({
    help: 'The declared type of a column is what everything downstream relies on; the query must give that type.',
    message: ({ column, declared, given }) => `'${column}' is declared ${declared}, but the query gives ${given}`,
    hint: ({ column, declare }) =>
      `${declare === null ? '' : `declare ${column}: ${declare}, or `}cast it in the query: CAST(... AS ...) AS ${column}`,
  }),
  CHR1027: entry<{ readonly column: string } & Near>({
    help: 'Every declared column must come out of the query under that name.',
    message: ({ column }) => `'${column}' is declared, but the query gives no column of that name`,
    hint: didYouMean,
  }),
  CHR1028: entry<{ readonly column: string; readonly declare: string | null }>({
    help: 'A column that the query gives and nobody declared would be dropped without a word.',
    message: ({ column }) => `the query gives '${column}', which is not declared`,
    hint: ({ column, declare }) =>
      `${declare === null ? 'leave it' : `declare it: columns: { ${column}: ${declare}, ... }, or leave it`} out of the query`,
  }),
  CHR1029: entry<{ readonly column: string }>({
    help: 'Rows of a staging query go into partitions of one day: the query gives the day of each row as a date.',
    message: ({ column }) => `the query does not give '${column}', the day of each row`,
    hint: ({ column }) => `add it to the SELECT: CAST(... AS DATE) AS ${column}`,
  }),
  CHR1030: entry<{ readonly column: string; readonly given: string }>({
    help: 'The partition column is a date; text YYYY-MM-DD and timestamps are converted, other types are not.',
    message: ({ column, given }) => `the partition column '${column}' is ${given}, not a date`,
    hint: ({ column }) => `write CAST(... AS DATE) AS ${column}`,
  }),
  CHR1031: entry<{ readonly column: string }>({
    help: 'The partition column belongs to every staging query and is not declared again.',
    message: ({ column }) => `'${column}' is the partition column: every staging query has it, as a date`,
    hint: ({ column }) => `leave ${column} out of columns; the query still gives it`,
  }),
  CHR1032: entry<{
    readonly declared: string | null;
    readonly given: string;
    /** The tag of the given type; null where no table can hold it. */
    readonly tag: string | null;
  }>({
    help: 'sql.double`...` says that the expression is a double; its SQL must give that. Numbers are converted to double where that is asked for; text is never parsed silently.',
    message: ({ declared, given }) =>
      declared === null
        ? `this SQL gives ${given}, which no table can hold`
        : `this SQL is declared ${declared}, but gives ${given}`,
    hint: ({ tag }) =>
      tag === null ? 'convert it in the SQL: CAST(... AS ...)' : `write ${tag}, or CAST(... AS ...) in the SQL`,
  }),
  CHR1033: entry<{ readonly given: string }>({
    help: 'A condition of `where` is true or false for each row.',
    message: ({ given }) => `where needs a condition, but this is ${given}`,
    hint: () => 'compare it with something: where: (c) => sql`${c.price} > 0`',
  }),
  CHR1034: entry<{ readonly type: string }>({
    help: 'A column type is one of string, long, double, boolean, timestamp, date, decimal(p, s), list(...), map(string, ...), struct({...}), imported from @chron/chron.',
    message: ({ type }) => `${type} is not a column type`,
    hint: () => 'use string, long, double, ... imported from @chron/chron',
  }),
  CHR1035: entry<{
    readonly column: string;
    readonly given: string | null;
    readonly first: string;
    readonly tag: string;
  }>({
    help: 'The sources of a GroupBy are read as one: each needs the columns of the first, with the same types.',
    message: ({ column, given, first }) =>
      given === null
        ? `this source has no '${column}', the first source has`
        : `this source has '${column}' as ${given}, the first source as ${first}`,
    hint: ({ column, tag }) => `make it alike: select: (c) => ({ ${column}: ${tag} })`,
  }),
  CHR1036: entry<{ readonly what: string }>({
    help: 'Tables, startDate, endDate and latestDate stand in the query of a staging query. The SQL of a source sees one row of its table, and no value of a feature depends on the range of a run.',
    message: ({ what }) => `${what} can only stand in the query of a staging query`,
    hint: () => null,
  }),
  CHR1037: entry<{ readonly key: string; readonly type: string }>({
    help: 'What is served is looked up by the text of its key; the text of a double, list, map or struct is not one thing.',
    message: ({ key, type }) =>
      `the key '${key}' is ${type}; an online GroupBy needs keys of text, long, boolean or date`,
    hint: () => 'convert it in the source: select: (c) => ({ k: sql.string`...` })',
  }),
  CHR1038: entry<Record<never, never>>({
    help: 'A GroupBy aggregates the rows of each key. One that takes rows as they are is written attributes({ name, source, keys }).',
    message: () => 'no aggregations',
    hint: () => 'add one: aggregations: (c) => [count(c.price)], or write attributes({ name, source, keys })',
  }),
  CHR1039: entry<{ readonly what: string; readonly name: string; readonly long: boolean }>({
    help: 'A definition is named by its file, and the name is also that of its table; the namespace is its team folder unless it says another. Both are letters a to z, digits and underscores, not starting with a digit, at most 63 of them.',
    message: ({ what, name, long }) =>
      long
        ? `'${name}' is too long for ${what}: it has ${name.length} characters, at most 63`
        : `'${name}' cannot name ${what}`,
    hint: ({ what, long }) =>
      `${what === 'a table' ? 'rename the file and its `name`' : 'write an outputNamespace'} of ${long ? 'at most 63 characters' : 'letters a to z, digits and underscores, not starting with a digit'}`,
  }),
  CHR1040: entry<{ readonly option: string } & Near>({
    help: 'Options that chron does not know would be ignored without a word.',
    message: ({ option }) => `there is no option '${option}' here`,
    hint: didYouMean,
  }),
  CHR1041: entry<{ readonly place: string; readonly takes: string; readonly given: string }>({
    help: 'A value of another kind stands where chron expects a certain one: a name where a definition belongs, text where SQL belongs. tsc finds these too, as you type.',
    message: ({ place, takes, given }) => `${place} takes ${takes}, but this is ${given}`,
    hint: () => null,
  }),
  CHR1042: entry<{ readonly what: string }>({
    help: 'The SQL of a source (select, where, timeColumn) is computed for each row of its table by itself. Aggregates, window functions and UNNEST look at several rows, or make several.',
    message: ({ what }) => `SQL: ${what} cannot stand here: this is computed for each row by itself`,
    hint: () => 'put it into a staging query, or use the aggregations of the GroupBy',
  }),
  CHR1043: entry<Record<never, never>>({
    help: 'Files are declared as tables, with their columns, so that a query over them can be checked before there is a file, and so that chron knows when one has changed.',
    message: () => 'SQL: a query reads tables, not files',
    hint: () => 'declare it: const raw = parquet({ location, columns }) (or csv, json), and write ${raw} in the query',
  }),
} as const;

export type DiagnosticCode = keyof typeof diagnostics;

type Parameters<C extends DiagnosticCode> = (typeof diagnostics)[C] extends Entry<infer P> ? P : never;

/** Makes a diagnostic; its span is added when the sources are at hand. */
export const diagnostic = <C extends DiagnosticCode>(
  code: C,
  at: { readonly definition: string | null; readonly place: Place | null },
  parameters: Parameters<C>,
): Diagnostic => {
  const found = diagnostics[code] as unknown as Entry<Parameters<C>>;
  return { code, ...at, span: null, message: found.message(parameters), hint: found.hint(parameters) };
};
