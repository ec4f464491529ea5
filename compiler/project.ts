import { type Definition, isDefinition } from '#dsl';
import { type Diagnostic, diagnostic } from './diagnostics.ts';
import type { Place } from './place.ts';

type Path = Place['path'];

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
  /** Where the definition stands in the export; empty for the export itself. */
  readonly within: Path;
};

/** The named definitions of a project, inputs before what reads them. */
export type Graph = { readonly nodes: readonly Named[]; readonly of: ReadonlyMap<Definition, Named> };

/** A definition that another reads, and where it is mentioned there. */
type Mention = { readonly definition: Definition; readonly path: Path; readonly text?: Place['text'] };

/** The definitions that one reads directly: holes of its SQL, tables of its sources, parts of a join. */
export const inputsOf = (definition: Definition): readonly Definition[] =>
  mentions(definition).map((one) => one.definition);

const mentions = (definition: Definition): readonly Mention[] => {
  switch (definition.kind) {
    case 'external':
      return [];
    case 'staging-query':
      return tablesIn(definition.query).map((one) => ({ ...one, path: ['query'] }));
    case 'group-by':
      return definition.sources.flatMap((source, index) => ofSource(source, ['sources', index]));
    case 'join':
      return [
        ...ofSource(definition.left, ['left']),
        ...definition.parts.flatMap((part, index) => mention(part?.features, ['parts', index, 'features'])),
      ];
  }
};

/** What is not a definition (a project may be loaded without a type check) is left to validation. */
const mention = (value: unknown, path: Path): readonly Mention[] =>
  isDefinition(value) ? [{ definition: value, path }] : [];

const ofSource = (source: unknown, path: Path): readonly Mention[] => {
  if (typeof source !== 'object' || source === null) return [];
  const { table, mutationTable } = source as { readonly table?: unknown; readonly mutationTable?: unknown };
  return [...mention(table, [...path, 'table']), ...mention(mutationTable, [...path, 'mutationTable'])];
};

const isMaxDate = (hole: unknown): hole is { readonly table: unknown } =>
  typeof hole === 'object' && hole !== null && 'kind' in hole && hole.kind === 'max-date' && 'table' in hole;

/** With the place of each hole: the end of the text before it. */
const tablesIn = (sql: unknown): readonly Omit<Mention, 'path'>[] => {
  if (typeof sql !== 'object' || sql === null || !('holes' in sql) || !Array.isArray(sql.holes)) return [];
  const texts = 'text' in sql && Array.isArray(sql.text) ? sql.text : [];
  return sql.holes.flatMap((hole: unknown, part): readonly Omit<Mention, 'path'>[] => {
    const text = { part, offset: String(texts[part] ?? '').length };
    const table = isMaxDate(hole) ? hole.table : hole;
    if (isDefinition(table)) return [{ definition: table, text }];
    return tablesIn(hole).map(({ definition }) => ({ definition, text }));
  });
};

/** `features/bootcamp/purchases.ts` without its top folder and ending: `['bootcamp', 'purchases']`. */
const pathOf = (file: string): readonly string[] => file.replace(/\.ts$/, '').split('/').slice(1);

const longest = 63;
const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

const named = (loaded: Loaded, settings: Settings): Named => {
  const path = pathOf(loaded.file);
  const file = path.at(-1) ?? loaded.file;
  const team = path.slice(0, -1).join('.');
  const baseName = loaded.export === 'v1' ? file : `${file}_${loaded.export}`;
  const { definition } = loaded;
  const own: unknown = 'outputNamespace' in definition ? definition.outputNamespace : undefined;
  const namespace =
    (typeof own === 'string' ? own : undefined) ??
    settings.namespaces[team] ??
    (team === '' ? 'default' : team.replaceAll('.', '_'));
  return {
    ...loaded,
    name: [...path, loaded.export].join('.'),
    baseName,
    table: definition.kind === 'external' ? null : `${namespace}.${baseName}`,
    within: [],
  };
};

