import { count, days, double, eventSource, groupBy, last, literal, long, parquet, sql, string, sum } from '@chron/chron';

export const raw = parquet({
  location: 'data/purchases',
  columns: { user_id: string, price: double, category: string, ts: long },
  partitionColumn: 'ds',
});

const isBook = sql`category = ${literal("book's")} -- a comment ends here`;

/** `price` is replaced, `big` and `week` are added; the key is made. */
export const v1 = groupBy({
  name: 'where_select',
  sources: [
    eventSource({
      table: raw,
      timeColumn: 'ts',
      select: (c) => ({
        user: sql.string`lower(${c.user_id})`,
        price: sql.long`CAST(round(${c.price} * 100) AS BIGINT)`,
        big: sql.boolean`${c.price} > ${9.5}`,
        week: sql.long`week(ds)`,
        note: sql.string`CASE category
          WHEN 'two
lines' THEN 'kept'
          ELSE '-- no comment' END`,
      }),
      where: (c) => [sql`${isBook}
        OR ${c.price} < 0`, sql`${c.user_id} IS NOT NULL OR false`, c.ts && sql.boolean`true`],
    }),
  ],
  keys: ['user'],
  aggregations: (c) => [
    sum(c.price, { windows: [days(1)] }),
    sum(c.big, { windows: [days(1)] }),
    count(c.category, { windows: [days(1)] }),
    last(c.week, { windows: [days(1)] }),
    last(c.note, { windows: [days(1)] }),
  ],
});
