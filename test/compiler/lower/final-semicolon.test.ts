import { expect, test } from 'vitest';
import { withoutFinalSemicolon } from '#compiler/lower/final-semicolon';
import { userSql } from '#compiler/lower/sql';
import { parquet, sql, string } from '#dsl';

const table = parquet({ location: 'x', columns: { a: string } });
const without = (template: unknown): string =>
  withoutFinalSemicolon(userSql(template, () => 'T'))
    .tokens.map((token) => (token.kind === 'text' ? token.text : '<>'))
    .join('');

test.each([
  ['SELECT 1;', 'SELECT 1 '],
  ['SELECT 1 ;\n ;  \n', 'SELECT 1  \n    \n'],
  ['SELECT 1; -- the; end', 'SELECT 1  -- the; end'],
  ['SELECT 1; /* a; b */ -- c\n', 'SELECT 1  /* a; b */ -- c\n'],
  ["SELECT ';'", "SELECT ';'"],
  ["SELECT 'it''s;' || ';';", "SELECT 'it''s;' || ';' "],
  ["SELECT E'\\';';", "SELECT E'\\';' "],
  ['SELECT ";" FROM t', 'SELECT ";" FROM t'],
  ['SELECT $$;$$;', 'SELECT $$;$$ '],
  ['SELECT $a$ ; $b$ ; $a$ ;', 'SELECT $a$ ; $b$ ; $a$  '],
  ['SELECT 1 -- ;', 'SELECT 1 -- ;'],
  ['SELECT 1 -- a\n;', 'SELECT 1 -- a\n '],
  // Two statements stay two: the engine says so.
  ['SELECT 1; SELECT 2;', 'SELECT 1; SELECT 2 '],
  [';', ' '],
  ['', ''],
  ['SELECT 😀;', 'SELECT 😀 '],
])('%j becomes %j', (text, expected) => {
  expect(without({ kind: 'sql', text: [text], holes: [] })).toBe(expected);
});

test('holes are of the statement, and no character moves', () => {
  expect(without(sql`SELECT * FROM ${table};`)).toBe('SELECT * FROM <> ');
  expect(without(sql`SELECT ';' FROM ${table} /* ; */ WHERE a = ${1} ; -- ${2};`)).toBe(
    "SELECT ';' FROM <> /* ; */ WHERE a = <>   -- <>;",
  );
  expect(without(sql`SELECT 1; ${table}`)).toBe('SELECT 1; <>');
});
