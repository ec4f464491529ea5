import { type Bind, type Heavy, heavyCounts, type Known, partCounts, relSql, rowCounts } from '#compiler';
import type { GroupByNode, WrittenNode } from '#compiler/plan';
import type { Engine } from '../ports.ts';
import type { DateRange } from './date-range.ts';
import { type LeftTimes, timesIn } from './left-times.ts';

/** What a part of a join is made of, beside its inputs. */
export type MadeOf = { readonly features: GroupByNode; readonly times: LeftTimes; readonly fromTable: boolean };

/** Days that are computed at once. */
export type Step = {
  readonly node: WrittenNode;
  /** Of a part of a join. */
  readonly madeOf: MadeOf | null;
  readonly range: DateRange;
};

/** What is asked of the tables before a step is computed; nothing where it does not matter. */
export const questionsOf = ({ node, madeOf, range }: Step) => {
  if (node.kind === 'group-by') return { counts: rowCounts(node, range.end), heavy: null };
  if (node.kind !== 'join-part' || madeOf === null || madeOf.fromTable) return { counts: [], heavy: null };
  const { features } = madeOf;
  const of = { range: { ...range, latest: range.end }, times: timesIn(madeOf.times, [range]) };
  return { counts: partCounts(node, features, of), heavy: heavyCounts(node, features, of) };
};

/** What decides how a step is computed, known before it is: Parquet says its row counts without a scan. */
export const knownOf = async (
  step: Step,
  { engine, bind }: { readonly engine: Engine; readonly bind: Bind },
): Promise<Known> => {
  const { counts, heavy } = questionsOf(step);
  let rows = 0;
  for (const count of counts) rows += Number((await engine.rows(relSql(count, bind)))[0]?.['rows'] ?? 0);
  const statistics = { rows: counts.length === 0 ? null : rows, memoryLimit: engine.memoryLimit };
  const found = heavy === null ? null : heavyOf(await engine.rows(relSql(heavy, bind)));
  return { ...statistics, ...knownOfPart(step), heavy: found };
};

/** What is known without a look into the tables. */
export const knownOfPart = ({ madeOf, range }: Step): Pick<Known, 'features' | 'times' | 'fromTable'> => {
  if (madeOf === null) return {};
  const { features, fromTable, times } = madeOf;
  return { features, fromTable, times: timesIn(times, [range]) };
};

const heavyOf = ([row]: readonly Readonly<Record<string, unknown>>[]): Heavy => {
  const count = (name: keyof Heavy): number => Number(row?.[name] ?? 0);
  return { keys: count('keys'), pairs: count('pairs'), rows: count('rows'), queries: count('queries') };
};
