-- 2023-12-07
SELECT 
  "user",
  "folders_price_sum_1d",
  "folders_system_count_1d",
  DATE '2023-12-07' AS "ds"
FROM (
  SELECT 
    "user",
    CASE WHEN isfinite(CAST("price.sum.s.86400000" AS DOUBLE)) THEN CAST("price.sum.s.86400000" AS DOUBLE) END AS "folders_price_sum_1d",
    nullif(CAST("system.count.n.86400000" AS BIGINT), CAST(0 AS BIGINT)) AS "folders_system_count_1d"
  FROM (
    SELECT 
      "user",
      sum("price") AS "price.sum.s.86400000",
      count("system") AS "system.count.n.86400000"
    FROM (
      SELECT *
      FROM (
        SELECT 
          "user",
          CASE WHEN isfinite("price") THEN "price" END AS "price",
          "system",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "raw" WHERE "ds" >= DATE '2023-12-05' AND "ds" <= DATE '2023-12-07')
        WHERE ("system" = 'mobile')
          AND ("currency" = 'USD')
          AND "test"
      )
      WHERE ("__ts" < CAST(1701993600000 AS BIGINT))
        AND ("__ts" >= CAST(1701907200000 AS BIGINT))
        AND ("user" IS NOT NULL)
      UNION ALL BY NAME
      SELECT *
      FROM (
        SELECT 
          "user",
          CASE WHEN isfinite("price") THEN "price" END AS "price",
          "system",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "raw" WHERE "ds" >= DATE '2023-12-05' AND "ds" <= DATE '2023-12-07')
        WHERE ("system" = 'o''clock')
          AND ("shard" = CAST(7 AS BIGINT))
          AND ("test" = FALSE)
      )
      WHERE ("__ts" < CAST(1701993600000 AS BIGINT))
        AND ("__ts" >= CAST(1701907200000 AS BIGINT))
        AND ("user" IS NOT NULL)
    )
    GROUP BY "user"
  )
)
WHERE (("folders_price_sum_1d" IS NOT NULL) OR ("folders_system_count_1d" IS NOT NULL));
