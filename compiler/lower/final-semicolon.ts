import type { UserSql } from './sql.ts';

/** What SQL is made of, as far as it matters where a statement ends: texts, names, comments, semicolons, anything else. */
const pieces =
  /(?<text>[eE]'(?:\\.|''|[^'\\])*'|'(?:''|[^'])*'|"(?:""|[^"])*"|\$(\w*)\$.*?\$\2\$)|(?<comment>--[^\n]*|\/\*.*?\*\/)|(?<end>;)|(?<space>\s+)|(?<other>.)/gsu;

/** Offsets of the semicolons behind which only white space and comments stand. */
const finalSemicolons = (text: string): readonly number[] => {
  let found: number[] = [];
  for (const { index, groups } of text.matchAll(pieces)) {
    if (groups?.['end'] !== undefined) found.push(index);
    else if (groups?.['text'] !== undefined || groups?.['other'] !== undefined) found = [];
  }
  return found;
};

/** Final semicolons become spaces: they would end the statement inside ours. Every character keeps its place. */
export const withoutFinalSemicolon = (sql: UserSql): UserSql => {
  // A hole is something of the statement, whatever fills it.
  const whole = sql.tokens.map((token) => (token.kind === 'text' ? token.text : '?')).join('');
  const ends = finalSemicolons(whole);
  let start = 0;
  const tokens = sql.tokens.map((token) => {
    if (token.kind !== 'text') {
      start += 1;
      return token;
    }
    const text = ends
      .filter((end) => end >= start && end < start + token.text.length)
      .reduce((rest, end) => `${rest.slice(0, end - start)} ${rest.slice(end - start + 1)}`, token.text);
    start += token.text.length;
    return { ...token, text };
  });
  return { ...sql, tokens };
};