/** Externals may stand inside another definition without being exported; they are named by what they read. */
const unexported = ({ definition, path }: Mention, user: Named, taken: ReadonlySet<string>): Named | null => {
  if (definition.kind !== 'external') return null;
  const base = `${user.name}/${definition.location}`;
  let name = base;
  for (let count = 2; taken.has(name); count += 1) name = `${base}:${count}`;
  const within = [...user.within, ...path];
  return {
    file: user.file,
    export: user.export,
    definition,
    name,
    baseName: String(definition.location),
    table: null,
    within,
  };
};

/** Names every definition and puts them in order. Everything wrong with names, tables and order is reported. */
export const graphOf = (
  loaded: readonly Loaded[],
  settings: Settings,
): { readonly graph: Graph; readonly diagnostics: readonly Diagnostic[] } => {
  const diagnostics: Diagnostic[] = [];
  const of = new Map<Definition, Named>();
  for (const one of loaded) if (!of.has(one.definition)) of.set(one.definition, named(one, settings));
  const taken = new Set([...of.values()].map((one) => one.name));
  const nodes: Named[] = [];
  const state = new Map<Definition, 'open' | 'done'>();
  const visit = (known: Named, path: readonly string[]): void => {
    const { definition } = known;
    if (state.get(definition) === 'done') return;
    if (state.get(definition) === 'open') {
      diagnostics.push(diagnostic('CHR1004', at(known, []), { cycle: [...path, known.name] }));
      return;
    }
    state.set(definition, 'open');
    for (const one of mentions(definition)) {
      const input = of.get(one.definition) ?? unexported(one, known, taken);
      if (input === null) {
        diagnostics.push(diagnostic('CHR1006', at(known, one.path, one.text), { what: describe(one.definition) }));
        continue;
      }
      of.set(one.definition, input);
      taken.add(input.name);
      visit(input, [...path, known.name]);
    }
    state.set(definition, 'done');
    nodes.push(known);
  };
  for (const one of [...of.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))) visit(one, []);
  return { graph: { nodes, of }, diagnostics: [...diagnostics, ...nodes.flatMap(nameProblems), ...shared(nodes)] };
};

const describe = (definition: Definition): string =>
  'name' in definition && typeof definition.name === 'string' ? `'${definition.name}'` : `a ${definition.kind}`;

const at = (one: Named, path: Path, text?: Place['text']) => ({
  definition: one.name,
  place: {
    file: one.file,
    export: one.export,
    path: [...one.within, ...path],
    ...(text === undefined ? {} : { text }),
  },
});

const nameProblems = (one: Named): readonly Diagnostic[] => {
  if (one.definition.kind === 'external') return [];
  const name: unknown = one.definition.name;
  const what = 'a table';
  const long = one.baseName.length > longest;
  if (!identifier.test(one.baseName) || long) {
    return [diagnostic('CHR1039', at(one, ['name']), { what, name: one.baseName, long })];
  }
  if (one.baseName.startsWith('__')) {
    const why = 'names with two leading underscores are chron’s own';
    return [diagnostic('CHR1016', at(one, ['name']), { column: one.baseName, why })];
  }
  const namespace = one.table?.slice(0, -one.baseName.length - 1) ?? '';
  if (!identifier.test(namespace) || namespace.length > longest) {
    const place = at(one, 'outputNamespace' in one.definition ? ['outputNamespace'] : []);
    const parameters = { what: 'a namespace', name: namespace, long: namespace.length > longest };
    return [diagnostic('CHR1039', place, parameters)];
  }
  // What is no text is reported as that.
  if (name === one.baseName || (name !== undefined && typeof name !== 'string')) return [];
  const other = one.export === 'v1' ? 'rename the file' : 'export it as v1 of a file of that name';
  const written = name ?? null;
  return [diagnostic('CHR1003', at(one, ['name']), { name: written, expected: one.baseName, other })];
};

/** Two definitions with one table, or one name. */
const shared = (nodes: readonly Named[]): readonly Diagnostic[] => {
  const first = new Map<string, Named>();
  return nodes.flatMap((one) => {
    const table = one.table ?? one.name;
    // Engines and some file systems hold `Spend` and `spend` for one name.
    const other = first.get(table.toLowerCase()) ?? first.get(one.name);
    first.set(table.toLowerCase(), other ?? one);
    first.set(one.name, other ?? one);
    if (other === undefined) return [];
    return [diagnostic('CHR1002', at(one, ['name']), { table, other: `${other.file}:${other.export}` })];
  });
};
