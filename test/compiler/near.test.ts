import { expect, test } from 'vitest';
import { near } from '#compiler';

const columns = ['user_id', 'price', 'category', 'ts', 'ds', 'purchase_price', 'windows', 'windowEdge'];

test.each([
  ['pirce', ['price']],
  ['PRICE', ['price']],
  ['prices', ['price']],
  ['categry', ['category']],
  ['kategorie', ['category']],
  ['user', ['user_id']],
  ['userid', ['user_id']],
  ['window', ['windows', 'windowEdge']],
  ['tss', ['ts']],
  ['sd', ['ds']],
  ['größe', []],
  ['amount', []],
  ['', []],
  ['x', []],
])('%s: %j', (word, found) => {
  expect(near(word, columns)).toEqual(found);
});

test('the nearest first, a name once, at most two', () => {
  expect(near('colour', ['colours', 'color', 'colour_id', 'colours', 'colour_name'])).toHaveLength(2);
  expect(near('abcdef', ['abcdxx', 'abcdex', 'abcdex'])).toEqual(['abcdex', 'abcdxx']);
});
