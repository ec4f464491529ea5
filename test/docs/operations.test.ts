import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { operations } from '#compiler/physical/operations/index';
import { examples } from './operation-examples.ts';
import { outcome } from './operation-outcome.ts';
import { operationsPage } from './operations-page.ts';

const file = 'docs/operations.md';

test('the page has every operation once', () => {
  expect(examples.map(({ op }) => op).toSorted()).toEqual(Object.keys(operations).toSorted());
});

// `npm run docs:operations` writes the page; never where CI is set.
test('docs/operations.md is what the code says, and every value in it what the code gives', async () => {
  const page = await operationsPage();
  if (process.env['CHRON_UPDATE_DOCS'] === '1') {
    if (process.env['CI']) throw new Error('CHRON_UPDATE_DOCS is for people: CI only compares');
    writeFileSync(file, page);
  }
  expect(page, 'npm run docs:operations writes it').toBe(readFileSync(file, 'utf8'));
});

test('what the head of the page says: nulls alone give null, whatever the operation', async () => {
  for (const example of examples) expect(await outcome({ example, values: [null, null] }), example.op).toBeNull();
});
