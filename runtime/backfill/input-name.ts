import type { Folders } from '#compiler/plan';

/** How what is read of a table is called: two sources of one table may read different folders of it. */
export const inputName = ({ ref, folders }: { readonly ref: string; readonly folders?: Folders }): string =>
  [
    ref,
    ...Object.entries(folders ?? {})
      .map(([column, value]) => `${column}=${value}`)
      .sort(),
  ].join('/');
