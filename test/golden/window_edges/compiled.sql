-- 2023-12-07
SELECT 
  "user_id",
  "window_edges_page_count_7m",
  "window_edges_page_count_770m",
  "window_edges_page_count_36h",
  "window_edges_page_count_7m_exact",
  "window_edges_page_count_770m_exact",
  "window_edges_page_count_17287m",
  DATE '2023-12-07' AS "ds"
FROM (
  SELECT 
    "user_id",
    nullif(CAST("page.count.n.420000" AS BIGINT), CAST(0 AS BIGINT)) AS "window_edges_page_count_7m",
    nullif(CAST("page.count.n.46200000" AS BIGINT), CAST(0 AS BIGINT)) AS "window_edges_page_count_770m",
    nullif(CAST("page.count.n.129600000" AS BIGINT), CAST(0 AS BIGINT)) AS "window_edges_page_count_36h",
    nullif(CAST("page.count.n.420000_exact" AS BIGINT), CAST(0 AS BIGINT)) AS "window_edges_page_count_7m_exact",
    nullif(CAST("page.count.n.46200000_exact" AS BIGINT), CAST(0 AS BIGINT)) AS "window_edges_page_count_770m_exact",
    nullif(CAST("page.count.n.1037220000" AS BIGINT), CAST(0 AS BIGINT)) AS "window_edges_page_count_17287m"
  FROM (
    SELECT 
      "user_id",
      count("page") AS "page.count.n.1037220000",
      count("__page.129600000") AS "page.count.n.129600000",
      count("__page.46200000") AS "page.count.n.46200000",
      count("__page.46200000_exact") AS "page.count.n.46200000_exact",
      count("__page.420000") AS "page.count.n.420000",
      count("__page.420000_exact") AS "page.count.n.420000_exact"
    FROM (
      SELECT 
        "user_id",
        "page",
        "__ts",
        "__ds",
        CASE WHEN ("__ts" >= CAST(1701993000000 AS BIGINT)) THEN "page" END AS "__page.420000",
        CASE WHEN ("__ts" >= CAST(1701946800000 AS BIGINT)) THEN "page" END AS "__page.46200000",
        CASE WHEN ("__ts" >= CAST(1701864000000 AS BIGINT)) THEN "page" END AS "__page.129600000",
        CASE WHEN ("__ts" >= CAST(1701993180000 AS BIGINT)) THEN "page" END AS "__page.420000_exact",
        CASE WHEN ("__ts" >= CAST(1701947400000 AS BIGINT)) THEN "page" END AS "__page.46200000_exact"
      FROM (
        SELECT 
          "user_id",
          "page",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "raw" WHERE "ds" >= DATE '2023-11-23' AND "ds" <= DATE '2023-12-07')
      )
      WHERE ("__ts" < CAST(1701993600000 AS BIGINT))
        AND ("__ts" >= CAST(1700870400000 AS BIGINT))
        AND ("user_id" IS NOT NULL)
    )
    GROUP BY "user_id"
  )
)
WHERE (("window_edges_page_count_7m" IS NOT NULL) OR ("window_edges_page_count_770m" IS NOT NULL) OR ("window_edges_page_count_36h" IS NOT NULL) OR ("window_edges_page_count_7m_exact" IS NOT NULL) OR ("window_edges_page_count_770m_exact" IS NOT NULL) OR ("window_edges_page_count_17287m" IS NOT NULL));
