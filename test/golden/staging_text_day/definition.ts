import { csv, double, endDate, long, sql, stagingQuery, startDate, string } from '@chron/chron';

export const raw = csv({
  location: 'data/purchases.csv',
  columns: { user_id: string, price: double, day: string },
});

/** The day is text; the price an integer in the query, a double in the table. Ends in a comment. */
export const v1 = stagingQuery({
  name: 'staging_text_day',
  query: sql`
    WITH bought AS (
      SELECT user_id, CAST(price AS INTEGER) AS price, day, length('two
lines') AS n
      FROM ${raw} AS r
      WHERE CAST(r.day AS DATE) BETWEEN ${startDate} AND ${endDate}
    )
    SELECT n, price, user_id, day AS ds FROM bought; -- the end`,
  columns: { user_id: string, price: double, n: long },
});
