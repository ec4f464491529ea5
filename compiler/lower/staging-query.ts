import type { StagingQuery } from '#dsl';
import { checkQuery } from '../check-sql.ts';
import type { DescribedResult } from '../describe.ts';
import { near } from '../near.ts';
import type { Input, Lookback, StagingQueryNode } from '../plan.ts';
import { inputsOf } from '../project.ts';
import type { Column } from '../relation.ts';
import { showType, widens } from '../types.ts';
import { type Context, checkDay, refOf } from './context.ts';
import { userSql, withoutFinalSemicolon } from './sql.ts';
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
  if (definition.query === undefined) {
    context.report('CHR1007', [], { option: 'query', of: 'a staging query' });
    return null;
  }
  const names = (table: Parameters<typeof refOf>[1]) => refOf(context, table);
  const query = withoutFinalSemicolon(userSql(definition.query, names));
  const setups = (definition.setups ?? []).map((setup) =>
    typeof setup === 'string' ? [{ kind: 'text', text: setup } as const] : userSql(setup, names).tokens,
  );
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
    setups: setups.map((tokens) => tokens.map((token) => (token.kind === 'text' ? token.text : '')).join('')),
  });
  if (result === null) return null;
  const columns = [...columnsOf(declared), day];
  if (!fits(columns, result, context)) return null;
  return {
    kind: 'staging-query',
    name: named.name,
    description: null,
    source: { file: named.file, export: named.export },
    inputs: inputs(definition, context),
    output: {
      table: named.table ?? named.name,
      partitionColumn: day.name,
      keys: [],
      columns: columns.map((column) => ({ ...column, description: context.descriptions[column.name] ?? null })),
    },
    backfill: { start },
    query: query.tokens,
    result: result.flatMap(({ name, type }) => (type === null ? [] : [{ name, type }])),
    setups,
    step: definition.lookback === undefined ? 'range' : 'day',
  };
};

/** Tables of others are read whole; ours in the days of the range, and as many before it as `lookback` says. */
const inputs = (definition: StagingQuery, context: Context): readonly Input[] => {
  const days = definition.lookback?.length;
  const own: Lookback = days === undefined ? { kind: 'same' } : { kind: 'window', days };
  return [...new Set(inputsOf(definition))].map((table) => ({
    ref: refOf(context, table),
    partitions: table.kind === 'external' ? { kind: 'unpartitioned' } : own,
    bounds: { start: null, end: null },
    missing: 'block',
  }));
};

/** Declared against given: missing, other types, undeclared, and the day of each row. */
const fits = (columns: readonly Column[], result: readonly DescribedResult[], context: Context): boolean => {
  const given = new Map(result.map((column) => [column.name, column]));
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
      const names = result.map((one) => one.name).filter((name) => !columns.some((other) => other.name === name));
      report('CHR1027', ['columns', column.name], { column: column.name, near: near(column.name, names) });
    } else if (found.type === null || !widens(found.type, column.type)) {
      report('CHR1026', ['columns', column.name], {
        column: column.name,
        declared: showType(column.type),
        given: found.type === null ? found.text : showType(found.type),
      });
    }
  }
  const declared = new Set(columns.map((column) => column.name));
  for (const name of given.keys()) if (!declared.has(name)) report('CHR1028', ['query'], { column: name });
  return ok;
};
