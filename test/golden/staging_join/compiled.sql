CREATE TEMP TABLE "__staged" AS
SELECT 
  CAST("user_id" AS VARCHAR) AS "user_id",
  CAST("city" AS VARCHAR) AS "city",
  CAST("spent" AS DOUBLE) AS "spent",
  CAST("users" AS BIGINT) AS "users",
  CAST("age" AS BIGINT) AS "age",
  CAST("ds" AS DATE) AS "ds"
FROM (WITH "golden.staging_join.users" AS NOT MATERIALIZED (
  SELECT *
  FROM "users"
),
"golden.staging_join.spend" AS NOT MATERIALIZED (
  SELECT *
  FROM (SELECT * FROM "spend" WHERE "ds" >= DATE '2023-12-01' AND "ds" <= DATE '2023-12-02')
)
SELECT * FROM (

    SELECT u.city, s.user_id, s.staging_join_spend_price_sum_1d AS spent,
      (SELECT count(*) FROM "golden.staging_join.users") AS users,
      DATE '2023-12-02' - s.ds AS age,
      s.ds
    FROM "golden.staging_join.spend" AS s
    LEFT JOIN "golden.staging_join.users" AS u USING (user_id)
    WHERE s.ds BETWEEN DATE '2023-12-01' AND DATE '2023-12-02' AND s.staging_join_spend_price_sum_1d > 0.5
));

-- must be empty: outside-range
SELECT 
  "ds",
  count(*) AS "rows"
FROM (
  SELECT 
    CAST("ds" AS VARCHAR) AS "ds"
  FROM "__staged"
  WHERE (("ds" IS NULL) OR ("ds" < DATE '2023-12-01') OR ("ds" > DATE '2023-12-02'))
)
GROUP BY "ds";

-- 2023-12-01
SELECT *
FROM "__staged"
WHERE ("ds" = DATE '2023-12-01');

-- 2023-12-02
SELECT *
FROM "__staged"
WHERE ("ds" = DATE '2023-12-02');
