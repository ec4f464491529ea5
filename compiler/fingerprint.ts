import { hashOf } from './hash.ts';
import type { Unsigned } from './lower/staging-query.ts';
import { operations } from './physical/operations/index.ts';
import type {
  Aggregate,
  DescribedColumn,
  ExternalNode,
  Fingerprint,
  GroupByNode,
  Input,
  JoinNode,
  JoinPart,
  NodeRef,
  SourceRel,
  StagingQueryNode,
  ViewNode,
} from './plan.ts';
import type { Rel } from './relation.ts';
import { nameInJoin, valueColumns } from './value-columns.ts';

export type UnsignedNode =
  | Unsigned<ExternalNode>
  | Unsigned<ViewNode>
  | Unsigned<StagingQueryNode>
  | Unsigned<GroupByNode>
  | Unsigned<JoinPart>
  | Unsigned<JoinNode>;

type Parts = Readonly<Record<string, unknown>>;
type Upstream = (ref: NodeRef) => Fingerprint | undefined;

/**
 * What a definition's data depends on, part by part, so that a change can be named. Hashes are over the normalised
 * node, never over rendered SQL: a release that prints SQL differently restates nothing.
 */
const partsOf = (node: UnsignedNode, upstream: Upstream): Parts => {
  switch (node.kind) {
    case 'external':
      return {
        format: node.format,
        columns: bare(node.columns),
        partitionColumn: node.partitionColumn,
        ...(node.partitionFormat !== undefined && { partitionFormat: node.partitionFormat }),
      };
    case 'view':
      return { [viewPart]: [node.query, bare(node.output.columns), node.inputs, node.output.partitionColumn] };
    case 'staging-query':
      return {
        query: node.query,
        columns: bare(node.output.columns),
        setups: node.setups,
        inputs: node.inputs,
        partitionColumn: node.output.partitionColumn,
      };
    case 'group-by':
      return {
        ...Object.fromEntries(
          node.sources.map((source, index) => [`source:${index}`, sourcePart(source, node.inputs[index])]),
        ),
        keys: [node.keys, node.keys.map((key) => madeBy(key.name, node))],
        lookback: node.lookbackDays,
        duplicates: node.duplicates,
        partitionColumn: node.output.partitionColumn,
        ...Object.fromEntries(node.aggregates.map((one) => [`column:${one.output}`, columnPart(one, node)])),
        ...Object.fromEntries(
          wholeColumns(node).map(({ name, type }) => [`column:${name}`, [type, madeBy(name, node)]]),
        ),
        ...(isKept(node) ? {} : { keep: 'derived' }),
        ...Object.fromEntries(node.derivations.map((one) => [`derivation:${one.output}`, one.expr])),
      };
    case 'join-part':
      return {
        left: sourcePart(wholeLeft(node), node.inputs[0]),
        'left:keys': Object.keys(node.keyMapping).map((key) => [key, madeBy(key, { sources: [wholeLeft(node)] })]),
        ...(node.skewed !== undefined && { skewKeys: node.skewed }),
        accuracy: node.accuracy,
        partitionColumn: node.output.partitionColumn,
        // A part is made as its GroupBy says, over the left rows: what changes there changes it.
        ...upstream(node.features)?.data.own,
      };
    case 'join':
      return {
        left: [node.left, asRead(node.inputs[0])],
        partitionColumn: node.output.partitionColumn,
        ...Object.fromEntries(
          node.parts.map((part) => [`part:${part.name.slice(node.name.length + 1)}`, partPart(part, node)]),
        ),
        ...(keepsParts(node) ? {} : { keep: 'derived' }),
        ...Object.fromEntries(node.derivations.map((one) => [`derivation:${one.output}`, one.expr])),
      };
  }
};

/** How a join looks a part up, and the columns that it takes over. */
const partPart = (
  { accuracy, prefix, keyMapping, output }: Pick<JoinPart, 'accuracy' | 'prefix' | 'keyMapping' | 'output'>,
  node: Joining,
): unknown => ({ accuracy, prefix, keyMapping, columns: keepsParts(node) ? valueColumns(output) : [] });

type Joining = Pick<JoinNode, 'output' | 'parts'>;

/** Whether the table has the columns of the parts, beside what is derived from them. */
const keepsParts = ({ output, parts }: Joining): boolean =>
  parts.some((part) =>
    valueColumns(part.output).some(({ name }) =>
      output.columns.some((column) => column.name === nameInJoin(part.prefix, name)),
    ),
  );

