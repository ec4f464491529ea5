import { double, endDate, long, parquet, sql, stagingQuery, startDate, string } from '@chron/chron';

/** The day stands in the files, as text. */
export const raw = parquet({ location: 'data/orders', columns: { customer: long, price: double, ds: string } });

export const countries = parquet({ location: 'data/countries.parquet', columns: { city: string, country: string } });

export const customers = stagingQuery({
  name: 'staging_view_customers',
  query: sql`SELECT 1 AS customer, 'Bern' AS city, ${startDate} AS ds`,
  columns: { customer: long, city: string },
});

/** Text days and whole numbers become what is declared; a row without a day is in no partition. */
export const paid = stagingQuery({
  name: 'staging_view_paid',
  query: sql`SELECT customer, CAST(price AS INTEGER) AS price, ds FROM ${raw} WHERE price > 0`,
  columns: { customer: long, price: double },
  view: true,
});

/** A view without days. */
export const places = stagingQuery({
  name: 'staging_view_places',
  query: sql`SELECT DISTINCT city, upper(country) AS country FROM ${countries}`,
  columns: { city: string, country: string },
  view: true,
  partitioned: false,
});

/** A view of views, and of a table of ours. */
export const placed = stagingQuery({
  name: 'staging_view_placed',
  query: sql`
    SELECT p.customer, p.price, l.country, p.ds
    FROM ${paid} AS p JOIN ${customers} AS c USING (customer, ds) JOIN ${places} AS l USING (city)`,
  columns: { customer: long, price: double, country: string },
  view: true,
});

export const v1 = stagingQuery({
  name: 'staging_view',
  query: sql`
    SELECT country, sum(price) AS price, (SELECT count(*) FROM ${paid}) AS n, ds
    FROM ${placed} WHERE ds BETWEEN ${startDate} AND ${endDate} GROUP BY ALL`,
  columns: { country: string, price: double, n: long },
});
