import type { AnyAggregation, Definition } from '#dsl';
import { near } from './near.ts';
import type { Report } from './report.ts';
import { written } from './written.ts';

const described = ['name', 'outputNamespace', 'backfillStartDate', 'owner', 'tags'];

const source = [
  ...['table', 'select', 'where', 'timeColumn', 'partitionColumn'],
  ...['partitions', 'startPartition', 'endPartition', 'topic'],
  'missing',
];

/** What an author may write, by what it is written for: to name what was meant. */
const options = {
  external: ['location', 'columns', 'partitionColumn', 'partitionFormat', 'dayColumn'],
  'staging-query': ['query', 'columns', 'partitioned', 'view', 'startPartition', 'lookback', 'setups', ...described],
  'group-by': ['sources', 'keys', 'aggregations', 'derive', 'keep', 'online', 'accuracy', ...described],
  attributes: ['source', 'keys', 'duplicates', 'online', 'accuracy', ...described],
  join: ['left', 'parts', 'derive', 'keep', 'labels', 'bootstrap', 'rowIds', 'skewKeys', 'online', ...described],
  events: [...source, 'isCumulative', 'cumulative'],
  entities: [...source, 'mutationTable', 'mutationTimeColumn', 'reversalColumn'],
  part: ['prefix', 'tags'],
  aggregation: ['windows', 'buckets', 'elementWise', 'windowEdge'],
} as const;

/** Options that some operations have. */
const ofOperations = (one: Partial<AnyAggregation> | null): readonly string[] => [
  ...(typeof one?.k === 'number' ? ['k'] : []),
  ...(Array.isArray(one?.percentiles) ? ['percentiles'] : []),
  ...(one?.operation === 'sum' || one?.operation === 'average' ? ['exact'] : []),
];

const unknownOf = (of: unknown): readonly string[] =>
  (of as { readonly unknownOptions?: readonly string[] } | null | undefined)?.unknownOptions ?? [];

/** True when an option that is missing here was written with a slip, which is reported as such. */
export const isMisspelt = (of: unknown, option: string): boolean =>
  unknownOf(of).some((one) => near(one, [option]).length > 0);

/** Options that are text, wherever they stand. */
const texts = [
  'name',
  'outputNamespace',
  'owner',
  'topic',
  'partitionColumn',
  'partitionFormat',
  'dayColumn',
  'mutationTimeColumn',
  'reversalColumn',
];

const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';

/** Reports every option that there is not, or is no text where it should be, at the word itself, in the definition and inside its sources and aggregations. */
export const checkOptions = (definition: Definition, report: Report): void => {
  const check = (of: unknown, path: readonly (string | number)[], kind: keyof typeof options): void => {
    const given = (typeof of === 'object' && of !== null ? of : {}) as Readonly<Record<string, unknown>>;
    for (const option of texts) {
      if (isText(given[option])) continue;
      report('CHR1041', [...path, option], { place: option, takes: 'text', given: written(given[option]) });
    }
    const known = [...options[kind], ...(kind === 'aggregation' ? ofOperations(of as AnyAggregation) : [])];
    for (const option of unknownOf(of))
      report('CHR1040', [...path, option], { option, near: near(option, known), known });
  };
  const isAttributes = definition.kind === 'group-by' && definition.aggregations.length === 0;
  check(definition, [], isAttributes ? 'attributes' : definition.kind);
  const { tags } = definition as { readonly tags?: unknown };
  const isRecord =
    typeof tags === 'object' && tags !== null && Object.values(tags).every((one) => typeof one === 'string');
  if (tags !== undefined && !isRecord) {
    report('CHR1041', ['tags'], { place: 'tags', takes: "texts by name, { team: 'growth' }", given: written(tags) });
  }
  if (definition.kind === 'join') {
    check(definition.left, ['left'], definition.left?.kind === 'entities' ? 'entities' : 'events');
    for (const [index, part] of definition.parts.entries()) check(part, ['parts', index], 'part');
  }
  if (definition.kind !== 'group-by') return;
  for (const [index, source] of definition.sources.entries()) {
    check(source, ['sources', index], source?.kind === 'entities' ? 'entities' : 'events');
  }
  for (const [index, one] of definition.aggregations.entries()) check(one, ['aggregations', index], 'aggregation');
};
