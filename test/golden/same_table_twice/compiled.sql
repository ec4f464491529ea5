-- 2023-12-07
SELECT 
  "account",
  "same_table_twice_amount_sum_1d",
  "same_table_twice_amount_count_1d",
  DATE '2023-12-07' AS "ds"
FROM (
  SELECT 
    "account",
    CASE WHEN isfinite(CAST("amount.sum.s.86400000" AS DOUBLE)) THEN CAST("amount.sum.s.86400000" AS DOUBLE) END AS "same_table_twice_amount_sum_1d",
    nullif(CAST("amount.count.n.86400000" AS BIGINT), CAST(0 AS BIGINT)) AS "same_table_twice_amount_count_1d"
  FROM (
    SELECT 
      "account",
      sum("amount") AS "amount.sum.s.86400000",
      count("amount") AS "amount.count.n.86400000"
    FROM (
      SELECT *
      FROM (
        SELECT 
          "sender" AS "account",
          CASE WHEN isfinite(CAST((-"amount") AS DOUBLE)) THEN CAST((-"amount") AS DOUBLE) END AS "amount",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "raw" WHERE "ds" >= DATE '2023-12-05' AND "ds" <= DATE '2023-12-07')
      )
      WHERE ("__ts" < CAST(1701993600000 AS BIGINT))
        AND ("__ts" >= CAST(1701907200000 AS BIGINT))
        AND ("account" IS NOT NULL)
      UNION ALL BY NAME
      SELECT *
      FROM (
        SELECT 
          "receiver" AS "account",
          CASE WHEN isfinite("amount") THEN "amount" END AS "amount",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "raw" WHERE "ds" >= DATE '2023-12-05' AND "ds" <= DATE '2023-12-07')
        WHERE ("sender" IS DISTINCT FROM "receiver")
      )
      WHERE ("__ts" < CAST(1701993600000 AS BIGINT))
        AND ("__ts" >= CAST(1701907200000 AS BIGINT))
        AND ("account" IS NOT NULL)
    )
    GROUP BY "account"
  )
)
WHERE (("same_table_twice_amount_sum_1d" IS NOT NULL) OR ("same_table_twice_amount_count_1d" IS NOT NULL));
