import { ts } from 'ts-morph';

/** What a module exports under a name: the word to mark, and the value, where they stand in this file. */
export type Exported = { readonly name: ts.Node; readonly value: ts.Expression | null; readonly documented: ts.Node };

const declared = (file: ts.SourceFile, name: string): Exported | null => {
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const found = statement.declarationList.declarations.find(
      (declaration) => ts.isIdentifier(declaration.name) && declaration.name.text === name,
    );
    if (found !== undefined) return { name: found.name, value: found.initializer ?? null, documented: statement };
  }
  return null;
};

/** Finds an export: `export const v1 = ...`, `export { local as v1 }`, or `export default ...`. */
export const exported = (file: ts.SourceFile, name: string): Exported | null => {
  for (const statement of file.statements) {
    if (ts.isExportAssignment(statement) && name === 'default') {
      const local = ts.isIdentifier(statement.expression) ? declared(file, statement.expression.text) : null;
      return local ?? { name: statement, value: statement.expression, documented: statement };
    }
    if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined) continue;
    if (!ts.isNamedExports(statement.exportClause)) continue;
    const found = statement.exportClause.elements.find((element) => element.name.text === name);
    if (found === undefined) continue;
    const local = statement.moduleSpecifier === undefined ? (found.propertyName ?? found.name).text : null;
    return (local === null ? null : declared(file, local)) ?? { name: found.name, value: null, documented: found };
  }
  return declared(file, name);
};
