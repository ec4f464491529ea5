import { derivedFrom, derivedRel, leftColumns, relSql, servedColumns, servedFeatures } from '#compiler';
import type { Column, GroupByNode, JoinNode, JoinPart } from '#compiler/plan';
import type { JoinAnswer, PartAnswer } from '../api.ts';
import { quoted } from '../engine/sql-text.ts';
import { OnlineError } from '../errors.ts';
import { keyText } from '../online/key-text.ts';
import { valueText } from '../online/value-text.ts';
import type { Asked, Engine, Fetched, OnlineStore } from '../ports.ts';
import { literalOf } from './json-literal.ts';
import { fieldsOf } from './json-members.ts';
import { checkKeyNames } from './key-names.ts';

/** A join with the GroupBys of its parts, part by part. */
export type ServedJoin = { readonly node: JoinNode; readonly features: readonly GroupByNode[] };

type Given = Readonly<Record<string, unknown>>;

/**
 * Answers one row of a join from the current versions of its parts: the features under their names in the join, null
 * where a part has none, and what is derived from them. `keys` are columns of the left. Throws ConfigError for keys that
 * are not the join's.
 */
export const fetchJoin = async (
  join: ServedJoin,
  keys: Given,
  ports: { readonly store: OnlineStore; readonly engine: () => Promise<Engine> },
): Promise<JoinAnswer> => {
  const { node, features } = join;
  const left = leftColumns(node);
  const typeOf = (name: string): Column => {
    const found = left.find((one) => one.name === name);
    if (found === undefined) throw new Error(`internal: the left of ${node.name} has no column ${name}`);
    return found;
  };
  const online = node.parts.flatMap((part, index) => (features[index]?.online ? [{ part, index }] : []));
  const needed = [...new Set(online.flatMap(({ part }) => Object.values(part.keyMapping)))];
  const optional = [...node.output.keys, ...derivedFrom(node).map(({ name }) => name)];
  checkKeyNames(node.name, Object.keys(keys), {
    needed,
    optional: [...new Set(optional)].filter((name) => !needed.includes(name)),
  });
  const given = new Map(Object.entries(keys).map(([name, value]) => [name, valueText(typeOf(name), value)]));
  const asked = online.map(({ part, index }): Asked => {
    const columns = (features[index]?.keys ?? []).map(({ name }) => typeOf(part.keyMapping[name] ?? name));
    return { definition: part.features, key: partKey(columns, keys) };
  });
  const answers = await ports.store.fetchAll(asked);
  const byPart = new Map(online.map(({ index }, at) => [index, answers[at]]));
  const parts = node.parts.map((part, index) => partAnswer(part, byPart.get(index)));
  const values = new Map(
    node.parts.flatMap((part, index) => {
      const found = byPart.get(index);
      const stored = found?.answer === 'value' ? fieldsOf(found.feature) : new Map<string, string>();
      return servedFeatures(part).map(({ name, from }) => [name, stored.get(from) ?? 'null'] as const);
    }),
  );
  const derived = node.derivations.length === 0 ? new Map() : await derive(node, new Map([...given, ...values]), ports);
  const fields = servedColumns(node).map(
    ({ name }) => `${JSON.stringify(name)}:${derived.get(name) ?? values.get(name) ?? 'null'}`,
  );
  return { definition: node.name, answer: overall(parts), feature: `{${fields.join(',')}}`, parts };
};

/** Null where no row can have the key: all of it is null. */
const partKey = (columns: readonly Column[], keys: Given): string | null => {
  const values = columns.map(({ name }) => keys[name]);
  return values.every((value) => value === null) ? null : keyText(columns, values);
};

const partAnswer = ({ features, prefix, keyMapping }: JoinPart, found: Fetched | undefined): PartAnswer => {
  const part = { definition: features, prefix, keys: keyMapping };
  if (found === undefined) return { ...part, answer: 'not online' };
  if (found.answer === 'no version') return { ...part, answer: found.answer };
  const { answer, versionId, version, ds } = found;
  return { ...part, answer, versionId, version, ds };
};

/** What is not served at all is said before what this one key lacks. */
const overall = (parts: readonly PartAnswer[]): JoinAnswer['answer'] => {
  if (parts.some(({ answer }) => answer === 'no version')) return 'no version';
  return parts.some(({ answer }) => answer === 'value') ? 'value' : 'no such key';
};

/** The derivations by the engine that computes them offline: JSON text by name. */
const derive = async (
  node: JoinNode,
  values: ReadonlyMap<string, string>,
  ports: { readonly engine: () => Promise<Engine> },
): Promise<ReadonlyMap<string, string>> => {
  const columns = [...leftColumns(node), ...node.parts.flatMap(servedFeatures)];
  const row = columns.map((column) => {
    const json = values.get(column.name) ?? 'null';
    const sql = literalOf(json, column.type);
    if (sql === null) throw ofAnotherType(node, column.name);
    return `${sql} AS ${quoted(column.name)}`;
  });
  const engine = await ports.engine();
  const [found] = await engine.rows(relSql(derivedRel(node), () => `(SELECT ${row.join(', ')})`));
  return new Map(node.derivations.map(({ output }) => [output, String(found?.[output] ?? 'null')]));
};

const ofAnotherType = ({ name, parts }: JoinNode, column: string): OnlineError => {
  const part = parts.find((one) => servedFeatures(one).some((feature) => feature.name === column));
  return new OnlineError({
    code: 'CHR2338',
    message: `${name}: what is served of ${part?.features ?? 'its part'} has another type in ${column} than its definition: it was uploaded before the definition was changed`,
    hint: `backfill and upload ${part?.features ?? 'that part'} again`,
  });
};
