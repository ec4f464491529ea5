import type { GroupBy } from '#dsl';
import { seenBy } from './oracle.ts';
import { type DeriveTwin, withDerived } from './oracle-derive.ts';
import { type Group, groupedByKey, plainKeys } from './oracle-keys.ts';
import { type Features, featuresOf, lookbackOf, outputsOf, refused } from './oracle-outputs.ts';
import { signedOperations } from './oracle-signed.ts';
import { available, type ReadDay, type SourceRows } from './oracle-source.ts';
import { dayOf, endOfDay } from './oracle-time.ts';
import { wholeRow } from './oracle-whole-rows.ts';

/** A GroupBy that is asked for the features of a key, as `askedKey` writes it, at the end of a day or at a time. */
export type AskedPart = {
  readonly definition: GroupBy;
  readonly accuracy: 'snapshot' | 'temporal';
  /** All features null. */
  readonly nothing: Features;
  readonly snapshot: (key: string, day: bigint) => Features;
  readonly temporal: (key: string, at: bigint) => Features;
};

/** A GroupBy over the rows of its sources; the twin stands for its `derive`. */
export const askedPart = (
  definition: GroupBy,
  { sources, twin }: { readonly sources: readonly SourceRows[]; readonly twin: DeriveTwin | undefined },
): AskedPart => {
  const accuracy = accuracyOf(definition);
  checked(definition, accuracy);
  const { name, derive } = definition;
  const whole = definition.aggregations.length === 0;
  const outputs = outputsOf(definition);
  const lookback = lookbackOf(outputs);
  const groups = new Map(groupedByKey(definition, seenBy(definition, sources)).map((group) => [group.id, group]));
  const columns = Object.keys(definition.features);
  const nothing: Features = {
    features: Object.fromEntries(columns.map((column) => [column, null])),
    tolerances: Object.fromEntries(columns.map((column) => [column, 0])),
  };
  const groupAt = (key: string, read: ReadDay): Group | undefined => {
    const group = groups.get(key);
    const visible = group?.rows.filter((seen) => available(seen, read)) ?? [];
    return group === undefined || visible.length === 0 ? undefined : { ...group, rows: visible };
  };
  /** A key without any value has no row, so that nothing is derived for it either. */
  const finished = (made: Features, group: Group): Features => {
    if (derive === undefined) return made;
    if (Object.values(made.features).every((value) => value === null)) return nothing;
    const { features, tolerances } = withDerived(made, plainKeys(definition, group), { name, derive, twin });
    const kept = <T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
      Object.fromEntries(Object.entries(record).filter(([column]) => columns.includes(column)));
    return { features: kept(features), tolerances: kept(tolerances) };
  };
  const snapshot: AskedPart['snapshot'] = (key, day) => {
    const group = groupAt(key, { day, moment: null, lookback });
    if (group === undefined) return nothing;
    if (whole) return wholeRow(definition, group);
    return finished(featuresOf(outputs, group, { end: endOfDay(day), accuracy: 'snapshot' }), group);
  };
  return {
    definition,
    accuracy,
    nothing,
    snapshot,
    temporal: (key, at) => {
      const day = dayOf(at);
      // Rows that are taken whole have no window to be cut at: they are those of the snapshot before.
      if (whole) return snapshot(key, day - 1n);
      const group = groupAt(key, { day, moment: at, lookback });
      return group === undefined
        ? nothing
        : finished(featuresOf(outputs, group, { end: at, accuracy: 'temporal' }), group);
    },
  };
};

const changes = ({ sources }: GroupBy): boolean =>
  sources.some((source) => source.kind === 'entities' && source.mutationTable !== undefined);

/** A stream of what happens, or changes by the moment, make values of the moment; what the author says wins. */
const accuracyOf = (definition: GroupBy): AskedPart['accuracy'] => {
  if (definition.accuracy !== undefined) return definition.accuracy;
  return definition.sources.some(({ topic }) => topic !== undefined) || changes(definition) ? 'temporal' : 'snapshot';
};

/** Refuses what has no value: a definition that the compiler does not let through either. */
const checked = (definition: GroupBy, accuracy: AskedPart['accuracy']): void => {
  const { name, aggregations, sources } = definition;
  if (changes(definition)) {
    if (aggregations.length === 0) throw refused(name, 'rows taken whole of entities that change');
    for (const { operation } of aggregations) {
      if (signedOperations[operation] === undefined) throw refused(name, `${operation}() of entities that change`);
    }
  }
  const timeless = aggregations.length > 0 && sources.some(({ timeColumn }) => timeColumn === undefined);
  if (accuracy === 'temporal' && timeless) throw refused(name, 'temporal accuracy without timeColumn');
};
