-- whole
SELECT 
  CAST("id" AS BIGINT) AS "id",
  CAST("country" AS VARCHAR) AS "country",
  CAST("tier" AS VARCHAR) AS "tier",
  CAST("logins" AS BIGINT) AS "logins"
FROM (WITH "golden.staging_unpartitioned.users" AS NOT MATERIALIZED (
  SELECT *
  FROM "users"
),
"golden.staging_unpartitioned.cities" AS NOT MATERIALIZED (
  SELECT *
  FROM "cities"
),
"golden.staging_unpartitioned.logins" AS NOT MATERIALIZED (
  SELECT *
  FROM "logins"
),
"golden.staging_unpartitioned.tiers" AS NOT MATERIALIZED (
  SELECT *
  FROM "tiers"
)
SELECT * FROM (

    SELECT u.id, c.country, t.tier, count(l.via) AS logins
    FROM "golden.staging_unpartitioned.users" AS u
    LEFT JOIN "golden.staging_unpartitioned.cities" AS c USING (city)
    LEFT JOIN "golden.staging_unpartitioned.logins" AS l ON l.id = u.id
    LEFT JOIN "golden.staging_unpartitioned.tiers" AS t ON t.id = u.id AND t.ds = DATE '2024-02-01'
    GROUP BY ALL
));
