import type { StagingQuery } from '#dsl';
import { checkQuery } from '../check-sql.ts';
import type { DescribedResult } from '../describe.ts';
import { near } from '../near.ts';
import { isMisspelt } from '../options.ts';
import type { StagingQueryNode, Token } from '../plan.ts';
import { inputsOf } from '../project.ts';
import type { Column } from '../relation.ts';
import { declarable, showType, widens } from '../types.ts';
import { written } from '../written.ts';
import { isSql } from './check-holes.ts';
import { type Context, checkDay, refOf } from './context.ts';
import { withoutFinalSemicolon } from './final-semicolon.ts';
import { checkable, userSql } from './sql.ts';
import { checkMaxDates, stagingInputs } from './staging-inputs.ts';
import { checkColumns, columnsOf, viewOf } from './table.ts';

/** Everything of a node but its fingerprint, which is made from it. */
export type Unsigned<N> = Omit<N, 'fingerprint'>;

/** StagingQuery to node; null when it cannot be one, and the reasons are reported. */
export const lowerStagingQuery = async (
  definition: StagingQuery,
  context: Context,
): Promise<Unsigned<StagingQueryNode> | null> => {
  const { settings, named } = context;
  const day: Column = { name: settings.partitionColumn, type: { kind: 'date' } };
  const declared = Object.fromEntries(
    Object.entries(definition.columns ?? {}).filter(([name, type]) => name !== day.name || type !== 'date'),
  );
  checkColumns(context, declared, day.name);
  const startPartition = checkDay(context, definition.startPartition, ['startPartition']);
  const start = checkDay(context, definition.backfillStartDate, ['backfillStartDate']) ?? startPartition;
  const { lookback } = definition as { readonly lookback?: { readonly unit?: unknown; readonly length?: unknown } };
  if (
    lookback !== undefined &&
    (lookback?.unit !== 'd' || !Number.isInteger(lookback.length) || !(Number(lookback.length) > 0))
  ) {
    const isWindow = typeof lookback?.unit === 'string' && typeof lookback.length === 'number';
    const given = isWindow ? `${lookback.length}${lookback.unit}` : written(lookback);
    context.report('CHR1041', ['lookback'], { place: 'lookback', takes: 'a number of days, days(7)', given });
    return null;
  }
  if (definition.query === undefined) {
    if (!isMisspelt(definition, 'query')) {
      context.report('CHR1007', [], { option: 'query', of: 'a staging query', example: 'query: sql`SELECT ...`' });
    }
    return null;
  }
  if (!isSql(definition.query, { context, path: ['query'], place: 'query' })) return null;
  const query = withoutFinalSemicolon(userSql(definition.query, (table) => refOf(context, table)));
  if (!checkMaxDates(definition, context)) return null;
  const setups = checkSetups(definition, context);
  const tables = [...new Set(inputsOf(definition))].map((table) => {
    const view = viewOf(table, day.name, undefined);
    return {
      name: refOf(context, table),
      columns: view.partition === null ? view.columns : [...view.columns, view.partition],
    };
  });
  const result = await checkQuery(query, {
    describe: context.describe,
    report: context.report,
    quote: context.quote,
    path: ['query'],
    tables,
    setups,
  });
  if (result === null) return null;
  const columns = [...columnsOf(declared), day];
  if (Object.keys(declared).length === 0) {
    if (!isMisspelt(definition, 'columns')) {
      context.report('CHR1007', [], { option: 'columns', of: 'a staging query', example: exampleOf(result, day.name) });
    }
    return null;
  }
  if (!fits({ columns, broken: Object.keys(definition.columns) }, result, context)) return null;
  return {
    kind: 'staging-query',
    name: named.name,
    description: null,
    source: { file: named.file, export: named.export },
    inputs: stagingInputs(definition, query.tokens, context),
    output: {
      table: named.table ?? named.name,
      partitionColumn: day.name,
      keys: [],
      columns: columns.map((column) => ({ ...column, description: context.descriptions[column.name] ?? null })),
    },
    backfill: { start },
    query: query.tokens,
    result: result.flatMap(({ name, type }) => (type === null ? [] : [{ name, type }])),
    setups: setups.map((text) => [{ kind: 'text', text }]),
    step: definition.lookback === undefined ? 'range' : 'day',
  };
};

