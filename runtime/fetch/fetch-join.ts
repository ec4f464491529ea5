import { derivedFrom, derivedRel, leftColumns, relSql, servedColumns, servedFeatures } from '#compiler';
import type { Column, Derivation, GroupByNode, JoinNode, JoinPart } from '#compiler/plan';
import type { FailedColumn, JoinAnswer, PartAnswer } from '../api.ts';
import { RaisedError, saidOf, suspectsIn } from '../backfill/raised.ts';
import { quoted } from '../engine/sql-text.ts';
import { OnlineError } from '../errors.ts';
import { keyText } from '../online/key-text.ts';
import { valueText } from '../online/value-text.ts';
import type { Engine, Fetched, OnlineStore } from '../ports.ts';
import { literalOf } from './json-literal.ts';
import { fieldsOf } from './json-members.ts';
import { checkKeyNames } from './key-names.ts';

/** A join with the GroupBys of its parts, part by part. */
export type ServedJoin = { readonly node: JoinNode; readonly features: readonly GroupByNode[] };

type Given = Readonly<Record<string, unknown>>;
type Ports = { readonly store: OnlineStore; readonly engine: () => Promise<Engine> };

/**
 * Answers rows of a join from the current versions of its parts: the features under their names in the join, null where
 * a part has none, and what is derived from them. `keys` are columns of the left. The answer throws ConfigError for keys
 * that are not the join's.
 */
export const openJoin = (join: ServedJoin, ports: Ports): ((keys: Given) => Promise<JoinAnswer>) => {
  const { node } = join;
  const left = new Map(leftColumns(node).map((one) => [one.name, one]));
  const leftColumn = (name: string): Column => {
    const found = left.get(name);
    if (found === undefined) throw new Error(`internal: the left of ${node.name} has no column ${name}`);
    return found;
  };
  const parts = node.parts.map((part, index) => {
    const { keys = [], online = false } = join.features[index] ?? {};
    return {
      part,
      online,
      keys: keys.map(({ name }) => leftColumn(part.keyMapping[name] ?? name)),
      features: servedFeatures(part),
      skewed: skewedBy(part, leftColumn),
    };
  });
  const online = parts.filter((one) => one.online);
  const derivedOf = openDerivations(node, ports);
  const needed = new Set(online.flatMap(({ keys }) => keys.map(({ name }) => name)));
  const others = [...node.output.keys, ...derivedFrom(node).flatMap(({ name }) => (left.has(name) ? [name] : []))];
  const optional = [...new Set(others)].filter((name) => !needed.has(name));
  const columns = servedColumns(node).map(({ name }) => name);

  return async (given) => {
    checkKeyNames(node.name, Object.keys(given), { needed: [...needed], optional });
    const values = new Map(Object.entries(given).map(([name, value]) => [name, valueText(leftColumn(name), value)]));
    const asked = online.filter(({ skewed }) => !skewed(values));
    const answers = await ports.store.fetchAll(
      asked.map(({ part, keys }) => ({ definition: part.features, key: partKey(keys, given) })),
    );
    const found = new Map(asked.map((one, index) => [one, answers[index]]));
    for (const one of parts) {
      const answer = found.get(one);
      const stored = answer?.answer === 'value' ? fieldsOf(answer.feature) : null;
      for (const { name, from } of one.features) values.set(name, stored?.get(from) ?? 'null');
    }
    const { derived, failed } = await derivedOf(values, keysText(given));
    const without = new Set(failed.map(({ column }) => column));
    const fields = columns
      .filter((name) => !without.has(name))
      .map((name) => `${JSON.stringify(name)}:${derived.get(name) ?? values.get(name) ?? 'null'}`);
    const answered = parts.map((one) => partAnswer(one, found.get(one)));
    const row = { definition: node.name, feature: `{${fields.join(',')}}`, parts: answered };
    return failed.length > 0 ? { ...row, answer: 'derivation failed', failed } : { ...row, answer: overall(answered) };
  };
};

const keysText = (given: Given): string =>
  Object.entries(given)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');

/** Null where no row can have the key: all of it is null. */
const partKey = (columns: readonly Column[], keys: Given): string | null => {
  const values = columns.map(({ name }) => keys[name]);
  return values.every((value) => value === null) ? null : keyText(columns, values);
};

