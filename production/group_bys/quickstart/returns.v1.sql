-- quickstart_features.returns, the partition of 2000-01-01 as an example of any day

SELECT 
  "user_id",
  "returns_refund_amt_sum_3d",
  "returns_refund_amt_sum_14d",
  "returns_refund_amt_sum_30d",
  "returns_refund_amt_count_3d",
  "returns_refund_amt_count_14d",
  "returns_refund_amt_count_30d",
  "returns_refund_amt_average_3d",
  "returns_refund_amt_average_14d",
  "returns_refund_amt_average_30d",
  "returns_refund_amt_last2",
  DATE '2000-01-01' AS "ds"
FROM (
  SELECT 
    "user_id",
    CASE WHEN (("refund_amt.sum.s.259200000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("refund_amt.sum.s.259200000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 returns_refund_amt_sum_3d: the sum does not fit its type, for key ' || ('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("refund_amt.sum.s.259200000" AS BIGINT) END AS "returns_refund_amt_sum_3d",
    CASE WHEN (("refund_amt.sum.s.1209600000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("refund_amt.sum.s.1209600000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 returns_refund_amt_sum_14d: the sum does not fit its type, for key ' || ('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("refund_amt.sum.s.1209600000" AS BIGINT) END AS "returns_refund_amt_sum_14d",
    CASE WHEN (("refund_amt.sum.s.2592000000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("refund_amt.sum.s.2592000000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 returns_refund_amt_sum_30d: the sum does not fit its type, for key ' || ('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("refund_amt.sum.s.2592000000" AS BIGINT) END AS "returns_refund_amt_sum_30d",
    nullif(CAST("refund_amt.count.n.259200000" AS BIGINT), CAST(0 AS BIGINT)) AS "returns_refund_amt_count_3d",
    nullif(CAST("refund_amt.count.n.1209600000" AS BIGINT), CAST(0 AS BIGINT)) AS "returns_refund_amt_count_14d",
    nullif(CAST("refund_amt.count.n.2592000000" AS BIGINT), CAST(0 AS BIGINT)) AS "returns_refund_amt_count_30d",
    CASE WHEN isfinite(((CAST("refund_amt.sum.s.259200000" AS DOUBLE) / CAST("refund_amt.count.n.259200000" AS DOUBLE)) + 0e0)) THEN ((CAST("refund_amt.sum.s.259200000" AS DOUBLE) / CAST("refund_amt.count.n.259200000" AS DOUBLE)) + 0e0) END AS "returns_refund_amt_average_3d",
    CASE WHEN isfinite(((CAST("refund_amt.sum.s.1209600000" AS DOUBLE) / CAST("refund_amt.count.n.1209600000" AS DOUBLE)) + 0e0)) THEN ((CAST("refund_amt.sum.s.1209600000" AS DOUBLE) / CAST("refund_amt.count.n.1209600000" AS DOUBLE)) + 0e0) END AS "returns_refund_amt_average_14d",
    CASE WHEN isfinite(((CAST("refund_amt.sum.s.2592000000" AS DOUBLE) / CAST("refund_amt.count.n.2592000000" AS DOUBLE)) + 0e0)) THEN ((CAST("refund_amt.sum.s.2592000000" AS DOUBLE) / CAST("refund_amt.count.n.2592000000" AS DOUBLE)) + 0e0) END AS "returns_refund_amt_average_30d",
    list_transform("refund_amt.max_k2.e.all", lambda e: e['v']) AS "returns_refund_amt_last2"
  FROM (
    SELECT 
      "user_id",
      max(CASE WHEN ("refund_amt" IS NOT NULL) THEN {"ts": "__ts", "v": "refund_amt"} END, CAST(2 AS BIGINT)) AS "refund_amt.max_k2.e.all",
      sum("__refund_amt.2592000000") AS "refund_amt.sum.s.2592000000",
      count("__refund_amt.2592000000") AS "refund_amt.count.n.2592000000",
      sum("__refund_amt.1209600000") AS "refund_amt.sum.s.1209600000",
      count("__refund_amt.1209600000") AS "refund_amt.count.n.1209600000",
      sum("__refund_amt.259200000") AS "refund_amt.sum.s.259200000",
      count("__refund_amt.259200000") AS "refund_amt.count.n.259200000"
    FROM (
      SELECT 
        "user_id",
        "refund_amt",
        "__ts",
        "__ds",
        CASE WHEN ("__ts" >= CAST(946512000000 AS BIGINT)) THEN "refund_amt" END AS "__refund_amt.259200000",
        CASE WHEN ("__ts" >= CAST(945561600000 AS BIGINT)) THEN "refund_amt" END AS "__refund_amt.1209600000",
        CASE WHEN ("__ts" >= CAST(944179200000 AS BIGINT)) THEN "refund_amt" END AS "__refund_amt.2592000000"
      FROM (
        SELECT 
          "user_id",
          "refund_amt",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "quickstart"."returns_from_csv" WHERE "ds" <= DATE '2000-01-01')
      )
      WHERE ("__ts" < CAST(946771200000 AS BIGINT))
        AND ("user_id" IS NOT NULL)
    )
    GROUP BY "user_id"
  )
)
WHERE (("returns_refund_amt_sum_3d" IS NOT NULL) OR ("returns_refund_amt_sum_14d" IS NOT NULL) OR ("returns_refund_amt_sum_30d" IS NOT NULL) OR ("returns_refund_amt_count_3d" IS NOT NULL) OR ("returns_refund_amt_count_14d" IS NOT NULL) OR ("returns_refund_amt_count_30d" IS NOT NULL) OR ("returns_refund_amt_average_3d" IS NOT NULL) OR ("returns_refund_amt_average_14d" IS NOT NULL) OR ("returns_refund_amt_average_30d" IS NOT NULL) OR ("returns_refund_amt_last2" IS NOT NULL));
