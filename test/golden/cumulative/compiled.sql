-- 2023-12-05
SELECT 
  "user_id",
  "cumulative_price_sum",
  "cumulative_price_count_1d",
  DATE '2023-12-05' AS "ds"
FROM (
  SELECT 
    "user_id",
    CASE WHEN isfinite(CAST("price.sum.s.all" AS DOUBLE)) THEN CAST("price.sum.s.all" AS DOUBLE) END AS "cumulative_price_sum",
    nullif(CAST("price.count.n.86400000" AS BIGINT), CAST(0 AS BIGINT)) AS "cumulative_price_count_1d"
  FROM (
    SELECT 
      "user_id",
      sum("price") AS "price.sum.s.all",
      count("__price.86400000") AS "price.count.n.86400000"
    FROM (
      SELECT 
        "user_id",
        "price",
        "__ts",
        "__ds",
        CASE WHEN ("__ts" >= CAST(1701734400000 AS BIGINT)) THEN "price" END AS "__price.86400000"
      FROM (
        SELECT 
          "user_id",
          CASE WHEN isfinite("price") THEN "price" END AS "price",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "history" WHERE "ds" = (SELECT min("ds") FROM "history" WHERE "ds" >= DATE '2023-12-05'))
      )
      WHERE ("__ts" < CAST(1701820800000 AS BIGINT))
        AND ("user_id" IS NOT NULL)
    )
    GROUP BY "user_id"
  )
)
WHERE (("cumulative_price_sum" IS NOT NULL) OR ("cumulative_price_count_1d" IS NOT NULL));

-- 2023-12-06
SELECT 
  "user_id",
  "cumulative_price_sum",
  "cumulative_price_count_1d",
  DATE '2023-12-06' AS "ds"
FROM (
  SELECT 
    "user_id",
    CASE WHEN isfinite(CAST("price.sum.s.all" AS DOUBLE)) THEN CAST("price.sum.s.all" AS DOUBLE) END AS "cumulative_price_sum",
    nullif(CAST("price.count.n.86400000" AS BIGINT), CAST(0 AS BIGINT)) AS "cumulative_price_count_1d"
  FROM (
    SELECT 
      "user_id",
      sum("price") AS "price.sum.s.all",
      count("__price.86400000") AS "price.count.n.86400000"
    FROM (
      SELECT 
        "user_id",
        "price",
        "__ts",
        "__ds",
        CASE WHEN ("__ts" >= CAST(1701820800000 AS BIGINT)) THEN "price" END AS "__price.86400000"
      FROM (
        SELECT 
          "user_id",
          CASE WHEN isfinite("price") THEN "price" END AS "price",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "history" WHERE "ds" = (SELECT min("ds") FROM "history" WHERE "ds" >= DATE '2023-12-06'))
      )
      WHERE ("__ts" < CAST(1701907200000 AS BIGINT))
        AND ("user_id" IS NOT NULL)
    )
    GROUP BY "user_id"
  )
)
WHERE (("cumulative_price_sum" IS NOT NULL) OR ("cumulative_price_count_1d" IS NOT NULL));