/** True for a row that the part is not looked up for, offline either: each skew column has a listed value. */
const skewedBy = (
  { skewed, keyMapping }: JoinPart,
  leftColumn: (name: string) => Column,
): ((values: Values) => boolean) => {
  if (skewed === undefined) return () => false;
  const listed = skewed.map(({ key, values }) => {
    const column = leftColumn(keyMapping[key] ?? key);
    return { name: column.name, texts: new Set(values.map((value) => valueText(column, value))) };
  });
  return (values) => listed.every(({ name, texts }) => texts.has(values.get(name) ?? 'null'));
};

const partAnswer = (
  { part: { features, prefix, keyMapping }, online }: { readonly part: JoinPart; readonly online: boolean },
  found: Fetched | undefined,
): PartAnswer => {
  const part = { definition: features, prefix, keys: keyMapping };
  if (found === undefined) return { ...part, answer: online ? 'skew key' : 'not online' };
  if (found.answer === 'no version') return { ...part, answer: found.answer };
  const { answer, versionId, version, ds } = found;
  return { ...part, answer, versionId, version, ds };
};

/** What is not served at all is said before what this one key lacks. */
const overall = (parts: readonly PartAnswer[]): JoinAnswer['answer'] => {
  if (parts.some(({ answer }) => answer === 'no version')) return 'no version';
  return parts.some(({ answer }) => answer === 'value') ? 'value' : 'no such key';
};

type Values = ReadonlyMap<string, string>;

type Derived = { readonly derived: Values; readonly failed: readonly FailedColumn[] };

/** The derivations by the engine that computes them offline, which is opened for the first: JSON text by name. */
const openDerivations = (node: JoinNode, { engine }: Ports): ((values: Values, keys: string) => Promise<Derived>) => {
  if (node.derivations.length === 0) return async () => ({ derived: new Map(), failed: [] });
  const columns = derivedFrom(node);
  return async (values, keys) => {
    const row = columns.map((column) => {
      const sql = literalOf(values.get(column.name) ?? 'null', column.type);
      if (sql === null) throw ofAnotherType(node, column.name);
      return `${sql} AS ${quoted(column.name)}`;
    });
    // A derivation may be made of nothing but constants.
    const source = `(SELECT ${row.length === 0 ? '1' : row.join(', ')})`;
    const opened = await engine();
    const compute = async (derivations: readonly Derivation[]): Promise<Values> => {
      const [found] = await opened.rows(relSql(derivedRel({ ...node, derivations }), () => source));
      return new Map(derivations.map(({ output }) => [output, String(found?.[output] ?? 'null')]));
    };
    try {
      return { derived: await compute(node.derivations), failed: [] };
    } catch (error) {
      if (saidOf(error) === null) throw error;
      return await oneByOne(node, { compute, keys });
    }
  };
};

/** Those that can be computed, and what is wrong with the others. */
const oneByOne = async (
  node: JoinNode,
  { compute, keys }: { readonly compute: (some: readonly Derivation[]) => Promise<Values>; readonly keys: string },
): Promise<Derived> => {
  const derived = new Map<string, string>();
  const failed: FailedColumn[] = [];
  for (const one of node.derivations) {
    try {
      for (const [name, value] of await compute([one])) derived.set(name, value);
    } catch (error) {
      const said = saidOf(error);
      if (said === null) throw error;
      const suspects = suspectsIn({ ...node, derivations: [one] }).filter(({ place }) => place.path[0] === 'derive');
      const { code, message, hint } = new RaisedError(`${node.name} for ${keys}: ${said}`, suspects, error);
      failed.push({ column: one.output, code, message, hint });
    }
  }
  return { derived, failed };
};

const ofAnotherType = ({ name, parts }: JoinNode, column: string): OnlineError => {
  const part = parts.find((one) => servedFeatures(one).some((feature) => feature.name === column));
  return new OnlineError({
    code: 'CHR2338',
    message: `${name}: what is served of ${part?.features ?? 'its part'} has another type in ${column} than its definition: it was uploaded before the definition was changed`,
    hint: `backfill and upload ${part?.features ?? 'that part'} again`,
  });
};
