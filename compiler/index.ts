import type { Definition } from '#dsl';
import type { Describe } from './describe.ts';
import type { Diagnostic } from './diagnostics.ts';
import { duckdb } from './dialect/duckdb.ts';
import { fingerprintOf, type UnsignedNode } from './fingerprint.ts';
import type { Context } from './lower/context.ts';
import { lowerExternal } from './lower/external.ts';
import { lowerGroupBy } from './lower/group-by.ts';
import { lowerJoin, type UnsignedJoin } from './lower/join.ts';
import { lowerStagingQuery } from './lower/staging-query.ts';
import { checkOptions } from './options.ts';
import { choose, type Known } from './physical/choose.ts';
import type { RelScript, Script } from './physical/script.ts';
import { view } from './physical/view.ts';
import type { Place, Span } from './place.ts';
import type { Fingerprint, JoinPart, Plan, PlanNode, ViewNode, WrittenNode } from './plan.ts';
import { graphOf, inputsOf, type Loaded, type Named, type Settings } from './project.ts';
import type { Rel } from './relation.ts';
import { reportFor } from './report.ts';
import type { SourceIndex } from './source-index.ts';
import type { ScanPiece } from './sql/fragment.ts';
import { print } from './sql/print.ts';
import { type Bind, render } from './sql/render.ts';
import { tempName } from './temp-name.ts';

export { type DayPattern, dayIn, dayPattern } from './day-format.ts';
export {
  clipped,
  type DayRange,
  type DaySet,
  daySet,
  daysText,
  eachDay,
  hull,
  setOfDays,
  shifted,
  widened,
} from './day-set.ts';
export type { Describe, Described, Varying } from './describe.ts';
export { type Diagnostic, diagnostics } from './diagnostics.ts';
export { duckdb } from './dialect/duckdb.ts';
export { shortHash } from './fingerprint.ts';
export { derivedFrom, derivedRel, leftColumns, servedColumns, servedFeatures } from './lower/serve.ts';
export { uploadRel } from './lower/upload.ts';
export { near } from './near.ts';
export { choose, type Known, type Strategy, strategyOf } from './physical/choose.ts';
export { partCounts } from './physical/element-counts.ts';
export { type Heavy, heavyCounts, keySizes, paysForTiles, usualThreshold } from './physical/heavy.ts';
export { newestDay } from './physical/newest-day.ts';
export { leftTimes } from './physical/queries.ts';
export { type Range, type RelScript, type Script, wholeTable } from './physical/script.ts';
export { rowCounts, type Statistics } from './physical/slices.ts';
export { stagingExtent } from './physical/staging.ts';
export type { Place, Span } from './place.ts';
export { nodeJson, parsePlan, planJson, stableJson } from './plan-json.ts';
export type { Loaded, Settings } from './project.ts';
export type { SourceIndex } from './source-index.ts';
export type { Bind } from './sql/render.ts';
export { sameType, showType, widens } from './types.ts';
export { type UserExpression, userExpressions } from './user-expressions.ts';
export { daysBetween, shiftDay } from './window.ts';

export type Project = { readonly definitions: readonly Loaded[]; readonly settings: Settings };

export type Ports = {
  readonly describe: Describe;
  /** Where definitions stand in their files, and what their doc comments say; null: no spans and no descriptions. */
  readonly sources: SourceIndex | null;
};

/**
 * Definitions to plan. Pure: the same definitions give the same plan. Every problem is reported; a definition with a
 * problem, and what reads it, has no node.
 *
 * @example const { plan, diagnostics } = await compile({ definitions, settings }, { describe, sources: null });
 */
