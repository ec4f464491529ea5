// JavaScript itself reads the template; the tag makes its text; each character must be found where it was written.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writtenOffset } from '#compiler/source/template';
import { sql } from '#dsl';

const pieces = fc.constantFrom(
  '\\',
  '\\\\',
  '\\`',
  '\\${',
  '$\\{',
  '$',
  '{',
  '}',
  'a',
  ' ',
  '\n',
  '\r\n',
  '\\d',
  "'",
  '😀',
  '${1}',
);
const template = fc.array(pieces, { maxLength: 12 }).map((all) => all.join(''));

const read = (body: string): readonly string[] | null => {
  try {
    const made = new Function('sql', `return sql\`${body}\`;`)(sql) as { readonly text: readonly string[] };
    return made.text;
  } catch {
    return null; // the pieces made no template
  }
};

describe('the written place of a character', () => {
  test('of every text that one template can hold', () => {
    let tried = 0;
    let shorter = 0;
    fc.assert(
      fc.property(template, (body) => {
        const text = read(body);
        if (text?.length !== 1) return;
        const [only = ''] = text;
        tried += 1;
        const places = Array.from({ length: only.length }, (_, offset) => writtenOffset(body, offset));
        if (only.length < body.length) shorter += 1;
        expect(places.map((at) => (body.startsWith('\r\n', at) ? '\n' : body[at]))).toEqual(only.split(''));
        expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b));
        expect(writtenOffset(body, only.length)).toBe(body.length);
      }),
      { numRuns: 3000, seed: 7 },
    );
    expect(tried).toBeGreaterThan(1000);
    expect(shorter).toBeGreaterThan(500);
  });
});
