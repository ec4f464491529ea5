import { near } from '#compiler';
import { ConfigError } from '../errors.ts';

/** Throws ConfigError when a needed key is not given, or one is given that there is not. */
export const checkKeyNames = (
  definition: string,
  given: readonly string[],
  names: { readonly needed: readonly string[]; readonly optional: readonly string[] },
): void => {
  const { needed, optional } = names;
  const known = [...needed, ...optional];
  const unknown = given.find((name) => !known.includes(name));
  const missing = needed.find((name) => !given.includes(name));
  if (unknown === undefined && missing === undefined) return;
  const may = optional.length === 0 ? '' : `; it takes ${optional.join(', ')} too`;
  const wanted = needed.map((name) => `--key ${name}=...`).join(' ');
  const [close] = unknown === undefined ? [] : near(unknown, known);
  const said = unknown === undefined ? 'needs' : `has no key '${unknown}'; it needs`;
  throw new ConfigError({
    code: 'CHR2336',
    message: `${definition} ${said} ${needed.join(', ')}${may}`,
    hint: close === undefined ? wanted : `did you mean '${close}'? ${wanted}`,
  });
};
