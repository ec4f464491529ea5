-- 2023-12-03
SELECT 
  "user_id",
  "view_source_price_sum_1d",
  DATE '2023-12-03' AS "ds"
FROM (
  SELECT 
    "user_id",
    CASE WHEN isfinite(CAST("price.sum.s.86400000" AS DOUBLE)) THEN CAST("price.sum.s.86400000" AS DOUBLE) END AS "view_source_price_sum_1d"
  FROM (
    SELECT 
      "user_id",
      sum("price") AS "price.sum.s.86400000"
    FROM (
      SELECT 
        "user_id",
        CASE WHEN isfinite("price") THEN "price" END AS "price",
        "ts" AS "__ts",
        "ds" AS "__ds"
      FROM (SELECT *
FROM (
  SELECT 
    CAST("user_id" AS VARCHAR) AS "user_id",
    CAST("price" AS DOUBLE) AS "price",
    CAST("ts" AS BIGINT) AS "ts",
    CAST("ds" AS DATE) AS "ds"
  FROM (WITH "golden.view_source.raw" AS NOT MATERIALIZED (
    SELECT *
    FROM "raw"
  )
  SELECT * FROM (
  SELECT user_id, price, ts, ds FROM "golden.view_source.raw" WHERE price > 0
  ))
)
WHERE ("ds" IS NOT NULL)
  AND ("ds" >= DATE '2023-12-01')
  AND ("ds" <= DATE '2023-12-03'))
    )
    WHERE ("__ts" < CAST(1701648000000 AS BIGINT))
      AND ("__ts" >= CAST(1701561600000 AS BIGINT))
      AND ("user_id" IS NOT NULL)
    GROUP BY "user_id"
  )
)
WHERE ("view_source_price_sum_1d" IS NOT NULL);