export const compile = async (
  project: Project,
  ports: Ports,
): Promise<{ readonly plan: Plan; readonly diagnostics: readonly Diagnostic[] }> => {
  const { graph, diagnostics: found } = graphOf(project.definitions, project.settings);
  const diagnostics: Diagnostic[] = [...found];
  const nodes: PlanNode[] = [];
  const fingerprints = new Map<string, Fingerprint>();
  const lowered = new Map<Definition, PlanNode>();
  const doubted = new Set<Definition>();
  const tables = new Map(graph.nodes.map((one) => [(one.table ?? one.name).toLowerCase(), placeOf(one)]));
  for (const named of graph.nodes) {
    const inputs = inputsOf(named.definition);
    // What reads columns that are not known would only repeat, in other words, what is reported already.
    if (inputs.some((one) => doubted.has(one))) {
      doubted.add(named.definition);
      continue;
    }
    const described = ports.sources?.describe(named.file, named.export) ?? { text: null, columns: {} };
    const context: Context = {
      named,
      graph,
      settings: project.settings,
      node: (definition) => lowered.get(definition),
      describe: ports.describe,
      report: reportFor(named, diagnostics),
      quote: { name: duckdb.quoteName, string: duckdb.quoteString },
      descriptions: described.columns,
    };
    checkOptions(named.definition, context.report);
    const unsigned = await lower(named, context);
    if (unsigned?.kind === 'join') checkPartTables(unsigned, tables, context);
    const problems = diagnostics.filter((one) => one.definition === named.name);
    if (leavesColumnsInDoubt(named.definition, problems)) doubted.add(named.definition);
    const computed = inputs.every((one) => fingerprints.has(graph.of.get(one)?.name ?? ''));
    if (unsigned === null || problems.length > 0 || !computed) continue;
    const node = signed({ ...unsigned, description: described.text }, fingerprints, metadataOf(named));
    lowered.set(named.definition, node);
    nodes.push(node);
  }
  return { plan: { version: 1, nodes }, diagnostics: diagnostics.map((one) => located(one, ports.sources)) };
};

const placeOf = ({ file, export: name }: Loaded): string => `${file}:${name}`;

/** The tables of a join's parts are none that is written already; `tables` are those that are, in lower case, and by what. */
const checkPartTables = ({ parts }: UnsignedJoin, tables: Map<string, string>, { named, report }: Context): void => {
  for (const [index, { output }] of parts.entries()) {
    const table = output.table.toLowerCase();
    const other = tables.get(table);
    if (other !== undefined) report('CHR1002', ['parts', index], { table: output.table, other, part: true });
    else tables.set(table, `part ${index + 1} of ${placeOf(named)}`);
  }
};

/** A node with its fingerprint, and so the parts of a join before it. */
const signed = (
  node: Exclude<UnsignedNode, { readonly kind: 'join' | 'join-part' }> | UnsignedJoin,
  fingerprints: Map<string, Fingerprint>,
  metadata: unknown,
): PlanNode => {
  const sign = <N extends UnsignedNode>(one: N): N & { readonly fingerprint: Fingerprint } => {
    const fingerprint = fingerprintOf(one, (ref) => fingerprints.get(ref), metadata);
    fingerprints.set(one.name, fingerprint);
    return { ...one, fingerprint };
  };
  if (node.kind !== 'join') return sign(node);
  return sign({ ...node, parts: node.parts.map(sign) });
};

/** Declared columns stand, whatever is wrong with the query; those of a GroupBy are made by all that it says. */
const leavesColumnsInDoubt = ({ kind }: Definition, problems: readonly Diagnostic[]): boolean =>
  kind === 'group-by' || kind === 'join'
    ? problems.length > 0
    : problems.some(({ code, place }) => code === 'CHR1028' || place?.path.includes('columns') === true);

const lower = async ({ definition }: Named, context: Context): Promise<Parameters<typeof signed>[0] | null> => {
  switch (definition.kind) {
    case 'external':
      return lowerExternal(definition, context);
    case 'staging-query':
      return lowerStagingQuery(definition, context);
    case 'group-by':
      return lowerGroupBy(definition, context);
    case 'join':
      return lowerJoin(definition, context);
  }
};

const metadataOf = ({ definition }: Named): unknown =>
  definition.kind === 'external' ? null : [definition.owner ?? null, definition.tags ?? null];

const located = (one: Diagnostic, sources: SourceIndex | null): Diagnostic => ({
  ...one,
  span: one.place === null || sources === null ? null : spanOf(one.place, sources),
});

