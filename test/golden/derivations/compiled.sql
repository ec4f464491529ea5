-- 2023-12-06
SELECT 
  "user_id",
  "derivations_price_sum_1d",
  "derivations_price_sum_3d",
  "derivations_price_count_3d",
  CASE WHEN isfinite("derivations_price_sum_3d") THEN "derivations_price_sum_3d" END AS "spent",
  CASE WHEN isfinite(CAST(("derivations_price_sum_3d" / "derivations_price_count_3d") AS DOUBLE)) THEN CAST(("derivations_price_sum_3d" / "derivations_price_count_3d") AS DOUBLE) END AS "each",
  CASE WHEN isfinite(CAST(("derivations_price_sum_1d" / "derivations_price_sum_3d") AS DOUBLE)) THEN CAST(("derivations_price_sum_1d" / "derivations_price_sum_3d") AS DOUBLE) END AS "share",
  CAST((upper("user_id")) AS VARCHAR) AS "shout",
  DATE '2023-12-06' AS "ds"
FROM (
  SELECT 
    "user_id",
    CASE WHEN isfinite(CAST("price.sum.s.86400000" AS DOUBLE)) THEN CAST("price.sum.s.86400000" AS DOUBLE) END AS "derivations_price_sum_1d",
    CASE WHEN isfinite(CAST("price.sum.s.259200000" AS DOUBLE)) THEN CAST("price.sum.s.259200000" AS DOUBLE) END AS "derivations_price_sum_3d",
    nullif(CAST("price.count.n.259200000" AS BIGINT), CAST(0 AS BIGINT)) AS "derivations_price_count_3d"
  FROM (
    SELECT 
      "user_id",
      sum("price") AS "price.sum.s.259200000",
      count("price") AS "price.count.n.259200000",
      sum("__price.86400000") AS "price.sum.s.86400000"
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
        FROM (SELECT * FROM "purchases" WHERE "ds" >= DATE '2023-12-02' AND "ds" <= DATE '2023-12-06')
      )
      WHERE ("__ts" < CAST(1701907200000 AS BIGINT))
        AND ("__ts" >= CAST(1701648000000 AS BIGINT))
        AND ("user_id" IS NOT NULL)
    )
    GROUP BY "user_id"
  )
)
WHERE (("derivations_price_sum_1d" IS NOT NULL) OR ("derivations_price_sum_3d" IS NOT NULL) OR ("derivations_price_count_3d" IS NOT NULL));
