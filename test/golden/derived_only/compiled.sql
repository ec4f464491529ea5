-- 2023-12-06
SELECT 
  "user",
  "derived_only_value_sum" AS "total",
  CASE WHEN isfinite("derived_only_value_average") THEN "derived_only_value_average" END AS "avg",
  DATE '2023-12-06' AS "ds"
FROM (
  SELECT 
    "user",
    CASE WHEN (("value.sum.s.all" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("value.sum.s.all" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 derived_only_value_sum: the sum does not fit its type, for key ' || ('user=' || coalesce(CAST("user" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("value.sum.s.all" AS BIGINT) END AS "derived_only_value_sum",
    CASE WHEN isfinite(((CAST("value.sum.s.all" AS DOUBLE) / CAST("value.count.n.all" AS DOUBLE)) + 0e0)) THEN ((CAST("value.sum.s.all" AS DOUBLE) / CAST("value.count.n.all" AS DOUBLE)) + 0e0) END AS "derived_only_value_average"
  FROM (
    SELECT 
      "user",
      sum("value") AS "value.sum.s.all",
      count("value") AS "value.count.n.all"
    FROM (
      SELECT 
        "user",
        "value",
        "ts" AS "__ts",
        "ds" AS "__ds"
      FROM (SELECT * FROM "events" WHERE "ds" <= DATE '2023-12-06')
    )
    WHERE ("__ts" < CAST(1701907200000 AS BIGINT))
      AND ("user" IS NOT NULL)
    GROUP BY "user"
  )
)
WHERE (("derived_only_value_sum" IS NOT NULL) OR ("derived_only_value_average" IS NOT NULL));