const spanOf = (place: Place, sources: SourceIndex): Span | null =>
  place.text === undefined
    ? sources.span(place.file, place.export, place.path)
    : sources.templateSpan(place.file, place.export, { path: place.path, text: place.text });

/** One relation as the engine's SQL. */
export const relSql = (rel: Rel, bind: Bind): string => render(print(rel, duckdb), duckdb, bind);

/** A script as the engine's SQL: what a run executes. `bind` says what each scan reads. */
export const scriptSql = (script: RelScript, bind: Bind): Script => ({
  temps: script.temps.map(({ name, rel }) => ({ name: tempName(name), sql: relSql(rel, bind) })),
  checks: script.checks.map((check) => ({ ...check, body: relSql(check.body, bind) })),
  outputs: script.outputs.map(({ ds, rel }) => ({ ds, sql: relSql(rel, bind) })),
});

/** The rows of a view, as a table expression of the engine. */
export const viewSql = (node: ViewNode, partitions: ScanPiece['partitions'], bind: Bind): string =>
  `(${relSql(view(node, partitions), bind)})`;

/** The SQL of one day of a node, for people and reviews: tables under their own names, an example day. */
export const nodeSql = (node: PlanNode, plan: Plan): string => {
  if (node.kind === 'external') return '';
  if (node.kind === 'view') {
    const sql = relSql(view(node, null), (scan) => readable(scan, plan));
    return `-- ${node.output.table}, a view: stored nowhere\n\n${sql};\n`;
  }
  const parts = node.kind === 'join' ? node.parts : [];
  return [...parts, node].map((one) => daySql(one, plan)).join('\n');
};

const daySql = (node: WrittenNode, plan: Plan): string => {
  const day = '2000-01-01';
  const newest = Object.fromEntries(node.inputs.map(({ ref }) => [ref, day]));
  const features = plan.nodes.find((one) => node.kind === 'join-part' && one.name === node.features);
  const known: Known = { slices: 1, ...(features?.kind === 'group-by' && { features }) };
  const rels = choose(node, { start: day, end: day, latest: day, newest }, known);
  const script = scriptSql(rels, (scan) => readable(scan, plan));
  const temps = script.temps.map(({ name, sql }) => `CREATE TEMP TABLE ${duckdb.quoteName(name)} AS\n${sql};\n`);
  const outputs = script.outputs.map(({ sql }) => `${sql};\n`);
  const of = node.output.partitionColumn === null ? 'as a whole' : `the partition of ${day} as an example of any day`;
  return [`-- ${node.output.table}, ${of}\n`, ...temps, ...outputs].join('\n');
};

/** The nodes of a plan, the parts of joins before their joins. */
export const allNodes = (plan: Plan): readonly (PlanNode | JoinPart)[] =>
  plan.nodes.flatMap((node): readonly (PlanNode | JoinPart)[] =>
    node.kind === 'join' ? [...node.parts, node] : [node],
  );

const readable = ({ ref, partitions }: ScanPiece, plan: Plan): string => {
  const node = allNodes(plan).find((one) => one.name === ref);
  if (node === undefined) return duckdb.quoteName(ref);
  if (node.kind === 'view') return viewSql(node, partitions, (scan) => readable(scan, plan));
  if (node.kind === 'external') return `read_${node.format}(${duckdb.quoteString(node.location)})`;
  const table = node.output.table.split('.').map(duckdb.quoteName).join('.');
  if (partitions === null) return table;
  const { from, to, pick } = partitions;
  const day = duckdb.quoteName(node.output.partitionColumn ?? '');
  const bounds = [
    ...(from === null ? [] : [`${day} >= DATE '${from}'`]),
    ...(to === null ? [] : [`${day} <= DATE '${to}'`]),
  ];
  const where = bounds.length === 0 ? '' : ` WHERE ${bounds.join(' AND ')}`;
  if (pick !== undefined) {
    const found = pick === 'first' ? 'min' : 'max';
    return `(SELECT * FROM ${table} WHERE ${day} = (SELECT ${found}(${day}) FROM ${table}${where}))`;
  }
  return where === '' ? table : `(SELECT * FROM ${table}${where})`;
};
