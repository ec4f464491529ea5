import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnostics } from '#compiler';

const codes = Object.entries(diagnostics);

describe('chron help CODE', () => {
  test.each(codes)('%s is explained in whole sentences', (_, { help }) => {
    expect(help).toMatch(/^[A-Z-].*[.)]$/s);
    expect(help.length).toBeGreaterThan(40);
    expect(help).not.toMatch(/\n| {2}|undefined|\[object|please/i);
  });

  test('no two codes are explained alike', () => {
    expect(new Set(codes.map(([, { help }]) => help)).size).toBe(codes.length);
  });

  test('codes are of the compiler: CHR10xx, in order', () => {
    const names = codes.map(([code]) => code);
    expect(names.every((code) => /^CHR10\d\d$/.test(code))).toBe(true);
  });
});

test('messages say what is wrong in one line, hints what to write', () => {
  const transcript = readFileSync(join(import.meta.dirname, '../golden/broken.txt'), 'utf8').split('\n');
  const messages = transcript
    .filter((line) => / error CHR/.test(line))
    .map((line) => line.replace(/^.* error CHR\d+: /, ''));
  expect(messages.length).toBeGreaterThan(100);
  for (const message of messages) {
    expect(message, message).not.toMatch(/[.!]$|undefined'|\[object|internal|\/work|node_modules/);
    expect(message.length, message).toBeLessThan(180);
  }
  for (const hint of transcript.filter((line) => line.startsWith('  hint: ')))
    expect(hint).not.toMatch(/\.$|undefined/);
});
