import { written } from '../written.ts';
import type { Context } from './context.ts';

/** Reports an option whose value is none of its choices. Left out is fine. */
export const checkChoice = (
  context: Context,
  option: {
    readonly value: unknown;
    readonly path: readonly (string | number)[];
    readonly choices: readonly (string | boolean)[];
  },
): void => {
  const { value, path, choices } = option;
  if (value === undefined || choices.some((one) => one === value)) return;
  const takes = choices.map((one) => (typeof one === 'string' ? `'${one}'` : String(one))).join(' or ');
  context.report('CHR1041', path, { place: String(path.at(-1)), takes, given: written(value) });
};
