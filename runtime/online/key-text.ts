import type { Column } from '#compiler/plan';
import { ConfigError } from '../errors.ts';
import { json, typed, wrong } from './typed-value.ts';

/**
 * The text under which a row is stored online: one key is its own canonical text, several are compact JSON in the order
 * of `keys`. Integers are exact (bigint, text, or a number up to 2^53), dates text or Date. Throws ConfigError (CHR2310)
 * for a value that is not of its column's type.
 *
 *     keyText([{ name: 'user_id', type: { kind: 'bigint' } }], [7n]) // '7'
 */
export const keyText = (keys: readonly Column[], values: readonly unknown[]): string => {
  if (values.length !== keys.length) {
    throw new ConfigError({
      code: 'CHR2310',
      message: `the key has ${keys.length} columns (${keys.map(({ name }) => name).join(', ')}), got ${values.length} values`,
      hint: 'Give one value for each key column.',
    });
  }
  const parts = keys.map((column, index) => typed(column, values[index]));
  const [only, ...rest] = parts;
  if (rest.length > 0) return `[${parts.map(json).join(',')}]`;
  const [column] = keys;
  if (only === undefined || column === undefined) throw new Error('internal: a definition without keys');
  if (only === null) throw wrong(column, 'null; a row whose only key is null is not stored');
  return String(only);
};
