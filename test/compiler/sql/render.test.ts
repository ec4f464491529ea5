import { expect, test } from 'vitest';
import { duckdb } from '#compiler';
import { block, f, name, scan, stringLiteral, user, word } from '#compiler/sql/fragment';
import { render } from '#compiler/sql/render';

const text = (fragment: Parameters<typeof render>[0]): string =>
  render(fragment, duckdb, ({ ref, partitions }) => `<${ref} ${partitions?.from ?? 'open'}>`);

test('our own lines are indented by the block they are in', () => {
  const inner = f`(${block(f`SELECT 1\nFROM ${name('a')}`)})`;
  expect(text(f`SELECT *\nFROM ${f`(${block(f`SELECT *\nFROM ${inner}`)})`}`)).toBe(
    ['SELECT *', 'FROM (', '  SELECT *', '  FROM (', '    SELECT 1', '    FROM "a"', '  )', ')'].join('\n'),
  );
});

test('what a user wrote, a name and a text keep every character, also line ends and tabs', () => {
  const written = 'CASE x\n\tWHEN \'two\nlines\' THEN "a\nb"\r\n-- c\n END';
  const nested = block(f`SELECT ${user(written)} AS ${name('a\n"b')}, ${stringLiteral("it's\n  so")}\nFROM t`);
  expect(text(f`(${nested})`)).toBe(`(\n  SELECT ${written} AS "a\n""b", 'it''s\n  so'\n  FROM t\n)`);
});

test('names and texts are quoted, whatever they say', () => {
  expect(text(name('a"; DROP TABLE x; --'))).toBe('"a""; DROP TABLE x; --"');
  expect(text(stringLiteral("'; DROP TABLE x; --"))).toBe("'''; DROP TABLE x; --'");
  expect(text(name(''))).toBe('""');
});

test('a scan is what it is bound to', () => {
  expect(text(f`FROM ${scan({ ref: 'a.b', partitions: { from: '2023-12-01', to: null } })}`)).toBe(
    'FROM <a.b 2023-12-01>',
  );
  expect(text(f`FROM ${scan({ ref: 'a.b', partitions: null })} ${word('x')}`)).toBe('FROM <a.b open> x');
});
