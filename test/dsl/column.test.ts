import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type Columns, double, eventSource, long, parquet, string } from '#dsl';

const table = parquet({ location: 'x', columns: { user_id: string, price: double, ts: long } });

const seen = <R>(read: (columns: R) => void, columns: object = table.columns): void => {
  const other = { ...table, columns } as typeof table;
  eventSource({
    table: other,
    timeColumn: 'ts',
    where: (c) => {
      read(c as R);
      return [];
    },
  });
};
const columns = (from?: object): Record<string | symbol, unknown> => {
  let found: Record<string | symbol, unknown> = {};
  seen<Record<string, unknown>>((c) => {
    found = c;
  }, from);
  return found;
};

describe('the columns a callback receives', () => {
  test('a column is its name and type', () => {
    seen<Columns<typeof table.columns>>((c) => {
      expect(c.price).toEqual({ kind: 'column', name: 'price', type: 'double' });
      expect(Object.isFrozen(c.price)).toBe(true);
    });
  });

  test('a name that is not there is a column marked missing, once each', () => {
    expect(columns()['pirce']).toEqual({ kind: 'column', name: 'pirce', type: null, missing: true });
  });

  test('the language may ask what it likes', async () => {
    const c = columns();
    expect(await Promise.resolve(c)).toBe(c);
    expect(JSON.parse(JSON.stringify(c))).toEqual({
      user_id: { kind: 'column', name: 'user_id', type: 'string' },
      price: { kind: 'column', name: 'price', type: 'double' },
      ts: { kind: 'column', name: 'ts', type: 'long' },
    });
    expect(`${c}`).toBe('[object Object]');
    expect(inspect(c)).toContain("name: 'price'");
    expect(c[Symbol.iterator]).toBeUndefined();
    expect(Object.keys({ ...c })).toEqual(['user_id', 'price', 'ts']);
    expect('pirce' in c).toBe(false);
  });

  test('columns named like what the language asks for are columns', () => {
    const row = JSON.parse(
      '{"then":"long","toJSON":"long","constructor":"long","toString":"long","__proto__":"long"}',
    ) as object;
    const c = columns(row);
    for (const name of Object.keys(row)) expect(c[name], name).toEqual({ kind: 'column', name, type: 'long' });
  });

  test('nothing can be written to it', () => {
    const c = columns();
    expect(() => {
      c['price'] = 1;
    }).toThrow(TypeError);
  });
});
