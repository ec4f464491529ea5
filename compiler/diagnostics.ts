/** Every problem a compile can find: one typed table from code to message. Problems are data; all are reported. */

export type Span = {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units as editors count. */
  readonly column: number;
  readonly endColumn: number;
  readonly sourceLine: string;
};

/** Where in a definition: `['aggregations', 2, 'column']`; inside SQL also the character of the template's text. */
export type Place = {
  readonly file: string;
  readonly export: string;
  readonly path: readonly (string | number)[];
  readonly text?: { readonly part: number; readonly offset: number };
};

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

type Near = { readonly near: readonly string[] };

const didYouMean = ({ near }: Near): string | null =>
  near.length === 0 ? null : `did you mean ${near.map((one) => `'${one}'`).join(' or ')}?`;

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
  CHR1003: entry<{ readonly name: string; readonly expected: string }>({
    help: "A definition's `name` starts the name of its table and of every feature, so it must be what a reader finds on disk: the file's name, or `{file}_{export}` for exports other than v1.",
    message: ({ name, expected }) => `the name is '${name}', but this file and export are called '${expected}'`,
    hint: ({ expected }) => `write name: '${expected}', or rename the file`,
  }),
  CHR1004: entry<{ readonly cycle: readonly string[] }>({
    help: 'Definitions are computed one after another, so none may need itself, not even through others.',
    message: ({ cycle }) => `definitions need each other in a circle: ${cycle.join(' -> ')}`,
    hint: () => 'move what both need into a file of its own',
  }),
  CHR1005: entry<{ readonly conf: string } & Near>({
    help: '--conf takes a file, FILE:export, or the full name of a definition.',
    message: ({ conf }) => `no definition is called '${conf}'`,
    hint: didYouMean,
  }),
  CHR1006: entry<{ readonly what: string }>({
    help: 'A definition gets its name from the file and the export it is in. One that is not exported has no name and no table.',
    message: ({ what }) => `${what} is used here, but not exported from any file under features/ or staging_queries/`,
    hint: () => 'export it: export const v1 = ...',
  }),
  CHR1007: entry<{ readonly option: string; readonly of: string }>({
    help: 'A definition is missing something it cannot do without.',
    message: ({ option, of }) => `${of} needs '${option}'`,
    hint: () => null,
  }),
  CHR1008: entry<{ readonly what: string }>({
    help: 'The definition uses something that can be written and checked already, but that this release does not compute.',
    message: ({ what }) => `${what} cannot be computed by this release`,
    hint: () => null,
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
    message: () => 'no keys: a GroupBy needs at least one',
    hint: () => "write keys: ['user_id']",
  }),
  CHR1013: entry<{
    readonly operation: string;
    readonly column: string;
    readonly type: string;
    readonly needs: string;
  }>({
    help: 'Each operation takes certain column types; the table of operations says which.',
    message: ({ operation, column, type, needs }) => `${operation}() needs ${needs}, but '${column}' is ${type}`,
    hint: () => 'convert the column in the source: select: (c) => ({ x: sql.double`...` })',
  }),
  CHR1014: entry<{ readonly type: string }>({
    help: 'The time column says when an event happened: a long of epoch milliseconds (UTC), a timestamp, or a date.',
    message: ({ type }) =>
      `the time column must be a long (epoch milliseconds), timestamp or date, but this is ${type}`,
    hint: () => 'write timeColumn: sql.timestamp`...` to convert it',
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
    help: 'A window is a whole number of minutes, hours or days, 1 or more.',
    message: ({ window }) => `${window} is not a window`,
    hint: () => 'write days(7), hours(36) or minutes(5)',
  }),
  CHR1018: entry<{ readonly what: string; readonly value: string }>({
    help: 'Dates are written YYYY-MM-DD and must exist in the calendar.',
    message: ({ what, value }) => `${what} '${value}' is not a day`,
    hint: () => "write it as '2023-12-01'",
  }),
  CHR1019: entry<{ readonly start: string; readonly end: string }>({
    help: 'A source reads the partitions from startPartition to endPartition, both included.',
    message: ({ start, end }) => `startPartition ${start} is after endPartition ${end}`,
    hint: () => null,
  }),
  CHR1020: entry<{ readonly message: string }>({
    help: 'The SQL does not parse.',
    message: ({ message }) => `SQL: ${message}`,
    hint: () => null,
  }),
  CHR1021: entry<{ readonly column: string } & Near>({
    help: 'The SQL mentions a column that none of its tables declares.',
    message: ({ column }) => `SQL: no table here has a column '${column}'`,
    hint: didYouMean,
  }),
  CHR1022: entry<{ readonly table: string }>({
    help: 'Tables are mentioned by value, ${table}, so that chron knows what has to be computed first. A name written in the text is not a table here.',
    message: ({ table }) => `SQL: there is no table '${table}'`,
    hint: () => 'import the definition and write ${definition}',
  }),
  CHR1023: entry<{ readonly count: number }>({
    help: 'A query is one SELECT.',
    message: ({ count }) => `SQL: ${count} statements where one SELECT is expected`,
    hint: () => 'keep one; statements that prepare the session go into `setups`',
  }),
  CHR1024: entry<{ readonly statement: string }>({
    help: 'A query only reads: it is one SELECT (or WITH ... SELECT).',
    message: ({ statement }) => `SQL: a query is a SELECT, not ${statement}`,
    hint: () => null,
  }),
  CHR1025: entry<{ readonly message: string }>({
    help: 'The engine refuses the SQL: a function that does not exist, types that do not fit.',
    message: ({ message }) => `SQL: ${message}`,
    hint: () => null,
  }),
  CHR1026: entry<{ readonly column: string; readonly declared: string; readonly given: string }>({
    help: 'The declared type of a column is what everything downstream relies on; the query must give that type.',
    message: ({ column, declared, given }) => `'${column}' is declared ${declared}, but the query gives ${given}`,
    hint: ({ column, given }) => `declare ${column}: ${given}, or cast it in the query`,
  }),
  CHR1027: entry<{ readonly column: string } & Near>({
    help: 'Every declared column must come out of the query under that name.',
    message: ({ column }) => `'${column}' is declared, but the query does not give it`,
    hint: didYouMean,
  }),
  CHR1028: entry<{ readonly column: string }>({
    help: 'A column that the query gives and nobody declared would be dropped without a word.',
    message: ({ column }) => `the query gives '${column}', which is not declared`,
    hint: ({ column }) => `declare it under columns, or leave ${column} out of the query`,
  }),
  CHR1029: entry<{ readonly column: string }>({
    help: 'Rows of a staging query go into partitions of one day: the query gives the day of each row as a date.',
    message: ({ column }) => `the query does not give '${column}', the day of each row`,
    hint: ({ column }) => `add CAST(... AS DATE) AS ${column}`,
  }),
  CHR1030: entry<{ readonly column: string; readonly given: string }>({
    help: 'The partition column is a date; text YYYY-MM-DD and timestamps are converted, other types are not.',
    message: ({ column, given }) => `the partition column '${column}' is ${given}, not a date`,
    hint: ({ column }) => `write CAST(... AS DATE) AS ${column}`,
  }),
  CHR1031: entry<{ readonly column: string }>({
    help: 'The partition column belongs to every staging query and is not declared again.',
    message: ({ column }) => `'${column}' is the partition column and is not declared`,
    hint: () => 'remove this line; the query still gives it',
  }),
  CHR1032: entry<{ readonly declared: string; readonly given: string }>({
    help: 'sql.double`...` says that the expression is a double; its SQL must give that.',
    message: ({ declared, given }) => `this expression is declared ${declared}, but its SQL gives ${given}`,
    hint: ({ given }) => `write sql.${given}, or cast it`,
  }),
  CHR1033: entry<{ readonly given: string }>({
    help: 'A condition of `where` is true or false for each row.',
    message: ({ given }) => `where needs a condition, but this SQL gives ${given}`,
    hint: () => null,
  }),
  CHR1034: entry<{ readonly type: string }>({
    help: 'A column type is one of string, long, double, boolean, timestamp, date, decimal(p, s), list(...), map(string, ...), struct({...}), imported from @chron/chron.',
    message: ({ type }) => `${type} is not a column type`,
    hint: () => 'use string, long, double, ... imported from @chron/chron',
  }),
  CHR1035: entry<{ readonly column: string; readonly given: string; readonly first: string }>({
    help: 'The sources of a GroupBy are read as one: each needs the columns of the first, with the same types.',
    message: ({ column, given, first }) => `this source has '${column}' as ${given}, the first source as ${first}`,
    hint: () => null,
  }),
  CHR1036: entry<Record<never, never>>({
    help: 'startDate, endDate and latestDate are filled in when a staging query runs. Values of features do not depend on the range of a run.',
    message: () => 'a date slot can only stand in the query of a staging query',
    hint: () => null,
  }),
  CHR1037: entry<{ readonly key: string; readonly type: string }>({
    help: 'What is served is looked up by the text of its key; the text of a double, list, map or struct is not one thing.',
    message: ({ key, type }) =>
      `the key '${key}' is ${type}; an online GroupBy needs keys of text, long, boolean or date`,
    hint: () => 'convert it in the source: select: (c) => ({ k: sql.string`...` })',
  }),
  CHR1038: entry<Record<never, never>>({
    help: 'A GroupBy without aggregations takes rows whole; it is written attributes({ name, source, keys }).',
    message: () => 'no aggregations',
    hint: () => 'add one, or write attributes({ name, source, keys }) for the rows as they are',
  }),
  CHR1039: entry<{ readonly name: string }>({
    help: 'Names of tables and columns are at most 63 bytes long where they are served, and hold letters, digits and underscores, starting with a letter or underscore.',
    message: ({ name }) => `'${name}' cannot name a table`,
    hint: () => 'use letters, digits and underscores, and start with a letter',
  }),
  CHR1040: entry<{ readonly option: string } & Near>({
    help: 'Options that chron does not know would be ignored without a word.',
    message: ({ option }) => `there is no option '${option}' here`,
    hint: didYouMean,
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
