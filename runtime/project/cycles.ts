import type { Import } from './bundle.ts';

type Imports = ReadonlyMap<string, readonly Import[]>;

/** Files in order, each after those it imports, and the circles among them, each as the path that closes it. */
export const order = (
  files: readonly string[],
  imports: Imports,
): { readonly files: readonly string[]; readonly cycles: readonly (readonly string[])[] } => {
  const done: string[] = [];
  const cycles: string[][] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...path.slice(path.indexOf(file)), file]);
      return;
    }
    state.set(file, 'open');
    for (const one of imports.get(file) ?? []) visit(one.file, [...path, file]);
    state.set(file, 'done');
    done.push(file);
  };
  for (const file of files) visit(file, []);
  return { files: done.filter((file) => files.includes(file)), cycles };
};

/** The files that import one of `wanted`, through however many others, and `wanted` themselves. */
export const reaching = (wanted: ReadonlySet<string>, imports: Imports): ReadonlySet<string> => {
  const importers = new Map<string, string[]>();
  for (const [file, targets] of imports) {
    for (const target of targets) importers.set(target.file, [...(importers.get(target.file) ?? []), file]);
  }
  const found = new Set<string>();
  const open = [...wanted];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    open.push(...(importers.get(file) ?? []));
  }
  return found;
};
