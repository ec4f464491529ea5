-- 2023-12-07
SELECT 
  "user_id",
  "unpartitioned_page_count_7d",
  DATE '2023-12-07' AS "ds"
FROM (
  SELECT 
    "user_id",
    nullif(CAST("page.count.n.604800000" AS BIGINT), CAST(0 AS BIGINT)) AS "unpartitioned_page_count_7d"
  FROM (
    SELECT 
      "user_id",
      count("page") AS "page.count.n.604800000"
    FROM (
      SELECT 
        "user_id",
        "page",
        "ts" AS "__ts",
        CASE WHEN "ts" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("ts", -9000000000000000), 9000000000000000)) AS DATE) END AS "__ds"
      FROM "raw"
    )
    WHERE ("__ts" < CAST(1701993600000 AS BIGINT))
      AND ("__ts" >= CAST(1701388800000 AS BIGINT))
      AND ("__ts" >= CAST(1701734400000 AS BIGINT))
      AND ("__ts" < CAST(1701907200000 AS BIGINT))
      AND ("user_id" IS NOT NULL)
    GROUP BY "user_id"
  )
)
WHERE ("unpartitioned_page_count_7d" IS NOT NULL);
