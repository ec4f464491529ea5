-- 2023-12-06
SELECT 
  "user_id",
  "two_sources_price_sum_3d",
  "two_sources_price_count_1d",
  DATE '2023-12-06' AS "ds"
FROM (
  SELECT 
    "user_id",
    CASE WHEN isfinite(CAST("price.sum.s.259200000" AS DOUBLE)) THEN CAST("price.sum.s.259200000" AS DOUBLE) END AS "two_sources_price_sum_3d",
    nullif(CAST("price.count.n.86400000" AS BIGINT), CAST(0 AS BIGINT)) AS "two_sources_price_count_1d"
  FROM (
    SELECT 
      "user_id",
      sum("price") AS "price.sum.s.259200000",
      count("__price.86400000") AS "price.count.n.86400000"
    FROM (
      SELECT 
        "user_id",
        "price",
        "__ts",
        "__ds",
        CASE WHEN ("__ts" >= CAST(1701820800000 AS BIGINT)) THEN "price" END AS "__price.86400000"
      FROM (
        SELECT *
        FROM (
          SELECT 
            "user_id",
            CASE WHEN isfinite("price") THEN "price" END AS "price",
            "ts" AS "__ts",
            "ds" AS "__ds"
          FROM (SELECT * FROM "shop" WHERE "ds" >= DATE '2023-12-02' AND "ds" <= DATE '2023-12-05')
        )
        WHERE ("__ts" < CAST(1701907200000 AS BIGINT))
          AND ("__ts" >= CAST(1701648000000 AS BIGINT))
          AND ("user_id" IS NOT NULL)
        UNION ALL BY NAME
        SELECT *
        FROM (
          SELECT 
            "user_id",
            CASE WHEN isfinite("price") THEN "price" END AS "price",
            "ts" AS "__ts",
            "ds" AS "__ds"
          FROM (SELECT * FROM "web" WHERE "ds" >= DATE '2023-12-04' AND "ds" <= DATE '2023-12-06')
        )
        WHERE ("__ts" < CAST(1701907200000 AS BIGINT))
          AND ("__ts" >= CAST(1701648000000 AS BIGINT))
          AND ("user_id" IS NOT NULL)
      )
    )
    GROUP BY "user_id"
  )
)
WHERE (("two_sources_price_sum_3d" IS NOT NULL) OR ("two_sources_price_count_1d" IS NOT NULL));
