-- bootcamp_features.user_purchase_features, the partition of 2000-01-01 as an example of any day

SELECT 
  "user_id",
  "user_purchase_features_purchase_price_sum_1d",
  "user_purchase_features_purchase_price_sum_7d",
  "user_purchase_features_purchase_price_count_1d",
  "user_purchase_features_purchase_price_count_7d",
  "user_purchase_features_purchase_price_average_1d",
  "user_purchase_features_purchase_price_average_7d",
  DATE '2000-01-01' AS "ds"
FROM (
  SELECT 
    "user_id",
    CASE WHEN isfinite(CAST("purchase_price.sum.s.86400000" AS DOUBLE)) THEN CAST("purchase_price.sum.s.86400000" AS DOUBLE) END AS "user_purchase_features_purchase_price_sum_1d",
    CASE WHEN isfinite(CAST("purchase_price.sum.s.604800000" AS DOUBLE)) THEN CAST("purchase_price.sum.s.604800000" AS DOUBLE) END AS "user_purchase_features_purchase_price_sum_7d",
    nullif(CAST("purchase_price.count.n.86400000" AS BIGINT), CAST(0 AS BIGINT)) AS "user_purchase_features_purchase_price_count_1d",
    nullif(CAST("purchase_price.count.n.604800000" AS BIGINT), CAST(0 AS BIGINT)) AS "user_purchase_features_purchase_price_count_7d",
    CASE WHEN isfinite(((CAST("purchase_price.sum.s.86400000" AS DOUBLE) / CAST("purchase_price.count.n.86400000" AS DOUBLE)) + 0e0)) THEN ((CAST("purchase_price.sum.s.86400000" AS DOUBLE) / CAST("purchase_price.count.n.86400000" AS DOUBLE)) + 0e0) END AS "user_purchase_features_purchase_price_average_1d",
    CASE WHEN isfinite(((CAST("purchase_price.sum.s.604800000" AS DOUBLE) / CAST("purchase_price.count.n.604800000" AS DOUBLE)) + 0e0)) THEN ((CAST("purchase_price.sum.s.604800000" AS DOUBLE) / CAST("purchase_price.count.n.604800000" AS DOUBLE)) + 0e0) END AS "user_purchase_features_purchase_price_average_7d"
  FROM (
    SELECT 
      "user_id",
      sum("purchase_price") AS "purchase_price.sum.s.604800000",
      count("purchase_price") AS "purchase_price.count.n.604800000",
      sum("__purchase_price.86400000") AS "purchase_price.sum.s.86400000",
      count("__purchase_price.86400000") AS "purchase_price.count.n.86400000"
    FROM (
      SELECT 
        "user_id",
        "purchase_price",
        "__ts",
        "__ds",
        CASE WHEN ("__ts" >= CAST(946684800000 AS BIGINT)) THEN "purchase_price" END AS "__purchase_price.86400000"
      FROM (
        SELECT 
          "user_id",
          CASE WHEN isfinite("purchase_price") THEN "purchase_price" END AS "purchase_price",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "bootcamp"."purchases_from_s3" WHERE "ds" >= DATE '1999-12-24' AND "ds" <= DATE '2000-01-01')
      )
      WHERE ("__ts" < CAST(946771200000 AS BIGINT))
        AND ("__ts" >= CAST(946166400000 AS BIGINT))
        AND ("user_id" IS NOT NULL)
    )
    GROUP BY "user_id"
  )
)
WHERE (("user_purchase_features_purchase_price_sum_1d" IS NOT NULL) OR ("user_purchase_features_purchase_price_sum_7d" IS NOT NULL) OR ("user_purchase_features_purchase_price_count_1d" IS NOT NULL) OR ("user_purchase_features_purchase_price_count_7d" IS NOT NULL) OR ("user_purchase_features_purchase_price_average_1d" IS NOT NULL) OR ("user_purchase_features_purchase_price_average_7d" IS NOT NULL));
