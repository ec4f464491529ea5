import { call, string } from '../expr.ts';
import type { JoinNode, JoinPart } from '../plan.ts';
import type { Column, Rel } from '../relation.ts';
import { project, scan } from '../relations.ts';
import { findsColumns, tokensOf } from '../tokens.ts';
import { nameInJoin } from '../value-columns.ts';

/** A feature of a part: its name in the part's GroupBy and in the join. */
export type ServedFeature = Column & { readonly from: string };

export const servedFeatures = ({ output, keyMapping, prefix }: JoinPart): readonly ServedFeature[] =>
  output.columns
    .filter(({ name }) => !Object.hasOwn(keyMapping, name) && name !== '__at' && name !== output.partitionColumn)
    .map(({ name, type }) => ({ from: name, name: nameInJoin(prefix, name), type }));

/** The columns of the left rows under their own names. */
export const leftColumns = ({ left }: JoinNode): readonly Column[] =>
  left.rel.columns.filter(({ name }) => name !== '__ts' && name !== '__ds');

/** What is served of a join: its columns but those of the left rows and the day. */
export const servedColumns = (node: JoinNode): readonly Column[] => {
  const left = new Set(leftColumns(node).map(({ name }) => name));
  return node.output.columns.filter(({ name }) => !left.has(name) && name !== node.output.partitionColumn);
};

/**
 * The left columns and features that a derivation may read: those it mentions, those whose name stands in its text, and
 * all of them where it finds columns by a pattern, COLUMNS('.*_7d').
 */
export const derivedFrom = (node: JoinNode): readonly Column[] => {
  const tokens = node.derivations.flatMap(({ expr }) => [...tokensOf(expr)]);
  const mentioned = new Set(tokens.flatMap((token) => (token.kind === 'column' ? [token.name] : [])));
  const text = tokens.map((token) => (token.kind === 'text' ? token.text : '')).join(' ');
  const columns = [...leftColumns(node), ...node.parts.flatMap(servedFeatures)].map(({ name, type }) => ({
    name,
    type,
  }));
  if (node.derivations.some(({ expr }) => findsColumns(expr))) return columns;
  return columns.filter(({ name }) => mentioned.has(name) || standsIn(name, text));
};

const standsIn = (name: string, text: string): boolean => {
  const written = name.replaceAll('"', '""').replaceAll(/\W/g, '\\$&');
  return new RegExp(`(?<!\\w)${written}(?!\\w)`, 'i').test(text);
};

/**
 * The derivations of a join over one row of what they are derived from, which the scan of the join stands for: by
 * derivation the JSON text of its value.
 */
export const derivedRel = (node: JoinNode): Rel =>
  project(
    scan(node.name, derivedFrom(node), null),
    node.derivations.map(({ output, expr }) => ({ name: output, expr: call('to_json_text', [expr], string) })),
  );
