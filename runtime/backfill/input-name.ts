import type { Folders } from '#compiler/plan';

/** How what is read of a table is called: two sources of one table may read different folders of it, by different days. */
export const inputName = ({
  ref,
  folders,
  day,
}: {
  readonly ref: string;
  readonly folders?: Folders;
  readonly day?: string;
}): string => {
  const below = Object.entries(folders ?? {}).map(([column, value]) => `${column}=${value}`);
  return `${[ref, ...below.sort()].join('/')}${day === undefined ? '' : ` by ${day}`}`;
};
