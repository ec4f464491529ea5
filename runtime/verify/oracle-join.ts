import type { Join } from '#dsl';
import { EngineError } from '../errors.ts';
import { type DeriveTwin, withDerived } from './oracle-derive.ts';
import { ofEach } from './oracle-errors.ts';
import { askedKey } from './oracle-keys.ts';
import { type Features, refused } from './oracle-outputs.ts';
import { type AskedPart, askedPart } from './oracle-part.ts';
import { isWithinBounds, type Seen, type SourceRows, seenRows } from './oracle-source.ts';
import { dayOf } from './oracle-time.ts';
import { dayNumber, type Plain, read, write } from './value.ts';

/** The rows that a Join reads: of its left source, and of each source of each part, in the definitions' order. */
export type JoinRows = {
  readonly left: SourceRows;
  readonly parts: readonly (readonly SourceRows[])[];
  /** Twins for the `derive` of the Join, and of the parts that have one. */
  readonly derive?: { readonly join?: DeriveTwin; readonly parts?: readonly (DeriveTwin | undefined)[] };
};

/** A row that a Join's partition must hold: the left row's columns after select (without ds), and what is put beside them. */
export type ExpectedJoinRow = Features & { readonly left: Readonly<Record<string, Plain>> };

/**
 * The rows of a Join's partition `ds`: one for each left row of that partition, in their order, also where two are the
 * same. Like `expectedRows` it knows no plan and no SQL. An event on the left sees as of its time, whatever partition it
 * came in; one without a time sees nothing, so its features are null, as those of a row whose key is null in all columns.
 *
 * Throws what `expectedRows` throws; errors of values are those of keys and times that a left row asks for.
 *
 * @example
 * expectedJoin(set, { left: { rows: checkouts }, parts: [[{ rows: purchases }], [{ rows: users }]] }, '2023-12-01')
 */
export const expectedJoin = (definition: Join, rows: JoinRows, ds: string): readonly ExpectedJoinRow[] => {
  const { name, left } = definition;
  const asOf = dayNumber(ds);
  if (asOf === null) throw refused(name, `the partition ${ds}, which is not a day`);
  if (definition.bootstrap.length > 0) throw refused(name, 'bootstrap');
  if (left.kind === 'events' && left.timeColumn === undefined) throw refused(name, 'left events without timeColumn');
  const parts = definition.parts.map((part, index) => {
    const sources = rows.parts[index];
    if (sources === undefined) throw refused(name, `part ${index + 1} without its rows`);
    if (part.features.kind !== 'group-by') throw refused(name, `a part of kind ${part.features.kind}`);
    const prefix = part.prefix === null ? '' : `${part.prefix}_`;
    return { part, prefix, asked: askedPart(part.features, { sources, twin: rows.derive?.parts?.[index] }) };
  });
  const isMember = (seen: Seen): boolean => belongsTo(seen, asOf);
  const all = seenRows(left, rows.left, `the left of ${name}`);
  if (all.some(isLost)) throw lost(name);
  return ofEach(all.filter(isMember), (seen) => {
    const found = ofEach(parts, ({ part, prefix, asked }) => {
      const isSkewed = skewedBy(definition, part);
      const key = isSkewed(seen) ? null : askedKey(asked.definition, (of) => seen.row[part.keys[of]?.name ?? '']);
      return renamed(valuesFor(asked, seen, { key, asOf }), prefix);
    });
    const kept = leftOf(definition, seen);
    const joined: Features = {
      features: Object.assign({}, ...found.map(({ features }) => features)) as Features['features'],
      tolerances: Object.assign({}, ...found.map(({ tolerances }) => tolerances)) as Features['tolerances'],
    };
    const { derive } = definition;
    if (derive === undefined) return { left: kept, ...joined };
    return { left: kept, ...withDerived(joined, kept, { name, derive, twin: rows.derive?.join }) };
  });
};

/** An event that is in no partition, and has no time that would say one. */
const isLost = ({ source, partition, at }: Seen): boolean =>
  source.kind === 'events' && partition === null && at === null;

const lost = (name: string): EngineError =>
  new EngineError({
    code: 'CHR2153',
    message: `${name}: a left row has neither a partition nor a time`,
    hint: 'give it one of them, or leave it out',
  });

/** A left row is in its table's partition; without partitions an event is in that of its day, and an entity in each. */
const belongsTo = ({ source, partition, at }: Seen, asOf: bigint): boolean => {
  const own = partition ?? (at === null || source.kind === 'entities' ? null : dayOf(at));
  if (own === null) return source.kind === 'entities';
  return own === asOf && isWithinBounds(source, own);
};

/** The table of the six: what a left row of events or of entities sees of a part. */
const valuesFor = (
  asked: AskedPart,
  { source, at }: Seen,
  { key, asOf }: { readonly key: string | null; readonly asOf: bigint },
): Features => {
  if (key === null) return asked.nothing;
  if (source.kind === 'entities') return asked.snapshot(key, asOf);
  if (at === null) return asked.nothing;
  return asked.accuracy === 'temporal' ? asked.temporal(key, at) : asked.snapshot(key, dayOf(at) - 1n);
};

/** A part sees nothing for a left row whose skew columns, those that fill its keys, all have a listed value. */
const skewedBy = ({ skewKeys = {} }: Join, { keys }: Join['parts'][number]): ((seen: Seen) => boolean) => {
  const names = Object.values(keys).flatMap(({ name }) => (name in skewKeys ? [name] : []));
  const same = (value: Plain, listed: unknown): boolean =>
    value === null || listed === null ? value === listed : String(value) === String(listed);
  return ({ row }) =>
    names.length > 0 && names.every((name) => skewKeys[name]?.some((listed) => same(row[name] ?? null, listed)));
};

const renamed = ({ features, tolerances }: Features, prefix: string): Features => {
  const rename = <T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [`${prefix}${name}`, value]));
  return { features: rename(features), tolerances: rename(tolerances) };
};

/** The columns of the left rows in a Join's table; ds is the partition's day. */
export const leftColumns = ({ left }: Join): readonly string[] =>
  Object.keys(left.columns).filter((name) => name !== 'ds');

/** They are kept as they are, floats that are not finite too. */
const leftOf = (definition: Join, { row }: Seen): Readonly<Record<string, Plain>> =>
  Object.fromEntries(
    leftColumns(definition).map((name) => {
      const type = definition.left.columns[name] ?? 'string';
      const given = row[name] ?? null;
      const value = type === 'double' && typeof given === 'number' ? given : read(given, type, name);
      return [name, value === null ? null : write(value, type)];
    }),
  );
