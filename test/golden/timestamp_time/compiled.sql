-- 1970-01-01
SELECT 
  "user_id",
  "timestamp_time_page_count_1d",
  "timestamp_time_page_first",
  "timestamp_time_seen_at_max",
  "timestamp_time_born_max_1d",
  DATE '1970-01-01' AS "ds"
FROM (
  SELECT 
    "user_id",
    nullif(CAST("page.count.n.86400000" AS BIGINT), CAST(0 AS BIGINT)) AS "timestamp_time_page_count_1d",
    "page.min.e.all"['v'] AS "timestamp_time_page_first",
    "seen_at.max.v.all" AS "timestamp_time_seen_at_max",
    "born.max.v.86400000" AS "timestamp_time_born_max_1d"
  FROM (
    SELECT 
      "user_id",
      min(CASE WHEN ("page" IS NOT NULL) THEN {"ts": "__ts", "v": "page"} END) AS "page.min.e.all",
      max("seen_at") AS "seen_at.max.v.all",
      count("__page.86400000") AS "page.count.n.86400000",
      max("__born.86400000") AS "born.max.v.86400000"
    FROM (
      SELECT 
        "user_id",
        "page",
        "seen_at",
        "born",
        "__ts",
        "__ds",
        CASE WHEN ("__ts" >= CAST(0 AS BIGINT)) THEN "page" END AS "__page.86400000",
        CASE WHEN ("__ts" >= CAST(0 AS BIGINT)) THEN "born" END AS "__born.86400000"
      FROM (
        SELECT 
          "user_id",
          "page",
          "seen_at",
          "born",
          ((epoch_us("seen_at") - ((epoch_us("seen_at") % 1000) + 1000) % 1000) // 1000) AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "raw" WHERE "ds" <= DATE '1970-01-01')
      )
      WHERE ("__ts" < CAST(86400000 AS BIGINT))
        AND ("user_id" IS NOT NULL)
    )
    GROUP BY "user_id"
  )
)
WHERE (("timestamp_time_page_count_1d" IS NOT NULL) OR ("timestamp_time_page_first" IS NOT NULL) OR ("timestamp_time_seen_at_max" IS NOT NULL) OR ("timestamp_time_born_max_1d" IS NOT NULL));
