-- 2023-12-07
SELECT 
  "user_id",
  "sum_count_average_price_sum_1d",
  "sum_count_average_price_sum_7d",
  "sum_count_average_price_count_1d",
  "sum_count_average_price_count_7d",
  "sum_count_average_price_average_1d",
  "sum_count_average_price_average_7d",
  DATE '2023-12-07' AS "ds"
FROM (
  SELECT 
    "user_id",
    CASE WHEN isfinite(CAST("price.sum.s.86400000" AS DOUBLE)) THEN CAST("price.sum.s.86400000" AS DOUBLE) END AS "sum_count_average_price_sum_1d",
    CASE WHEN isfinite(CAST("price.sum.s.604800000" AS DOUBLE)) THEN CAST("price.sum.s.604800000" AS DOUBLE) END AS "sum_count_average_price_sum_7d",
    nullif(CAST("price.count.n.86400000" AS BIGINT), CAST(0 AS BIGINT)) AS "sum_count_average_price_count_1d",
    nullif(CAST("price.count.n.604800000" AS BIGINT), CAST(0 AS BIGINT)) AS "sum_count_average_price_count_7d",
    CASE WHEN isfinite(((CAST("price.sum.s.86400000" AS DOUBLE) / CAST("price.count.n.86400000" AS DOUBLE)) + 0e0)) THEN ((CAST("price.sum.s.86400000" AS DOUBLE) / CAST("price.count.n.86400000" AS DOUBLE)) + 0e0) END AS "sum_count_average_price_average_1d",
    CASE WHEN isfinite(((CAST("price.sum.s.604800000" AS DOUBLE) / CAST("price.count.n.604800000" AS DOUBLE)) + 0e0)) THEN ((CAST("price.sum.s.604800000" AS DOUBLE) / CAST("price.count.n.604800000" AS DOUBLE)) + 0e0) END AS "sum_count_average_price_average_7d"
  FROM (
    SELECT 
      "user_id",
      sum("price") AS "price.sum.s.604800000",
      count("price") AS "price.count.n.604800000",
      sum("__price.86400000") AS "price.sum.s.86400000",
      count("__price.86400000") AS "price.count.n.86400000"
    FROM (
      SELECT 
        "user_id",
        "price",
        "__ts",
        "__ds",
        CASE WHEN ("__ts" >= CAST(1701907200000 AS BIGINT)) THEN "price" END AS "__price.86400000"
      FROM (
        SELECT 
          "user_id",
          CASE WHEN isfinite("price") THEN "price" END AS "price",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "raw" WHERE "ds" >= DATE '2023-11-29' AND "ds" <= DATE '2023-12-07')
      )
      WHERE ("__ts" < CAST(1701993600000 AS BIGINT))
        AND ("__ts" >= CAST(1701388800000 AS BIGINT))
        AND ("user_id" IS NOT NULL)
    )
    GROUP BY "user_id"
  )
)
WHERE (("sum_count_average_price_sum_1d" IS NOT NULL) OR ("sum_count_average_price_sum_7d" IS NOT NULL) OR ("sum_count_average_price_count_1d" IS NOT NULL) OR ("sum_count_average_price_count_7d" IS NOT NULL) OR ("sum_count_average_price_average_1d" IS NOT NULL) OR ("sum_count_average_price_average_7d" IS NOT NULL));
