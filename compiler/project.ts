import { type Definition, isDefinition } from '#dsl';
import { type Diagnostic, diagnostic } from './diagnostics.ts';

/** A definition as the loader found it: posix path from the project's root, and the name of the export. */
export type Loaded = { readonly file: string; readonly export: string; readonly definition: Definition };

export type Settings = {
  /** The partition column of every table, `ds`. */
  readonly partitionColumn: string;
  /** Namespace by team folder, where it differs from the folder's name. */
  readonly namespaces: Readonly<Record<string, string>>;
};

export type Named = Loaded & {
  /** `bootcamp.user_purchase_features.v1` */
  readonly name: string;
  /** `user_purchase_features`, or `{file}_{export}` for exports other than v1. */
  readonly baseName: string;
  /** `namespace.base_name`; null for tables that others write. */
  readonly table: string | null;
};

/** The named definitions of a project, inputs before what reads them. */
export type Graph = { readonly nodes: readonly Named[]; readonly of: ReadonlyMap<Definition, Named> };

/** The definitions that one reads directly: holes of its SQL, tables of its sources, parts of a join. */
export const inputsOf = (definition: Definition): readonly Definition[] => {
  switch (definition.kind) {
    case 'external':
      return [];
    case 'staging-query':
      return tablesIn(definition.query);
    case 'group-by':
      return definition.sources.flatMap(sourceInputs);
    case 'join':
      return [...sourceInputs(definition.left), ...definition.parts.flatMap((part) => asDefinition(part?.features))];
  }
};

/** What is not a definition (a project may be loaded without a type check) is left to validation. */
const asDefinition = (value: unknown): readonly Definition[] => (isDefinition(value) ? [value] : []);

const sourceInputs = (source: unknown): readonly Definition[] => {
  if (typeof source !== 'object' || source === null) return [];
  const { table, mutationTable } = source as { readonly table?: unknown; readonly mutationTable?: unknown };
  return [...asDefinition(table), ...asDefinition(mutationTable)];
};

const tablesIn = (sql: unknown): readonly Definition[] => {
  if (typeof sql !== 'object' || sql === null || !('holes' in sql) || !Array.isArray(sql.holes)) return [];
  return sql.holes.flatMap((hole: unknown) => (isDefinition(hole) ? [hole] : tablesIn(hole)));
};

/** `features/bootcamp/purchases.ts` without its top folder and ending: `['bootcamp', 'purchases']`. */
const pathOf = (file: string): readonly string[] => file.replace(/\.ts$/, '').split('/').slice(1);

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

const named = (loaded: Loaded, settings: Settings): Named => {
  const path = pathOf(loaded.file);
  const file = path.at(-1) ?? loaded.file;
  const team = path.slice(0, -1).join('.');
  const baseName = loaded.export === 'v1' ? file : `${file}_${loaded.export}`;
  const { definition } = loaded;
  const own = 'outputNamespace' in definition ? definition.outputNamespace : undefined;
  const namespace = own ?? settings.namespaces[team] ?? (team === '' ? 'default' : team.replaceAll('.', '_'));
  return {
    ...loaded,
    name: [...path, loaded.export].join('.'),
    baseName,
    table: definition.kind === 'external' ? null : `${namespace}.${baseName}`,
  };
};

/** Externals may stand inside another definition without being exported; they are named by what they read. */
const unexported = (definition: Definition, user: Named): Named | null =>
  definition.kind === 'external'
    ? {
        file: user.file,
        export: user.export,
        definition,
        name: `${user.name}/${definition.location}`,
        baseName: definition.location,
        table: null,
      }
    : null;

/** Names every definition and puts them in order. Everything wrong with names, tables and order is reported. */
export const graphOf = (
  loaded: readonly Loaded[],
  settings: Settings,
): { readonly graph: Graph; readonly diagnostics: readonly Diagnostic[] } => {
  const diagnostics: Diagnostic[] = [];
  const of = new Map<Definition, Named>();
  for (const one of loaded) if (!of.has(one.definition)) of.set(one.definition, named(one, settings));
  const nodes: Named[] = [];
  const state = new Map<Definition, 'open' | 'done'>();
  const visit = (definition: Definition, user: Named | null, path: readonly string[]): void => {
    const known = of.get(definition) ?? (user === null ? null : unexported(definition, user));
    if (known === null) {
      diagnostics.push(diagnostic('CHR1006', at(user, []), { what: describe(definition) }));
      return;
    }
    of.set(definition, known);
    if (state.get(definition) === 'done') return;
    if (state.get(definition) === 'open') {
      diagnostics.push(diagnostic('CHR1004', at(known, []), { cycle: [...path, known.name] }));
      return;
    }
    state.set(definition, 'open');
    for (const input of inputsOf(definition)) visit(input, known, [...path, known.name]);
    state.set(definition, 'done');
    nodes.push(known);
  };
  for (const one of [...of.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))) visit(one.definition, null, []);
  return { graph: { nodes, of }, diagnostics: [...diagnostics, ...nodes.flatMap(nameProblems), ...shared(nodes)] };
};

const describe = (definition: Definition): string =>
  'name' in definition && typeof definition.name === 'string' ? `'${definition.name}'` : `a ${definition.kind}`;

const at = (one: Named | null, path: readonly (string | number)[]) => ({
  definition: one?.name ?? null,
  place: one === null ? null : { file: one.file, export: one.export, path },
});

const nameProblems = (one: Named): readonly Diagnostic[] => {
  if (one.definition.kind === 'external') return [];
  const name: unknown = one.definition.name;
  if (!identifier.test(one.baseName) || one.baseName.length > 63) {
    return [diagnostic('CHR1039', at(one, ['name']), { name: one.baseName })];
  }
  return name === one.baseName
    ? []
    : [diagnostic('CHR1003', at(one, ['name']), { name: String(name), expected: one.baseName })];
};

/** Two definitions with one table, or one name. */
const shared = (nodes: readonly Named[]): readonly Diagnostic[] => {
  const first = new Map<string, Named>();
  return nodes.flatMap((one) => {
    const table = one.table ?? one.name;
    const other = first.get(table) ?? first.get(one.name);
    first.set(table, other ?? one);
    first.set(one.name, other ?? one);
    const where = other === undefined ? '' : `${other.file}:${other.export}`;
    return other === undefined ? [] : [diagnostic('CHR1002', at(one, ['name']), { table, other: where })];
  });
};
