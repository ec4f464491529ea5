import { double, endDate, long, maxDate, parquet, sql, stagingQuery, startDate, string } from '@chron/chron';

export const orders = parquet({ location: 'data/orders', columns: { customer: long, price: double }, partitionColumn: 'ds' });

/** The day stands in the files, as text. */
export const rates = parquet({ location: 'data/rates', columns: { currency: string, rate: double, day: string }, partitionColumn: 'day' });

export const customers = stagingQuery({
  name: 'staging_max_date_customers',
  query: sql`SELECT 1 AS id, 'gold' AS tier, ${startDate} AS ds`,
  columns: { id: long, tier: string },
});

export const closed = stagingQuery({
  name: 'staging_max_date_closed',
  query: sql`SELECT 1 AS id, ${startDate} AS ds`,
  columns: { id: long },
});

/** The newest customers and rates beside the orders of each day; of `closed` only the day is used. */
export const v1 = stagingQuery({
  name: 'staging_max_date',
  query: sql`
    SELECT o.customer, c.tier, o.price * r.rate AS paid, ${maxDate(closed)} - o.ds AS age,
      (SELECT count(*) FROM ${customers}) AS seen, o.ds
    FROM ${orders} AS o
    LEFT JOIN ${customers} AS c ON c.id = o.customer AND c.ds = ${maxDate(customers)}
    CROSS JOIN (SELECT * FROM ${rates} WHERE CAST(day AS DATE) = ${maxDate(rates)}) AS r
    WHERE o.ds BETWEEN ${startDate} AND ${endDate}`,
  columns: { customer: long, tier: string, paid: double, age: long, seen: long },
});
