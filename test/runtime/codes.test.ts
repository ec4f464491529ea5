import { expect, test } from 'vitest';
import { runtimeCodes } from '#runtime/codes';
import { sourceFiles } from '../source-file.ts';

const rooms = new Map<string, Set<string>>();
for (const { path, text } of sourceFiles(['runtime'])) {
  if (path === 'runtime/codes.ts') continue;
  const room = path.split('/').slice(0, 2).join('/');
  for (const [code] of text.matchAll(/CHR2\d{3}/g)) rooms.set(code, (rooms.get(code) ?? new Set()).add(room));
}

test('chron help explains every code of the runtime, and no others', () => {
  expect(rooms.size).toBeGreaterThan(50);
  expect([...rooms.keys()].toSorted()).toEqual(Object.keys(runtimeCodes));
});

test('explanations are in order and are sentences', () => {
  expect(Object.keys(runtimeCodes)).toEqual(Object.keys(runtimeCodes).toSorted());
  expect(Object.entries(runtimeCodes).filter(([, text]) => !/^\S.*\.$/s.test(text))).toEqual([]);
});

test('a code means one thing: it is used in one room only, but for the interruption', () => {
  const shared = [...rooms].filter(([code, used]) => code !== 'CHR2900' && used.size > 1);
  expect(shared.map(([code, used]) => `${code}: ${[...used].join(', ')}`)).toEqual([]);
});
