import type { Definition } from '#dsl';
import { near } from './near.ts';
import type { Report } from './report.ts';

const known = [
  ...['accuracy', 'aggregations', 'backfillStartDate', 'buckets', 'columns', 'cumulative', 'dayColumn', 'derive'],
  ...['duplicates', 'elementWise', 'endPartition', 'isCumulative', 'k', 'keys', 'location', 'lookback', 'missing'],
  ...['mutationTable', 'name', 'online', 'outputNamespace', 'owner', 'partitionColumn', 'percentiles', 'query'],
  ...['select', 'setups', 'source', 'sources', 'startPartition', 'table', 'tags', 'timeColumn', 'topic', 'where'],
  ...['windowEdge', 'windows', 'left', 'parts', 'rowIds'],
];

/** Reports every option that there is not, at the word itself, in the definition and inside its sources and aggregations. */
export const checkOptions = (definition: Definition, report: Report): void => {
  const check = (of: unknown, path: readonly (string | number)[]): void => {
    const unknown = (of as { readonly unknownOptions?: readonly string[] } | null)?.unknownOptions ?? [];
    for (const option of unknown) report('CHR1040', [...path, option], { option, near: near(option, known) });
  };
  check(definition, []);
  if (definition.kind !== 'group-by') return;
  for (const [index, source] of definition.sources.entries()) check(source, ['sources', index]);
  for (const [index, one] of definition.aggregations.entries()) check(one, ['aggregations', index]);
};
