import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Inside the package, so that definitions find `@chron/chron` as the package's own name. */
const parent = resolve('.chron/test');

/** A folder with the given files, and a `chron.config.ts` where none is given. */
export const projectFolder = (files: Readonly<Record<string, string>>) => {
  mkdirSync(parent, { recursive: true });
  const root = mkdtempSync(join(parent, 'project-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries({ 'chron.config.ts': 'export default {};\n', ...files })) write(path, text);
  return { root, write, remove: () => rmSync(root, { recursive: true, force: true }) };
};
