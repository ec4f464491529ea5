const replacement = '***';

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const secretsOf = (url: string): readonly string[] => {
  if (!URL.canParse(url)) return [url];
  const { password, searchParams } = new URL(url);
  const named = [...searchParams].filter(([name]) => /pass|secret|token/i.test(name)).map(([, value]) => value);
  return [password, decoded(password), ...named, ...named.map(encodeURIComponent)].filter((text) => text !== '');
};

export type Redact = (text: string) => string;

/** Takes the secrets of a connection URL, and the password of any URL, out of a text; every message passes through it. */
export const redactor = (url: string): Redact => {
  const secrets = [...new Set(secretsOf(url))].sort((a, b) => b.length - a.length);
  return (text) =>
    secrets
      .reduce((rest, secret) => rest.replaceAll(secret, replacement), text)
      .replaceAll(/(\w:\/\/[^\s:/@]*:)[^\s@]+@/g, `$1${replacement}@`);
};

/** `host:5432/database as user`, for messages. */
export const targetOf = (url: string): string => {
  if (!URL.canParse(url)) return 'the given URL';
  const { hostname, port, pathname, username } = new URL(url);
  return `${hostname}:${port || '5432'}${pathname === '/' ? '' : pathname} as ${decoded(username) || 'the default user'}`;
};