/** The one part of a view of its own: who reads it has it as a part, `view:bootcamp.clean.v1`. */
const viewPart = 'view';

const viewParts = (
  refs: readonly NodeRef[],
  upstream: (ref: NodeRef) => Fingerprint | undefined,
): readonly (readonly [string, unknown])[] =>
  refs.flatMap((ref) => {
    const own = upstream(ref)?.data.own;
    return own?.[viewPart] === undefined ? [] : [[`${viewPart}:${ref}`, own]];
  });

/**
 * Which rows a source has and when they happened. What it reads is told by the column that reads it, and how far back
 * by `lookback`, so that a new column is no change of the source.
 */
const sourcePart = (source: SourceRel, input: Input | undefined): unknown => {
  const partitions = input?.partitions.kind;
  const read = asRead(input);
  return [
    { ...source, rel: rowsOf(source.rel) },
    partitions === 'window' || partitions === 'all' ? { ...read, partitions: 'lookback' } : read,
  ];
};

/** What `missing` says is whether there is a value at all; each table records which partitions it was made without. */
const asRead = (input: Input | undefined): Input | undefined => input && { ...input, missing: 'block' };

const rowsOf = (rel: Rel): unknown => {
  const { columns: _, ...rest } = rel;
  if (rel.kind !== 'project') return 'input' in rest ? { ...rest, input: rowsOf(rest.input) } : rest;
  const outputs = rel.outputs.filter((one) => one.name === '__ts' || one.name === '__ds');
  return { ...rest, outputs, input: rowsOf(rel.input) };
};

/** The left rows of a part, also those that it leaves out. */
const wholeLeft = ({ left, skewed }: Pick<JoinPart, 'left' | 'skewed'>): SourceRel =>
  skewed !== undefined && left.rel.kind === 'filter' ? { ...left, rel: left.rel.input } : left;

/** How each source makes a column. */
const madeBy = (name: string, { sources }: Pick<GroupByNode, 'sources'>): unknown =>
  sources.map(
    ({ rel }) => (rel.kind === 'project' ? rel.outputs.find((one) => one.name === name)?.expr : null) ?? null,
  );

/** The values of rows that are taken whole. */
const wholeColumns = ({ aggregates, output }: Pick<GroupByNode, 'aggregates' | 'output'>) =>
  aggregates.length > 0 ? [] : valueColumns(output);

/** Whether the table has the aggregates themselves, beside what is derived from them. */
const isKept = ({ aggregates, output }: Pick<GroupByNode, 'aggregates' | 'output'>): boolean =>
  aggregates.every((one) => output.columns.some((column) => column.name === one.output));

const columnPart = (one: Aggregate, node: Pick<GroupByNode, 'sources'>): unknown => {
  const read = [one.input, ...(one.per !== null && typeof one.per === 'object' ? [one.per.bucket] : [])];
  return [one, read.map((expr) => (expr.kind === 'column' ? madeBy(expr.name, node) : null))];
};

const bare = (columns: readonly DescribedColumn[]) => columns.map(({ name, type }) => ({ name, type }));

const semanticsOf = (node: UnsignedNode, upstream: Upstream): Readonly<Record<string, number>> => {
  if (node.kind === 'join-part') return upstream(node.features)?.data.semantics ?? {};
  if (node.kind !== 'group-by') return {};
  return Object.fromEntries(node.aggregates.map((one) => [one.op, operations[one.op].semantics]));
};

/** `upstream` gives the fingerprint of each input; `metadata` is what people read and no value depends on. */
export const fingerprintOf = (node: UnsignedNode, upstream: Upstream, metadata: unknown): Fingerprint => {
  const refs = node.kind === 'external' ? [] : node.inputs.map((input) => input.ref);
  const described = node.kind === 'external' ? node.columns : node.output.columns;
  return {
    data: {
      own: Object.fromEntries(
        [...Object.entries(partsOf(node, upstream)), ...viewParts(refs, upstream)].map(([part, value]) => [
          part,
          hashOf(value),
        ]),
      ),
      upstream: Object.fromEntries(refs.map((ref) => [ref, hashOf(upstream(ref)?.data ?? null)])),
      semantics: semanticsOf(node, upstream),
    },
    metadata: hashOf([metadata, node.description, described.map((column) => [column.name, column.description])]),
  };
};

/** One short name for a definition's data, as commands print it. */
export const shortHash = (fingerprint: Fingerprint): string =>
  hashOf([fingerprint.data.own, fingerprint.data.semantics]).slice(0, 6);
