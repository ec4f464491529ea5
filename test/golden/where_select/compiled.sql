-- 2023-12-07
SELECT 
  "user",
  "where_select_price_sum_1d",
  "where_select_big_sum_1d",
  "where_select_category_count_1d",
  "where_select_week_last_1d",
  "where_select_note_last_1d",
  DATE '2023-12-07' AS "ds"
FROM (
  SELECT 
    "user",
    CASE WHEN (("price.sum.s.86400000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("price.sum.s.86400000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 where_select_price_sum_1d: the sum does not fit its type, for key ' || ('user=' || coalesce(CAST("user" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("price.sum.s.86400000" AS BIGINT) END AS "where_select_price_sum_1d",
    CASE WHEN (("big.sum.s.86400000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("big.sum.s.86400000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 where_select_big_sum_1d: the sum does not fit its type, for key ' || ('user=' || coalesce(CAST("user" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("big.sum.s.86400000" AS BIGINT) END AS "where_select_big_sum_1d",
    nullif(CAST("category.count.n.86400000" AS BIGINT), CAST(0 AS BIGINT)) AS "where_select_category_count_1d",
    "week.max.e.86400000"['v'] AS "where_select_week_last_1d",
    "note.max.e.86400000"['v'] AS "where_select_note_last_1d"
  FROM (
    SELECT 
      "user",
      sum("price") AS "price.sum.s.86400000",
      sum(CAST("big" AS BIGINT)) AS "big.sum.s.86400000",
      count("category") AS "category.count.n.86400000",
      max(CASE WHEN ("week" IS NOT NULL) THEN {"ts": "__ts", "v": "week"} END) AS "week.max.e.86400000",
      max(CASE WHEN ("note" IS NOT NULL) THEN {"ts": "__ts", "v": "note"} END) AS "note.max.e.86400000"
    FROM (
      SELECT 
        CAST((lower("user_id")) AS VARCHAR) AS "user",
        CAST((CAST(round("price" * 100) AS BIGINT)) AS BIGINT) AS "price",
        ("price" > 9.5) AS "big",
        "category",
        CAST((week(ds)) AS BIGINT) AS "week",
        CAST((CASE category
          WHEN 'two
lines' THEN 'kept'
          ELSE '-- no comment' END
        ) AS VARCHAR) AS "note",
        "ts" AS "__ts",
        "ds" AS "__ds"
      FROM (SELECT * FROM "raw" WHERE "ds" >= DATE '2023-12-05' AND "ds" <= DATE '2023-12-07')
      WHERE (category = 'book''s' -- a comment ends here
        OR "price" < 0
      )
        AND ("user_id" IS NOT NULL OR false)
        AND (true)
    )
    WHERE ("__ts" < CAST(1701993600000 AS BIGINT))
      AND ("__ts" >= CAST(1701907200000 AS BIGINT))
      AND ("user" IS NOT NULL)
    GROUP BY "user"
  )
)
WHERE (("where_select_price_sum_1d" IS NOT NULL) OR ("where_select_big_sum_1d" IS NOT NULL) OR ("where_select_category_count_1d" IS NOT NULL) OR ("where_select_week_last_1d" IS NOT NULL) OR ("where_select_note_last_1d" IS NOT NULL));
