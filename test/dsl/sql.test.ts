import { describe, expect, test } from 'vitest';
import { double, endDate, latestDate, list, literal, maxDate, parquet, sql, startDate } from '#dsl';

const raw = parquet({ location: 'x', columns: { price: double } });

describe('sql', () => {
  test('text and holes alternate, as they were written', () => {
    const query = sql`SELECT * FROM ${raw} WHERE ds BETWEEN ${startDate} AND ${endDate} AND n < ${3} AND ${true}`;
    expect(query.kind).toBe('sql');
    expect(query.type).toBeNull();
    expect(query.text).toEqual(['SELECT * FROM ', ' WHERE ds BETWEEN ', ' AND ', ' AND n < ', ' AND ', '']);
    expect(query.holes).toEqual([
      raw,
      { kind: 'date-slot', slot: 'start' },
      { kind: 'date-slot', slot: 'end' },
      3,
      true,
    ]);
    expect(query.holes[0]).toBe(raw);
  });

  test('literals, the latest day, and SQL within SQL', () => {
    const inner = sql.boolean`category = ${literal("book's")}`;
    const outer = sql`${inner} AND day <= ${latestDate}`;
    expect(outer.holes[0]).toBe(inner);
    expect(inner).toMatchObject({ holes: [{ kind: 'literal', type: 'string', value: "book's" }] });
    expect(outer.holes[1]).toEqual({ kind: 'date-slot', slot: 'latest' });
  });

  test('the newest day of a table is a hole that holds the table', () => {
    const query = sql`SELECT * FROM ${raw} WHERE ds = ${maxDate(raw)}`;
    expect(query.holes).toEqual([raw, { kind: 'max-date', table: raw }]);
    expect(Object.isFrozen(query.holes[1])).toBe(true);
  });

  test('a typed tag says its type', () => {
    const types = [sql.string`a`, sql.long`a`, sql.double`a`, sql.boolean`a`, sql.timestamp`a`, sql.date`a`];
    expect(types.map(({ type }) => type)).toEqual(['string', 'long', 'double', 'boolean', 'timestamp', 'date']);
    expect(sql.as(list(double))`a`.type).toEqual({ list: 'double' });
  });

  test.each([
    [
      'a regular expression keeps its backslashes',
      sql`regexp_matches(x, '^\d+\.\w*\n')`,
      String.raw`regexp_matches(x, '^\d+\.\w*\n')`,
    ],
    ['a backtick', sql`\`a\``, '`a`'],
    ['a hole that is none, either way of writing it', sql`'\${x}' $\{y}`, `'${'$'}{x}' ${'$'}{y}`],
    ['a backslash written as two', sql`'\\'`, String.raw`'\'`],
    ['two backslashes and a hole that is none', sql`\\\${x}`, `\\${'$'}{x}`],
    ['a dollar and a brace on their own', sql`$1 \$2 {a: \{}`, String.raw`$1 \$2 {a: \{}`],
    ['letters beyond ASCII', sql`'ß😀\u0041'`, String.raw`'ß😀\u0041'`],
  ])('%s', (_, query, text) => {
    expect(query.text).toEqual([text]);
  });

  test('a backslash at the end of a piece is not the hole’s', () => {
    expect(sql`'\\${1}'`.text).toEqual([String.raw`'\ `.trim(), "'"]);
  });

  test('everything is frozen', () => {
    const query = sql`a ${1}`;
    expect([query, query.text, query.holes, sql, startDate, literal('a')].every(Object.isFrozen)).toBe(true);
  });
});
