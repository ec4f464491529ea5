-- 2023-12-07
SELECT 
  "account",
  "exact_numbers_units_sum_1d",
  "exact_numbers_amount_sum_1d",
  "exact_numbers_units_average_1d",
  "exact_numbers_amount_average_1d",
  "exact_numbers_amount_min_1d",
  "exact_numbers_rate_sum_1d",
  DATE '2023-12-07' AS "ds"
FROM (
  SELECT 
    "account",
    CASE WHEN (("units.sum.s.86400000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("units.sum.s.86400000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 exact_numbers_units_sum_1d: the sum does not fit its type, for key ' || ('account=' || coalesce(CAST("account" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("units.sum.s.86400000" AS BIGINT) END AS "exact_numbers_units_sum_1d",
    CASE WHEN (("amount.sum.s.86400000" < CAST('-9999999999999999999999999999999999.9999' AS DECIMAL(38, 4))) OR ("amount.sum.s.86400000" > CAST('9999999999999999999999999999999999.9999' AS DECIMAL(38, 4)))) THEN CAST(error(('CHR2102 exact_numbers_amount_sum_1d: the sum does not fit its type, for key ' || ('account=' || coalesce(CAST("account" AS VARCHAR), 'null')))) AS DECIMAL(38, 4)) ELSE CAST("amount.sum.s.86400000" AS DECIMAL(38, 4)) END AS "exact_numbers_amount_sum_1d",
    CASE WHEN isfinite(((CAST("units.sum.s.86400000" AS DOUBLE) / CAST("units.count.n.86400000" AS DOUBLE)) + 0e0)) THEN ((CAST("units.sum.s.86400000" AS DOUBLE) / CAST("units.count.n.86400000" AS DOUBLE)) + 0e0) END AS "exact_numbers_units_average_1d",
    CASE WHEN isfinite(((CAST("amount.sum.s.86400000" AS DOUBLE) / CAST("amount.count.n.86400000" AS DOUBLE)) + 0e0)) THEN ((CAST("amount.sum.s.86400000" AS DOUBLE) / CAST("amount.count.n.86400000" AS DOUBLE)) + 0e0) END AS "exact_numbers_amount_average_1d",
    "amount.min.v.86400000" AS "exact_numbers_amount_min_1d",
    CASE WHEN isfinite(CAST("rate.sum.s.86400000" AS DOUBLE)) THEN CAST("rate.sum.s.86400000" AS DOUBLE) END AS "exact_numbers_rate_sum_1d"
  FROM (
    SELECT 
      "account",
      sum("units") AS "units.sum.s.86400000",
      sum("amount") AS "amount.sum.s.86400000",
      count("units") AS "units.count.n.86400000",
      count("amount") AS "amount.count.n.86400000",
      min("amount") AS "amount.min.v.86400000",
      sum("rate") AS "rate.sum.s.86400000"
    FROM (
      SELECT 
        "account",
        "units",
        "amount",
        CASE WHEN isfinite("rate") THEN "rate" END AS "rate",
        "ts" AS "__ts",
        "ds" AS "__ds"
      FROM (SELECT * FROM "raw" WHERE "ds" >= DATE '2023-12-05' AND "ds" <= DATE '2023-12-07')
    )
    WHERE ("__ts" < CAST(1701993600000 AS BIGINT))
      AND ("__ts" >= CAST(1701907200000 AS BIGINT))
      AND ("account" IS NOT NULL)
    GROUP BY "account"
  )
)
WHERE (("exact_numbers_units_sum_1d" IS NOT NULL) OR ("exact_numbers_amount_sum_1d" IS NOT NULL) OR ("exact_numbers_units_average_1d" IS NOT NULL) OR ("exact_numbers_amount_average_1d" IS NOT NULL) OR ("exact_numbers_amount_min_1d" IS NOT NULL) OR ("exact_numbers_rate_sum_1d" IS NOT NULL));

-- upload
SELECT 
  CAST("account" AS VARCHAR) AS "key",
  ('{"exact_numbers_units_sum_1d":' || coalesce(CAST(to_json("exact_numbers_units_sum_1d") AS VARCHAR), 'null') || ',"exact_numbers_amount_sum_1d":' || coalesce(CAST("exact_numbers_amount_sum_1d" AS VARCHAR), 'null') || ',"exact_numbers_units_average_1d":' || coalesce(CASE WHEN isfinite("exact_numbers_units_average_1d") THEN CAST(to_json("exact_numbers_units_average_1d") AS VARCHAR) END, 'null') || ',"exact_numbers_amount_average_1d":' || coalesce(CASE WHEN isfinite("exact_numbers_amount_average_1d") THEN CAST(to_json("exact_numbers_amount_average_1d") AS VARCHAR) END, 'null') || ',"exact_numbers_amount_min_1d":' || coalesce(CAST("exact_numbers_amount_min_1d" AS VARCHAR), 'null') || ',"exact_numbers_rate_sum_1d":' || coalesce(CASE WHEN isfinite("exact_numbers_rate_sum_1d") THEN CAST(to_json("exact_numbers_rate_sum_1d") AS VARCHAR) END, 'null') || '}') AS "feature"
FROM "v1";
