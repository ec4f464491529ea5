import type { Varying } from './describe.ts';
import { didYouMean, entry, type Near } from './diagnostic-entry.ts';

const insteadOf: Readonly<Record<Varying['kind'], string>> = {
  time: 'use a time of the row itself, or a date of the run in a stored staging query: ${endDate}',
  random: 'a hash of columns is the same each time: md5(${c.user_id}); or make it in a stored staging query',
  session: 'write the value itself, or make it in a stored staging query',
  place: 'use a column of the row, or number the rows in a stored staging query',
};

/** Problems of the SQL that users write, and of what it gives against what is declared. */
export const sqlDiagnostics = {
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
  CHR1032: entry<{
    readonly declared: string | null;
    readonly given: string;
    /** The tag of the given type; null where no table can hold it. */
    readonly tag: string | null;
  }>({
    help: 'A tag, sql.double`...`, says what its SQL gives, here a double; the SQL must give that. Numbers are converted to double where that is asked for; text is never parsed silently.',
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
  CHR1036: entry<{ readonly what: string }>({
    help: 'Tables, startDate, endDate, latestDate and maxDate stand in the query of a staging query. The SQL of a source sees one row of its table, and no value of a feature depends on the range of a run.',
    message: ({ what }) => `${what} can only stand in the query of a staging query`,
    hint: () => null,
  }),
  CHR1051: entry<{ readonly table: string; readonly isView: boolean }>({
    help: 'The day of the newest partition, maxDate(table), can only be asked of a table with partitions: a definition has them unless it is a view or says partitioned: false, and an external table whose partitionColumn says which column, or which key of the path, holds the day.',
    message: ({ table }) => `maxDate needs a table with partitions, but ${table} has none`,
    hint: ({ isView }) =>
      isView ? 'ask it of a table that the view reads' : "say where its days are: partitionColumn: 'ds', in its table",
  }),
  CHR1052: entry<{ readonly what: string; readonly of: string; readonly instead: string }>({
    help: 'A table without partitions is one set of rows, whenever it is computed: no day of a run may decide what is in it, and it has no first day and no days before. A view has no table and no session of its own, and is the same rows whoever reads it, and however many days at once.',
    message: ({ what, of }) => `${what} has no meaning in ${of}`,
    hint: ({ instead }) => `leave it out, or leave out ${instead}`,
  }),
  CHR1042: entry<{ readonly what: string | null; readonly text: string }>({
    help: 'The SQL of a source (select, where, timeColumn) and of a derivation is computed for each row by itself. Aggregates, window functions and UNNEST look at several rows, or make several; a star stands for several columns.',
    message: ({ what, text }) =>
      what === null || what === text
        ? `SQL: '${text}' cannot stand here: it is computed for each row by itself`
        : `SQL: ${what} cannot stand in '${text}': it is computed for each row by itself`,
    hint: ({ what }) =>
      what?.startsWith('*') === true
        ? 'name the columns one by one'
        : 'put it into a staging query, or use the aggregations of the GroupBy',
  }),
  CHR1043: entry<Record<never, never>>({
    help: 'Files are declared as tables, with their columns, so that a query over them can be checked before there is a file, and so that chron knows when one has changed.',
    message: () => 'SQL: a query reads tables, not files',
    hint: () => 'declare it: const raw = parquet({ location, columns }) (or csv, json), and write ${raw} in the query',
  }),
  CHR1044: entry<{ readonly name: string; readonly kind: Varying['kind']; readonly isView: boolean }>({
    help: 'A value is a function of its key and its time alone: the same in every run, however a range is cut into steps, offline and online. What gives the time of the run, a random number or something of the session would make another one each time. A staging query may use it, because its rows are stored once; a view is computed anew by all that read it.',
    message: ({ name, isView }) =>
      `SQL: ${name} gives another value in another run: ${isView ? 'each reader of this view would see other rows' : 'this is computed from its row alone'}`,
    hint: ({ kind }) => insteadOf[kind],
  }),
} as const;
