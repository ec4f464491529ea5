import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

const update = process.env['CHRON_UPDATE_GOLDEN'] === '1';

/**
 * Compares a text with the committed one, test/golden/`path`. With CHRON_UPDATE_GOLDEN=1 the committed one is written
 * instead, for a person to read in the diff; never where CI is set.
 */
export const expectGolden = (path: string, text: string): void => {
  const file = join(import.meta.dirname, '../golden', path);
  if (update) {
    if (process.env['CI']) throw new Error('CHRON_UPDATE_GOLDEN is for people: CI only compares');
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
    return;
  }
  expect(text, `${path}: read the difference; if it is meant, CHRON_UPDATE_GOLDEN=1 writes it`).toBe(
    existsSync(file) ? readFileSync(file, 'utf8') : '',
  );
};
