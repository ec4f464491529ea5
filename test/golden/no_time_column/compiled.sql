-- 2023-12-07
SELECT 
  "user_id",
  "no_time_column_page_count_1d",
  "no_time_column_page_count_2d",
  DATE '2023-12-07' AS "ds"
FROM (
  SELECT 
    "user_id",
    nullif(CAST("page.count.n.86400000" AS BIGINT), CAST(0 AS BIGINT)) AS "no_time_column_page_count_1d",
    nullif(CAST("page.count.n.172800000" AS BIGINT), CAST(0 AS BIGINT)) AS "no_time_column_page_count_2d"
  FROM (
    SELECT 
      "user_id",
      count("page") AS "page.count.n.172800000",
      count("__page.86400000") AS "page.count.n.86400000"
    FROM (
      SELECT 
        "user_id",
        "page",
        "__ts",
        "__ds",
        CASE WHEN ("__ts" >= CAST(1701907200000 AS BIGINT)) THEN "page" END AS "__page.86400000"
      FROM (
        SELECT 
          "user_id",
          "page",
          (epoch_ms("ds") + CAST(86399999 AS BIGINT)) AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "raw" WHERE "ds" >= DATE '2023-12-04' AND "ds" <= DATE '2023-12-07')
      )
      WHERE ("__ts" < CAST(1701993600000 AS BIGINT))
        AND ("__ts" >= CAST(1701820800000 AS BIGINT))
        AND ("user_id" IS NOT NULL)
    )
    GROUP BY "user_id"
  )
)
WHERE (("no_time_column_page_count_1d" IS NOT NULL) OR ("no_time_column_page_count_2d" IS NOT NULL));
