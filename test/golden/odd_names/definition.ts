import { count, days, double, eventSource, first, groupBy, last, list, long, parquet, sql, string, sum, variance } from '@chron/chron';

export const raw = parquet({
  location: 'data/odd',
  columns: {
    select: string,
    'order by': string,
    größe: double,
    'it\'s "so"': long,
    'x.sum': double,
    Ω: string,
    rows: list(string),
    l: double,
    r: double,
    e: long,
    ts: long,
    then: string,
    'a b': double,
  },
  partitionColumn: 'DAY',
});

/** Names that SQL, JavaScript or the compiler's own SQL uses, spaces, quotes, other alphabets. */
export const v1 = groupBy({
  name: 'odd_names',
  sources: [
    eventSource({
      table: raw,
      timeColumn: 'ts',
      select: (c) => ({ 'a "+" b': sql.double`${c['a b']} + ${c.l}`, ключ: c.select }),
      where: (c) => sql`${c['order by']} <> 'ORDER BY' AND ${c.then} = ';'`,
    }),
  ],
  keys: ['ключ', 'Ω', 'order by', 'e'],
  aggregations: (c) => [
    sum(c.größe, { windows: [days(1)] }),
    sum(c['it\'s "so"'], { windows: [days(1)] }),
    variance(c['x.sum'], { windows: [days(1)] }),
    sum(c['a "+" b'], { windows: [days(1)] }),
    last(c.rows, { windows: [days(1)] }),
    first(c.r, { windows: [days(1)] }),
    count(c.e, { windows: [days(1)] }),
  ],
  online: true,
});
