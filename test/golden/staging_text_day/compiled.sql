CREATE TEMP TABLE "__staged" AS
SELECT 
  CAST("user_id" AS VARCHAR) AS "user_id",
  CAST("price" AS DOUBLE) AS "price",
  CAST("n" AS BIGINT) AS "n",
  CASE WHEN regexp_full_match("ds", '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN CAST("ds" AS DATE) WHEN "ds" IS NOT NULL THEN error('CHR2103 golden.staging_text_day.v1: ds: not a day (YYYY-MM-DD): ' || "ds") END AS "ds"
FROM (WITH "golden.staging_text_day.raw" AS NOT MATERIALIZED (
  SELECT *
  FROM "raw"
)
SELECT * FROM (

    WITH bought AS (
      SELECT user_id, CAST(price AS INTEGER) AS price, day, length('two
lines') AS n
      FROM "golden.staging_text_day.raw" AS r
      WHERE CAST(r.day AS DATE) BETWEEN DATE '2023-12-01' AND DATE '2023-12-03'
    )
    SELECT n, price, user_id, day AS ds FROM bought  -- the end
));

-- must be empty: outside-range
SELECT 
  "ds",
  count(*) AS "rows"
FROM (
  SELECT 
    CAST("ds" AS VARCHAR) AS "ds"
  FROM "__staged"
  WHERE (("ds" IS NULL) OR ("ds" < DATE '2023-12-01') OR ("ds" > DATE '2023-12-03'))
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

-- 2023-12-03
SELECT *
FROM "__staged"
WHERE ("ds" = DATE '2023-12-03');
