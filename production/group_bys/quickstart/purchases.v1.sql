-- quickstart_features.purchases, the partition of 2000-01-01 as an example of any day

SELECT 
  "user_id",
  "purchases_purchase_price_sum_3d",
  "purchases_purchase_price_sum_14d",
  "purchases_purchase_price_sum_30d",
  "purchases_purchase_price_count_3d",
  "purchases_purchase_price_count_14d",
  "purchases_purchase_price_count_30d",
  "purchases_purchase_price_average_3d",
  "purchases_purchase_price_average_14d",
  "purchases_purchase_price_average_30d",
  "purchases_purchase_price_last10",
  DATE '2000-01-01' AS "ds"
FROM (
  SELECT 
    "user_id",
    CASE WHEN (("purchase_price.sum.s.259200000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("purchase_price.sum.s.259200000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 purchases_purchase_price_sum_3d: the sum does not fit its type, for key ' || ('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("purchase_price.sum.s.259200000" AS BIGINT) END AS "purchases_purchase_price_sum_3d",
    CASE WHEN (("purchase_price.sum.s.1209600000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("purchase_price.sum.s.1209600000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 purchases_purchase_price_sum_14d: the sum does not fit its type, for key ' || ('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("purchase_price.sum.s.1209600000" AS BIGINT) END AS "purchases_purchase_price_sum_14d",
    CASE WHEN (("purchase_price.sum.s.2592000000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("purchase_price.sum.s.2592000000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 purchases_purchase_price_sum_30d: the sum does not fit its type, for key ' || ('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("purchase_price.sum.s.2592000000" AS BIGINT) END AS "purchases_purchase_price_sum_30d",
    nullif(CAST("purchase_price.count.n.259200000" AS BIGINT), CAST(0 AS BIGINT)) AS "purchases_purchase_price_count_3d",
    nullif(CAST("purchase_price.count.n.1209600000" AS BIGINT), CAST(0 AS BIGINT)) AS "purchases_purchase_price_count_14d",
    nullif(CAST("purchase_price.count.n.2592000000" AS BIGINT), CAST(0 AS BIGINT)) AS "purchases_purchase_price_count_30d",
    CASE WHEN isfinite(((CAST("purchase_price.sum.s.259200000" AS DOUBLE) / CAST("purchase_price.count.n.259200000" AS DOUBLE)) + 0e0)) THEN ((CAST("purchase_price.sum.s.259200000" AS DOUBLE) / CAST("purchase_price.count.n.259200000" AS DOUBLE)) + 0e0) END AS "purchases_purchase_price_average_3d",
    CASE WHEN isfinite(((CAST("purchase_price.sum.s.1209600000" AS DOUBLE) / CAST("purchase_price.count.n.1209600000" AS DOUBLE)) + 0e0)) THEN ((CAST("purchase_price.sum.s.1209600000" AS DOUBLE) / CAST("purchase_price.count.n.1209600000" AS DOUBLE)) + 0e0) END AS "purchases_purchase_price_average_14d",
    CASE WHEN isfinite(((CAST("purchase_price.sum.s.2592000000" AS DOUBLE) / CAST("purchase_price.count.n.2592000000" AS DOUBLE)) + 0e0)) THEN ((CAST("purchase_price.sum.s.2592000000" AS DOUBLE) / CAST("purchase_price.count.n.2592000000" AS DOUBLE)) + 0e0) END AS "purchases_purchase_price_average_30d",
    list_transform("purchase_price.max_k10.e.all", lambda e: e['v']) AS "purchases_purchase_price_last10"
  FROM (
    SELECT 
      "user_id",
      max(CASE WHEN ("purchase_price" IS NOT NULL) THEN {"ts": "__ts", "v": "purchase_price"} END, CAST(10 AS BIGINT)) AS "purchase_price.max_k10.e.all",
      sum("__purchase_price.2592000000") AS "purchase_price.sum.s.2592000000",
      count("__purchase_price.2592000000") AS "purchase_price.count.n.2592000000",
      sum("__purchase_price.1209600000") AS "purchase_price.sum.s.1209600000",
      count("__purchase_price.1209600000") AS "purchase_price.count.n.1209600000",
      sum("__purchase_price.259200000") AS "purchase_price.sum.s.259200000",
      count("__purchase_price.259200000") AS "purchase_price.count.n.259200000"
    FROM (
      SELECT 
        "user_id",
        "purchase_price",
        "__ts",
        "__ds",
        CASE WHEN ("__ts" >= CAST(946512000000 AS BIGINT)) THEN "purchase_price" END AS "__purchase_price.259200000",
        CASE WHEN ("__ts" >= CAST(945561600000 AS BIGINT)) THEN "purchase_price" END AS "__purchase_price.1209600000",
        CASE WHEN ("__ts" >= CAST(944179200000 AS BIGINT)) THEN "purchase_price" END AS "__purchase_price.2592000000"
      FROM (
        SELECT 
          "user_id",
          "purchase_price",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "quickstart"."purchases_from_csv" WHERE "ds" <= DATE '2000-01-01')
      )
      WHERE ("__ts" < CAST(946771200000 AS BIGINT))
        AND ("user_id" IS NOT NULL)
    )
    GROUP BY "user_id"
  )
)
WHERE (("purchases_purchase_price_sum_3d" IS NOT NULL) OR ("purchases_purchase_price_sum_14d" IS NOT NULL) OR ("purchases_purchase_price_sum_30d" IS NOT NULL) OR ("purchases_purchase_price_count_3d" IS NOT NULL) OR ("purchases_purchase_price_count_14d" IS NOT NULL) OR ("purchases_purchase_price_count_30d" IS NOT NULL) OR ("purchases_purchase_price_average_3d" IS NOT NULL) OR ("purchases_purchase_price_average_14d" IS NOT NULL) OR ("purchases_purchase_price_average_30d" IS NOT NULL) OR ("purchases_purchase_price_last10" IS NOT NULL));
