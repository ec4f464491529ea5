import type { Folders } from '#compiler/plan';
import type { ExternalFile } from './external-files.ts';

/** What a path says of a column, `system=mobile/`; null: nothing. The folder nearest to the file counts. */
export const valueInPath = (path: string, column: string): string | null => {
  const part = path.split('/').findLast((one) => one.startsWith(`${column}=`));
  if (part === undefined) return null;
  const text = part.slice(column.length + 1);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const isOther = (text: string, value: string | number | boolean): boolean => {
  if (typeof value === 'number') return Number(text) !== value;
  return (typeof value === 'boolean' ? text.toLowerCase() : text) !== String(value);
};

/** The files that may hold rows with these values: those whose folders do not say another one. */
export const inFolders = (files: readonly ExternalFile[], folders: Folders): readonly ExternalFile[] =>
  files.filter(({ path }) =>
    Object.entries(folders).every(([column, value]) => {
      const text = valueInPath(path, column);
      return text === null || !isOther(text, value);
    }),
  );
