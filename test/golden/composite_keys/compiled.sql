-- 2023-12-07
SELECT 
  "shop",
  "number",
  "day",
  "composite_keys_shop_count",
  "composite_keys_number_sum",
  "composite_keys_paid_sum",
  DATE '2023-12-07' AS "ds"
FROM (
  SELECT 
    "shop",
    "number",
    "day",
    nullif(CAST("shop.count.n.all" AS BIGINT), CAST(0 AS BIGINT)) AS "composite_keys_shop_count",
    CASE WHEN (("number.sum.s.all" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("number.sum.s.all" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 composite_keys_number_sum: the sum does not fit its type, for key ' || ('shop=' || coalesce(CAST("shop" AS VARCHAR), 'null') || ', number=' || coalesce(CAST("number" AS VARCHAR), 'null') || ', day=' || coalesce(CAST("day" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("number.sum.s.all" AS BIGINT) END AS "composite_keys_number_sum",
    CASE WHEN (("paid.sum.s.all" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("paid.sum.s.all" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 composite_keys_paid_sum: the sum does not fit its type, for key ' || ('shop=' || coalesce(CAST("shop" AS VARCHAR), 'null') || ', number=' || coalesce(CAST("number" AS VARCHAR), 'null') || ', day=' || coalesce(CAST("day" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("paid.sum.s.all" AS BIGINT) END AS "composite_keys_paid_sum"
  FROM (
    SELECT 
      "shop",
      "number",
      "day",
      count("shop") AS "shop.count.n.all",
      sum("number") AS "number.sum.s.all",
      sum(CAST("paid" AS BIGINT)) AS "paid.sum.s.all"
    FROM (
      SELECT 
        "shop",
        "number",
        "day",
        "paid",
        "ts" AS "__ts",
        "ds" AS "__ds"
      FROM (SELECT * FROM "raw" WHERE "ds" <= DATE '2023-12-07')
    )
    WHERE ("__ts" < CAST(1701993600000 AS BIGINT))
      AND (("shop" IS NOT NULL) OR ("number" IS NOT NULL) OR ("day" IS NOT NULL))
    GROUP BY "shop", "number", "day"
  )
)
WHERE (("composite_keys_shop_count" IS NOT NULL) OR ("composite_keys_number_sum" IS NOT NULL) OR ("composite_keys_paid_sum" IS NOT NULL));

-- upload
SELECT 
  ('[' || coalesce(CAST(to_json("shop") AS VARCHAR), 'null') || ',' || coalesce(CAST(to_json("number") AS VARCHAR), 'null') || ',' || coalesce(CAST(to_json("day") AS VARCHAR), 'null') || ']') AS "key",
  ('{"composite_keys_shop_count":' || coalesce(CAST(to_json("composite_keys_shop_count") AS VARCHAR), 'null') || ',"composite_keys_number_sum":' || coalesce(CAST(to_json("composite_keys_number_sum") AS VARCHAR), 'null') || ',"composite_keys_paid_sum":' || coalesce(CAST(to_json("composite_keys_paid_sum") AS VARCHAR), 'null') || '}') AS "feature"
FROM "v1";
