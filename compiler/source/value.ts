import { ts } from 'ts-morph';

type Function = ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration | ts.MethodDeclaration;

const isFunction = (node: ts.Node): node is Function =>
  ts.isArrowFunction(node) ||
  ts.isFunctionExpression(node) ||
  ts.isFunctionDeclaration(node) ||
  ts.isMethodDeclaration(node);

/** What a function gives: its expression, or that of its last return. */
const returned = ({ body }: Function): ts.Node | null => {
  if (body === undefined || !ts.isBlock(body)) return body ?? null;
  return body.statements.findLast(ts.isReturnStatement)?.expression ?? null;
};

const declares = (statement: ts.Statement, name: string): ts.Node | null => {
  if (ts.isFunctionDeclaration(statement)) return statement.name?.text === name ? statement : null;
  if (!ts.isVariableStatement(statement)) return null;
  const found = statement.declarationList.declarations.find(
    (one) => ts.isIdentifier(one.name) && one.name.text === name,
  );
  return found?.initializer ?? null;
};

/** The initialiser of a local name, or its function; null for parameters, imports and names that are not there. */
const local = (identifier: ts.Identifier): ts.Node | null => {
  for (let scope: ts.Node = identifier.parent; scope !== undefined; scope = scope.parent) {
    if (ts.isFunctionLike(scope) && scope.parameters.some((one) => one.name.getText() === identifier.text)) return null;
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) continue;
    for (const statement of scope.statements) {
      const found = declares(statement, identifier.text);
      if (found !== null) return found;
    }
  }
  return null;
};

const next = (node: ts.Node, steps: number): ts.Node | null => {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
    return node.expression;
  }
  if (ts.isIdentifier(node)) return local(node);
  if (isFunction(node)) return returned(node);
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
    const called = local(node.expression);
    return called !== null && isFunction(called) ? returned(called) : null;
  }
  if (ts.isPropertyAccessExpression(node)) {
    const object = resolved(node.expression, steps);
    return ts.isObjectLiteralExpression(object) ? (property(object, node.name.text, steps)?.value ?? null) : null;
  }
  return null;
};

// Names of a broken file may refer to each other in a circle: following them must end.
const most = 16;

/** Follows local names, functions without regard to arguments, and parentheses, to what was written out. */
export const resolved = (node: ts.Node, steps: number = most): ts.Node => {
  const further = steps === 0 ? null : next(node, steps - 1);
  return further === null ? node : resolved(further, steps - 1);
};

/** What stands at a place: the node to mark, and the value to go on from. */
export type Found = { readonly at: ts.Node; readonly value: ts.Node };

const textOf = (name: ts.PropertyName): string =>
  ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression)
    ? name.expression.text
    : ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)
      ? name.text
      : '';

/** The properties of an object literal in order, those of spread local objects too. */
export const properties = (
  object: ts.ObjectLiteralExpression,
  steps: number = most,
): readonly (Found & { readonly name: string })[] =>
  object.properties.flatMap((one) => {
    if (ts.isSpreadAssignment(one)) {
      const spread = resolved(one.expression, steps);
      return ts.isObjectLiteralExpression(spread) && steps > 0 ? properties(spread, steps - 1) : [];
    }
    const value = ts.isPropertyAssignment(one)
      ? one.initializer
      : ts.isShorthandPropertyAssignment(one)
        ? one.name
        : one;
    return [{ name: textOf(one.name), at: one, value }];
  });

/** A property of an object literal; the last one of that name counts. */
export const property = (object: ts.ObjectLiteralExpression, name: string, steps: number = most): Found | null =>
  properties(object, steps).findLast((one) => one.name === name) ?? null;

/** The elements of an array literal, those of spread local arrays too; a spread that cannot be followed ends the list. */
export const elements = (
  array: ts.ArrayLiteralExpression,
  steps: number = most,
): { readonly known: readonly ts.Node[]; readonly rest: ts.Node | null } => {
  const known: ts.Node[] = [];
  for (const element of array.elements) {
    if (!ts.isSpreadElement(element)) {
      known.push(element);
      continue;
    }
    const spread = resolved(element.expression, steps);
    if (!ts.isArrayLiteralExpression(spread) || steps === 0) return { known, rest: element };
    const inner = elements(spread, steps - 1);
    known.push(...inner.known);
    if (inner.rest !== null) return { known, rest: element };
  }
  return { known, rest: null };
};
