-- 2023-12-07
SELECT 
  "user_id",
  "extremes_and_ends_seconds_min_1d",
  "extremes_and_ends_seconds_max_1d",
  "extremes_and_ends_page_min_1d",
  "extremes_and_ends_page_max_1d",
  "extremes_and_ends_page_first_1d",
  "extremes_and_ends_page_last_1d",
  "extremes_and_ends_seconds_last_1d",
  DATE '2023-12-07' AS "ds"
FROM (
  SELECT 
    "user_id",
    ("seconds.min.v.86400000" + 0e0) AS "extremes_and_ends_seconds_min_1d",
    ("seconds.max.v.86400000" + 0e0) AS "extremes_and_ends_seconds_max_1d",
    "page.min.v.86400000" AS "extremes_and_ends_page_min_1d",
    "page.max.v.86400000" AS "extremes_and_ends_page_max_1d",
    "page.min.e.86400000"['v'] AS "extremes_and_ends_page_first_1d",
    "page.max.e.86400000"['v'] AS "extremes_and_ends_page_last_1d",
    ("seconds.max.e.86400000"['v'] + 0e0) AS "extremes_and_ends_seconds_last_1d"
  FROM (
    SELECT 
      "user_id",
      min("seconds") AS "seconds.min.v.86400000",
      max("seconds") AS "seconds.max.v.86400000",
      min("page") AS "page.min.v.86400000",
      max("page") AS "page.max.v.86400000",
      min(CASE WHEN ("page" IS NOT NULL) THEN {"ts": "__ts", "v": "page"} END) AS "page.min.e.86400000",
      max(CASE WHEN ("page" IS NOT NULL) THEN {"ts": "__ts", "v": "page"} END) AS "page.max.e.86400000",
      max(CASE WHEN ("seconds" IS NOT NULL) THEN {"ts": "__ts", "v": "seconds"} END) AS "seconds.max.e.86400000"
    FROM (
      SELECT 
        "user_id",
        CASE WHEN isfinite("seconds") THEN "seconds" END AS "seconds",
        "page",
        "ts" AS "__ts",
        "ds" AS "__ds"
      FROM (SELECT * FROM "raw" WHERE "ds" >= DATE '2023-12-05' AND "ds" <= DATE '2023-12-07')
    )
    WHERE ("__ts" < CAST(1701993600000 AS BIGINT))
      AND ("__ts" >= CAST(1701907200000 AS BIGINT))
      AND ("user_id" IS NOT NULL)
    GROUP BY "user_id"
  )
)
WHERE (("extremes_and_ends_seconds_min_1d" IS NOT NULL) OR ("extremes_and_ends_seconds_max_1d" IS NOT NULL) OR ("extremes_and_ends_page_min_1d" IS NOT NULL) OR ("extremes_and_ends_page_max_1d" IS NOT NULL) OR ("extremes_and_ends_page_first_1d" IS NOT NULL) OR ("extremes_and_ends_page_last_1d" IS NOT NULL) OR ("extremes_and_ends_seconds_last_1d" IS NOT NULL));
