import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { ts } from 'ts-morph';

export type Reference = { readonly to: string; readonly typeOnly: boolean };

export type SourceFile = {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly references: readonly Reference[];
  /** Exported names, those of types among them; `*` for `export *`. */
  readonly exports: readonly string[];
  /** Names of functions with more than three positional parameters. */
  readonly longParameterLists: readonly string[];
};

const generated = new Set(['node_modules', 'dist', '.chron', '.git', 'golden', 'broken']);

const walk = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return generated.has(entry.name) ? [] : walk(path);
    return /\.(ts|cts|mts|mjs|js)$/.test(entry.name) ? [path] : [];
  });

/** Every source file under the given top folders. */
export const sourceFiles = (folders: readonly string[]): readonly SourceFile[] => folders.flatMap(walk).map(parse);

const parse = (path: string): SourceFile => {
  const text = readFileSync(path, 'utf8');
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const references: Reference[] = [];
  const exports: string[] = [];
  const longParameterLists: string[] = [];
  const visit = (node: ts.Node): void => {
    references.push(...referencesIn(node));
    exports.push(...exportsIn(node));
    if (ts.isFunctionLike(node) && node.parameters.length > 3) longParameterLists.push(nameOf(node));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { path, text, lines: text.split('\n').length - 1, references, exports, longParameterLists };
};

const nameOf = (node: ts.SignatureDeclaration): string =>
  node.name?.getText() ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : 'a function');

const referencesIn = (node: ts.Node): readonly Reference[] => {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    const named = node.importClause?.namedBindings;
    const allTypes =
      named !== undefined && ts.isNamedImports(named) && node.importClause?.name === undefined
        ? named.elements.length > 0 && named.elements.every((one) => one.isTypeOnly)
        : false;
    return [{ to: node.moduleSpecifier.text, typeOnly: node.importClause?.isTypeOnly === true || allTypes }];
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
    return [{ to: node.moduleSpecifier.text, typeOnly: node.isTypeOnly }];
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [to] = node.arguments;
    return to !== undefined && ts.isStringLiteral(to) ? [{ to: to.text, typeOnly: false }] : [];
  }
  return [];
};

const exportsIn = (node: ts.Node): readonly string[] => {
  if (ts.isExportDeclaration(node)) {
    const { exportClause } = node;
    if (exportClause === undefined) return ['*'];
    return ts.isNamedExports(exportClause) ? exportClause.elements.map((one) => one.name.text) : ['*'];
  }
  const exported =
    ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword);
  if (exported !== true) return [];
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.map((one) => one.name.getText());
  return 'name' in node ? [(node.name as ts.Identifier).text] : ['default'];
};

const aliases: Readonly<Record<string, string>> = {
  '#dsl': 'dsl/index.ts',
  '#compiler': 'compiler/index.ts',
  '#compiler/plan': 'compiler/plan.ts',
  '#compiler/source': 'compiler/source/index.ts',
  '#runtime': 'runtime/index.ts',
  '@chron/chron': 'dsl/index.ts',
  '@chron/chron/runtime': 'runtime/index.ts',
};

/** The project's file that a reference means; null: a package. */
export const target = ({ path }: SourceFile, { to }: Reference): string | null => {
  if (to.startsWith('.')) return posix.join(posix.dirname(path), to);
  if (aliases[to] !== undefined) return aliases[to];
  return to.startsWith('#') ? `${to.slice(1)}.ts` : null;
};
