import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InputRow } from '#runtime/verify/value';
import { data } from './recorded-chronon.ts';

/** The rows of a file of the quickstart; `days` makes an event's partition its day. */
export const rowsOf = (
  file: string,
  columns: Readonly<Record<string, unknown>>,
  days?: 'of ts',
): readonly InputRow[] => {
  const [head = '', ...lines] = readFileSync(join(data, 'quickstart', file), 'utf8')
    .trim()
    .split('\n');
  const names = head.split(',');
  return lines.map((line) => {
    const cells = Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell]));
    const typed = Object.entries(columns).map(([name, type]) => [
      name,
      type === 'long' ? BigInt(cells[name] ?? '') : cells[name],
    ]);
    const ds = days === undefined ? cells['ds'] : new Date(Number(cells['ts'])).toISOString().slice(0, 10);
    return { ...Object.fromEntries(typed), ds };
  });
};
