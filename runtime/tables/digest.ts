import { createHash } from 'node:crypto';
import type { DefinitionVersion, InputVersion, PartitionRecord, Version } from '../ports.ts';

const sha256 = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

const compare = (left: string, right: string): number => (left < right ? -1 : Number(left > right));

/** By input, then partition: the one order in which inputs are hashed and stored. */
export const byInput = (left: InputVersion<string | null>, right: InputVersion<string | null>): number =>
  compare(left.input, right.input) || compare(left.partition, right.partition);

const sorted = (entries: Readonly<Record<string, string | number>>) =>
  Object.entries(entries).sort(([left], [right]) => compare(left, right));

/** sha256 over the inputs of one partition, whatever their order. */
export const inputDigest = (inputs: readonly InputVersion[]): string =>
  sha256(
    inputs
      .toSorted(byInput)
      .map(({ input, partition, version }) =>
        version === 'absent' ? [input, partition] : [input, partition, version.made, version.content],
      ),
  );

/** The inputs as they are recorded; null: one of them is yet to be computed. */
export const settled = (inputs: readonly InputVersion<string | null>[]): readonly InputVersion[] | null => {
  const found = inputs.flatMap(({ input, partition, version }): readonly InputVersion[] => {
    if (version === 'absent') return [{ input, partition, version }];
    const { made, content } = version;
    return content === null ? [] : [{ input, partition, version: { made, content } }];
  });
  return found.length === inputs.length ? found : null;
};

/** sha256 over the definition and the digest of its inputs: what a partition is made of. */
export const madeOf = (definition: DefinitionVersion, digest: string): string =>
  sha256([sorted(definition.own), sorted(definition.semantics), digest]);

export type ChangedInput = {
  readonly input: string;
  readonly partition: string;
  /** `recomputed`: it is going to be, and may have the same rows then. */
  readonly kind: 'changed' | 'appeared' | 'disappeared' | 'recomputed';
};

/** Why a partition must be computed again. An operation whose meaning was corrected is named `semantics:<operation>`. */
export type Staleness = { readonly changedParts: readonly string[]; readonly changedInputs: readonly ChangedInput[] };

const changedKeys = (
  before: Readonly<Record<string, string | number>>,
  now: Readonly<Record<string, string | number>>,
): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((key) => before[key] !== now[key]).sort(compare);

/** Either is enough: `made` lets a forced rerun pass, `content` a restatement that changed nothing. */
const unchanged = (before: Version, now: Version<string | null>): boolean =>
  (before.made !== null && before.made === now.made) || before.content === now.content;

const changeOf = (
  before: Version | 'absent' | undefined,
  now: Version<string | null> | 'absent' | undefined,
): ChangedInput['kind'] | null => {
  if (before === undefined) return now === undefined ? null : 'appeared';
  if (now === undefined) return 'disappeared';
  if (before === 'absent') return now === 'absent' ? null : 'appeared';
  if (now === 'absent') return 'disappeared';
  if (unchanged(before, now)) return null;
  return now.content === null ? 'recomputed' : 'changed';
};

/** Compares what a partition was made from with what it would be made from now; null: it is up to date. */
export const staleness = (request: {
  readonly record: PartitionRecord;
  readonly definition: DefinitionVersion;
  readonly inputs: readonly InputVersion<string | null>[];
}): Staleness | null => {
  const { record, definition, inputs } = request;
  const changedParts = [
    ...changedKeys(record.definition.own, definition.own),
    ...changedKeys(record.definition.semantics, definition.semantics).map((operation) => `semantics:${operation}`),
  ];
  const keyOf = ({ input, partition }: InputVersion<string | null>) => JSON.stringify([input, partition]);
  const before = new Map(record.inputs.map((one) => [keyOf(one), one]));
  const now = new Map(inputs.map((one) => [keyOf(one), one]));
  const changedInputs = [...new Map([...before, ...now]).values()].toSorted(byInput).flatMap((one) => {
    const kind = changeOf(before.get(keyOf(one))?.version, now.get(keyOf(one))?.version);
    return kind === null ? [] : [{ input: one.input, partition: one.partition, kind }];
  });
  return changedParts.length === 0 && changedInputs.length === 0 ? null : { changedParts, changedInputs };
};
