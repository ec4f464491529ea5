import type { JoinPart, Output } from './plan.ts';
import type { Column } from './relation.ts';

/** The columns of a keyed table but keys and day. */
export const valueColumns = ({
  columns,
  keys,
  partitionColumn,
}: Pick<Output, 'columns' | 'keys' | 'partitionColumn'>): readonly Column[] =>
  columns
    .filter((one) => !keys.includes(one.name) && one.name !== partitionColumn)
    .map(({ name, type }) => ({ name, type }));

/** The name that a part's feature has in its join. */
export const nameInJoin = (prefix: JoinPart['prefix'], name: string): string =>
  prefix === null ? name : `${prefix}_${name}`;
