import type { StagingQuery } from '#dsl';
import { checkQuery } from '../check-sql.ts';
import { isMisspelt } from '../options.ts';
import type { StagingQueryNode, Token, ViewNode } from '../plan.ts';
import { inputsOf } from '../project.ts';
import { isSql } from './check-holes.ts';
import { checkChoice } from './choice.ts';
import { type Context, checkDay, refOf } from './context.ts';
import { withoutFinalSemicolon } from './final-semicolon.ts';
import { checkable, userSql } from './sql.ts';
import { checkLookback, checkMaxDates, checkMeaningless } from './staging-days.ts';
import { stagingInputs } from './staging-inputs.ts';
import { exampleOf, fits } from './staging-result.ts';
import { allColumns, checkColumns, columnsOf, viewOf } from './table.ts';

/** Everything of a node but its fingerprint, which is made from it. */
export type Unsigned<N> = N extends unknown ? Omit<N, 'fingerprint'> : never;

/** StagingQuery to node; null when it cannot be one, and the reasons are reported. */
export const lowerStagingQuery = async (
  definition: StagingQuery,
  context: Context,
): Promise<Unsigned<StagingQueryNode | ViewNode> | null> => {
  const { settings, named } = context;
  checkChoice(context, { value: definition.partitioned, path: ['partitioned'], choices: [true, false] });
  checkChoice(context, { value: definition.view, path: ['view'], choices: [true, false] });
  const day = definition.partitioned === false ? null : settings.partitionColumn;
  const declared = declaredColumns(definition, day, context);
  const startPartition = checkDay(context, definition.startPartition, ['startPartition']);
  const start = checkDay(context, definition.backfillStartDate, ['backfillStartDate']) ?? startPartition;
  if (!checkLookback(definition, context)) return null;
  if (definition.query === undefined) {
    if (!isMisspelt(definition, 'query')) {
      context.report('CHR1007', [], { option: 'query', of: 'a staging query', example: 'query: sql`SELECT ...`' });
    }
    return null;
  }
  if (!isSql(definition.query, { context, path: ['query'], place: 'query' })) return null;
  const query = withoutFinalSemicolon(userSql(definition.query, (table) => refOf(context, table)));
  const fitting = checkMeaningless(definition, context);
  if (!checkMaxDates(definition, context) || !fitting) return null;
  const setups = checkSetups(definition, context);
  const result = await checkQuery(query, {
    describe: context.describe,
    report: context.report,
    quote: context.quote,
    path: ['query'],
    tables: [...new Set(inputsOf(definition))].map((table) => ({
      name: refOf(context, table),
      columns: allColumns(viewOf(table, settings.partitionColumn, undefined)),
    })),
    setups,
    isView: definition.view === true,
  });
  if (result === null) return null;
  const columns = [...columnsOf(declared), ...(day === null ? [] : [{ name: day, type: { kind: 'date' } as const }])];
  if (Object.keys(declared).length === 0) {
    if (!isMisspelt(definition, 'columns')) {
      context.report('CHR1007', [], { option: 'columns', of: 'a staging query', example: exampleOf(result, day) });
    }
    return null;
  }
  if (!fits({ columns, broken: Object.keys(definition.columns), day }, result, context)) return null;
  const node = {
    name: named.name,
    description: null,
    source: { file: named.file, export: named.export },
    inputs: stagingInputs(definition, query.tokens, context),
    output: {
      table: named.table ?? named.name,
      partitionColumn: day,
      keys: [],
      columns: columns.map((column) => ({ ...column, description: context.descriptions[column.name] ?? null })),
    },
    backfill: { start },
    query: query.tokens,
    result: result.flatMap(({ name, type }) => (type === null ? [] : [{ name, type }])),
  };
  if (definition.view === true) return { kind: 'view', ...node };
  return {
    kind: 'staging-query',
    ...node,
    setups: setups.map((text) => [{ kind: 'text', text }]),
    step: definition.lookback === undefined ? 'range' : 'day',
  };
};

/** What an author declares, without the partition column, which the DSL's types add. */
const declaredColumns = (definition: StagingQuery, day: string | null, context: Context): StagingQuery['columns'] => {
  const { partitionColumn } = context.settings;
  const written = definition.columns ?? {};
  if (day === null) {
    checkColumns(context, written, null);
    const why = 'it is the partition column, and this table has no partitions';
    if (partitionColumn in written) {
      context.report('CHR1016', ['columns', partitionColumn], { column: partitionColumn, why });
    }
    return written;
  }
  const declared = Object.entries(written).filter(([name, type]) => name !== day || type !== 'date');
  checkColumns(context, Object.fromEntries(declared), day);
  return Object.fromEntries(declared);
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