const notInSetups: Partial<Record<Token['kind'], string>> = {
  table: 'a table',
  date: 'a date slot',
  'max-date': 'the newest day of a table',
};

/** The statements as text: they run before any table is there, once for a whole run. */
const checkSetups = (definition: StagingQuery, context: Context): readonly string[] =>
  definition.setups.flatMap((setup, index) => {
    const path = ['setups', index];
    if (typeof setup === 'string') return [setup];
    if (!isSql(setup, { context, path, place: 'setups' })) return [];
    const { tokens } = userSql(setup, () => '?');
    const other = tokens.find((token) => notInSetups[token.kind] !== undefined);
    if (other === undefined) return [checkable({ tokens, parts: [] }, context.quote).text];
    context.report('CHR1036', path, { what: notInSetups[other.kind] ?? '' });
    return [];
  });

/** The columns of a query as an author declares them. */
const exampleOf = (result: readonly DescribedResult[], day: string): string => {
  const columns = result.filter(({ name }) => name !== day);
  return `columns: { ${columns.map(({ name, type }) => `${name}: ${declarable(type) ?? 'string'}`).join(', ')} }`;
};

/** Declared against given: missing, other types, undeclared, twice, and the day of each row. */
const fits = (
  { columns, broken }: { readonly columns: readonly Column[]; readonly broken: readonly string[] },
  result: readonly DescribedResult[],
  context: Context,
): boolean => {
  const given = new Map(result.map((column) => [column.name, column]));
  const meant = new Set<string>();
  // Two names that differ in capital letters only are reported as that.
  const isTwice = (name: string): boolean =>
    columns.some((other) => other.name !== name && other.name.toLowerCase() === name.toLowerCase());
  const day = context.settings.partitionColumn;
  let ok = true;
  const report: typeof context.report = (...details) => {
    ok = false;
    context.report(...details);
  };
  for (const column of columns) {
    const found = given.get(column.name);
    if (column.name === day) {
      const dated = found?.type?.kind ?? '';
      if (found === undefined) report('CHR1029', ['query'], { column: day });
      else if (!['date', 'string', 'timestamp'].includes(dated)) {
        report('CHR1030', ['query'], { column: day, given: found.type === null ? found.text : showType(found.type) });
      }
    } else if (found === undefined) {
      if (isTwice(column.name)) continue;
      const names = result.map((one) => one.name).filter((name) => !columns.some((other) => other.name === name));
      const close = near(column.name, names);
      if (close[0] !== undefined) meant.add(close[0]);
      report('CHR1027', ['columns', column.name], { column: column.name, near: close, known: names });
    } else if (found.type === null || !widens(found.type, column.type)) {
      report('CHR1026', ['columns', column.name], {
        column: column.name,
        declared: showType(column.type),
        given: found.type === null ? found.text : showType(found.type),
        declare: declarable(found.type),
      });
    }
  }
  const lower = result.map(({ name }) => name.toLowerCase());
  for (const [index, { name }] of result.entries()) {
    if (lower.indexOf(name.toLowerCase()) === index) continue;
    report('CHR1015', ['query'], { column: name, other: 'another column of the query' });
  }
  // A column whose declared type is none is reported as that.
  const declared = new Set([...columns.map((column) => column.name), ...broken]);
  for (const { name, type } of given.values()) {
    // One that a declared column was taken for is no second mistake.
    if (declared.has(name) || meant.has(name)) continue;
    report('CHR1028', ['query'], { column: name, declare: declarable(type) });
  }
  return ok;
};
