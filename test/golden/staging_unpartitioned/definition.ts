import { endDate, long, maxDate, parquet, sql, stagingQuery, startDate, string } from '@chron/chron';

export const users = parquet({ location: 'data/users.parquet', columns: { id: long, city: string } });

export const logins = stagingQuery({
  name: 'staging_unpartitioned_logins',
  query: sql`SELECT 1 AS id, 'web' AS via, ${startDate} AS ds WHERE ${endDate} IS NOT NULL`,
  columns: { id: long, via: string },
});

export const tiers = stagingQuery({
  name: 'staging_unpartitioned_tiers',
  query: sql`SELECT 1 AS id, 'gold' AS tier, ${startDate} AS ds`,
  columns: { id: long, tier: string },
});

export const cities = stagingQuery({
  name: 'staging_unpartitioned_cities',
  query: sql`SELECT 'Bern' AS city, 'CH' AS country`,
  columns: { city: string, country: string },
  partitioned: false,
});

/** A dimension: all logins there are, the newest tiers, tables without days. */
export const v1 = stagingQuery({
  name: 'staging_unpartitioned',
  query: sql`
    SELECT u.id, c.country, t.tier, count(l.via) AS logins
    FROM ${users} AS u
    LEFT JOIN ${cities} AS c USING (city)
    LEFT JOIN ${logins} AS l ON l.id = u.id
    LEFT JOIN ${tiers} AS t ON t.id = u.id AND t.ds = ${maxDate(tiers)}
    GROUP BY ALL`,
  columns: { id: long, country: string, tier: string, logins: long },
  partitioned: false,
});
