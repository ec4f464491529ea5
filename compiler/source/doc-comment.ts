import { ts } from 'ts-morph';
import { properties, resolved } from './value.ts';
import { walk } from './walk.ts';

/** The text of a node's last doc comment, without its tags; null when it has none. */
export const docComment = (node: ts.Node): string | null => {
  const comment = ts.getJSDocCommentsAndTags(node).findLast(ts.isJSDoc)?.comment;
  const text = ts
    .getTextOfJSDocComment(comment)
    ?.replace(/\{@link(?:code|plain)?\s+([^}|\s]+)[|\s]*([^}]*)\}/g, (_, to, as) => as || to);
  const lines = text?.split(/\r?\n/).map((line) => line.trimEnd());
  return lines?.join('\n').trim() || null;
};

const within = (value: ts.Node, path: readonly (string | number)[]): readonly (readonly [string, string])[] => {
  const found = walk(value, path);
  if (!found.complete) return [];
  const object = resolved(found.value);
  if (!ts.isObjectLiteralExpression(object)) return [];
  return properties(object).flatMap(({ name, at }) => {
    const text = docComment(at);
    return text === null ? [] : [[name, text] as const];
  });
};

const sourcesOf = (value: ts.Node): number => {
  const found = walk(value, ['sources']);
  const list = found.complete ? resolved(found.value) : null;
  return list !== null && ts.isArrayLiteralExpression(list) ? list.elements.length : 1;
};

/** The doc comments of the columns a definition declares, selects or derives, by column. */
export const columnComments = (value: ts.Node): Readonly<Record<string, string>> => {
  const selects = Array.from({ length: sourcesOf(value) }, (_, index) => ['sources', index, 'select']);
  const places = [...selects.toReversed(), ['select'], ['columns'], ['derive']];
  return Object.fromEntries(places.flatMap((path) => within(value, path)));
};
