import { ts } from 'ts-morph';
import { elements, type Found, property, resolved } from './value.ts';

/** Where the options of a call stand that does not take them all in one object. */
const positions: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  part: { features: 0, keys: 1 },
  labelPart: { features: 0, keys: 1 },
  bootstrapPart: { table: 1, on: 2 },
};

const inCall = (call: ts.CallExpression, name: string): Found | null => {
  const callee = ts.isIdentifier(call.expression) ? call.expression.text : '';
  const position = positions[callee]?.[name];
  if (position !== undefined) return argument(call, position);
  const [first] = call.arguments;
  if (first === undefined) return null;
  const config = resolved(first);
  // An author writes `source` where the definition has `sources`.
  const written = callee === 'attributes' && name === 'sources' ? 'source' : name;
  if (ts.isObjectLiteralExpression(config) && positions[callee] === undefined) return property(config, written);
  if (name === 'column') return argument(call, 0);
  const options = call.arguments[callee in positions ? 2 : 1];
  const object = options === undefined ? null : resolved(options);
  return object !== null && ts.isObjectLiteralExpression(object) ? property(object, name) : null;
};

const argument = (call: ts.CallExpression, position: number): Found | null => {
  const found = call.arguments[position];
  return found === undefined ? null : { at: found, value: found };
};

const inList = (value: ts.Node, index: number): Found | null => {
  // One thing may stand where a list belongs.
  if (!ts.isArrayLiteralExpression(value)) return index === 0 ? { at: value, value } : null;
  const { known, rest } = elements(value);
  const found = known[index] ?? rest;
  return found === null ? null : { at: found, value: found };
};

const step = (from: ts.Node, segment: string | number): Found | null => {
  const value = resolved(from);
  if (typeof segment === 'number') return inList(value, segment);
  if (ts.isObjectLiteralExpression(value)) return property(value, segment);
  return ts.isCallExpression(value) ? inCall(value, segment) : null;
};

/** Goes down a path from a definition's value as far as it leads; `at` is null when not one step could be taken. */
export const walk = (
  from: ts.Node,
  path: readonly (string | number)[],
): { readonly at: ts.Node | null; readonly value: ts.Node; readonly complete: boolean } => {
  let found: { readonly at: ts.Node | null; readonly value: ts.Node } = { at: null, value: from };
  for (const segment of path) {
    const next = step(found.value, segment);
    if (next === null) return { ...found, complete: false };
    found = next;
  }
  return { ...found, complete: true };
};
