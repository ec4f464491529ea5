import { bigint, bigintLiteral, column, compare, date, dateLiteral, isNull, or } from '../expr.ts';
import type { SourceRel } from '../plan.ts';
import type { Rel } from '../relation.ts';
import { aggregate, filter } from '../relations.ts';
import type { Check } from './script.ts';

/**
 * Left rows of a table without partitions are in the partition of their own time's day: one without a time is in none,
 * and would be lost without a word.
 */
export const withoutDay = ({ rel, partitioned }: SourceRel): readonly Check<Rel>[] => {
  if (partitioned) return [];
  const ds = column('__ds', date);
  const outside = [compare('lt', ds, dateLiteral('0001-01-01')), compare('gt', ds, dateLiteral('9999-12-31'))];
  const counted = aggregate(
    filter(rel, or(isNull(ds), ...outside)),
    [],
    [{ output: 'rows', fn: 'count_rows', args: [], filter: null, type: bigint }],
  );
  return [{ kind: 'without-day', body: filter(counted, compare('gt', column('rows', bigint), bigintLiteral(0))) }];
};
