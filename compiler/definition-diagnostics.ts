import { didYouMean, entry, type Near } from './diagnostic-entry.ts';

/** Problems of definitions: names, columns, options, types. */
export const definitionDiagnostics = {
  CHR1001: entry<{ readonly reason: string }>({
    help: 'A file with definitions could not be loaded: its own code threw an error, or an import is missing. Nothing in it can be compiled until it loads.',
    message: ({ reason }) => `this file could not be loaded: ${reason}`,
    hint: () => null,
  }),
  CHR1002: entry<{ readonly table: string; readonly other: string; readonly part?: true }>({
    help: 'Each definition writes a table of its own, `{namespace}.{name}`, and a join one more for each part, `{table of the join}__{prefix of the part, if any}_{name of its GroupBy}`. Two that write one table would overwrite each other.',
    message: ({ table, other, part }) =>
      `the table ${table}${part === undefined ? '' : ' of this part'} is already written by ${other}`,
    hint: ({ part }) =>
      part === undefined
        ? 'rename one of the two files (and its `name`), or give one an outputNamespace'
        : 'rename one of the files (and its `name`), give one an outputNamespace, or this part another prefix',
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
    message: ({ operation, column, type, needs }) => `${operation} needs ${needs}, but '${column}' is ${type}`,
    hint: ({ column, needs }) => {
      const tag = /double/.test(needs) ? 'double' : /^string/.test(needs) ? 'string' : null;
      return tag === null ? null : `convert it in the source: select: (c) => ({ ${column}: sql.${tag}\`...\` })`;
    },
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
  CHR1031: entry<{ readonly column: string }>({
    help: 'The partition column belongs to every staging query and is not declared again.',
    message: ({ column }) => `'${column}' is the partition column: every staging query has it, as a date`,
    hint: ({ column }) => `leave ${column} out of columns; the query still gives it`,
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
  CHR1053: entry<{ readonly of: string }>({
    help: 'A cumulative source is read from one of the partitions that are there. A view has none: it is computed for whatever days are read.',
    message: ({ of }) => `${of} is a view, which has no partitions to choose from, so it cannot be read as cumulative`,
    hint: () => 'leave out isCumulative, or leave out view: true in its definition',
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
  CHR1060: entry<{ readonly problem: string } & Near>({
    help: 'A part of a join is looked up by its keys, and each is filled by a column of the left rows that has the type of the key: part(features, { user_id: left.buyer_id }), or just part(features, left) where the names are the same.',
    message: ({ problem }) => problem,
    hint: didYouMean,
  }),
  CHR1061: entry<{ readonly column: string; readonly part: string; readonly other: string; readonly prefix: string }>({
    help: 'A join has the columns of the left rows and those of its parts side by side, so each name may stand once. A prefix tells the columns of a part from others of the same name.',
    message: ({ column, part, other }) => `'${column}' of ${part} is already a column of the join, from ${other}`,
    hint: ({ prefix }) => `give this part a prefix: part(..., left, { prefix: '${prefix}' })`,
  }),
  CHR1062: entry<{ readonly problem: string; readonly remedy: string | null }>({
    help: 'A mutation table has every column of the table whose rows changed, the time of each change and whether the row is one that was taken away (true) or one that came (false). A changed row is both, at one time.',
    message: ({ problem }) => problem,
    hint: ({ remedy }) => remedy,
  }),
  CHR1063: entry<{ readonly operation: string }>({
    help: 'Where rows can be taken back, a value is that of the rows that are left. COUNT, SUM, AVERAGE, VARIANCE and HISTOGRAM can be worked out that way; of the others (the greatest value, the last one, ...) it is not known what comes next when a row is taken away.',
    message: ({ operation }) => `${operation}() cannot take back a row that a mutation table takes away`,
    hint: () => 'use count, sum, average, variance or histogram, or read the table without its mutationTable',
  }),
  CHR1064: entry<{ readonly column: string } & Near>({
    help: 'The values of skewKeys are those of left columns that parts are not looked up for, so each of its columns fills a key of some part. One that fills none would change nothing.',
    message: ({ column }) => `no part of this join is looked up by '${column}'`,
    hint: didYouMean,
  }),
  CHR1065: entry<{ readonly part: string; readonly file: string }>({
    help: 'A join with online: true is served whole, so the GroupBy of each of its parts is online. Without it, what is served of the join are the parts that are online; the columns of the others are null.',
    message: ({ part }) => `the join is online, but ${part} is not: its columns would be null when served`,
    hint: ({ file }) => `write online: true in ${file}, or leave it out of the join`,
  }),
} as const;
