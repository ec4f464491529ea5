CREATE TEMP TABLE "__rows_20231207" AS
SELECT *
FROM (
  SELECT 
    "select" AS "ключ",
    "Ω",
    "order by",
    "e",
    CASE WHEN isfinite("größe") THEN "größe" END AS "größe",
    "it's ""so""",
    CASE WHEN isfinite("x.sum") THEN "x.sum" END AS "x.sum",
    CASE WHEN isfinite(CAST(("a b" + "l") AS DOUBLE)) THEN CAST(("a b" + "l") AS DOUBLE) END AS "a ""+"" b",
    "rows" AS "rows",
    CASE WHEN isfinite("r") THEN "r" END AS "r",
    "ts" AS "__ts",
    "DAY" AS "__ds"
  FROM (SELECT * FROM "raw" WHERE "DAY" >= DATE '2023-12-05' AND "DAY" <= DATE '2023-12-07')
  WHERE ("order by" <> 'ORDER BY' AND "then" = ';')
)
WHERE ("__ts" < CAST(1701993600000 AS BIGINT))
  AND ("__ts" >= CAST(1701907200000 AS BIGINT))
  AND (("ключ" IS NOT NULL) OR ("Ω" IS NOT NULL) OR ("order by" IS NOT NULL) OR ("e" IS NOT NULL));

-- 2023-12-07
SELECT 
  "ключ",
  "Ω",
  "order by",
  "e",
  "odd_names_größe_sum_1d",
  "odd_names_it's ""so""_sum_1d",
  "odd_names_x.sum_variance_1d",
  "odd_names_a ""+"" b_sum_1d",
  "odd_names_rows_last_1d",
  "odd_names_r_first_1d",
  "odd_names_e_count_1d",
  DATE '2023-12-07' AS "ds"
FROM (
  SELECT 
    "ключ",
    "Ω",
    "order by",
    "e",
    CASE WHEN isfinite(CAST("größe.sum.s.86400000" AS DOUBLE)) THEN CAST("größe.sum.s.86400000" AS DOUBLE) END AS "odd_names_größe_sum_1d",
    CASE WHEN (("it's ""so"".sum.s.86400000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("it's ""so"".sum.s.86400000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 odd_names_it''s "so"_sum_1d: the sum does not fit its type, for key ' || ('ключ=' || coalesce(CAST("ключ" AS VARCHAR), 'null') || ', Ω=' || coalesce(CAST("Ω" AS VARCHAR), 'null') || ', order by=' || coalesce(CAST("order by" AS VARCHAR), 'null') || ', e=' || coalesce(CAST("e" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("it's ""so"".sum.s.86400000" AS BIGINT) END AS "odd_names_it's ""so""_sum_1d",
    CASE WHEN isfinite(CASE WHEN ((("x.sum.sum.s2.86400000" - (("x.sum.sum.s1.86400000" * "x.sum.sum.s1.86400000") / CAST("x.sum.count.n.86400000" AS DOUBLE))) / CAST("x.sum.count.n.86400000" AS DOUBLE)) < 0e0) THEN 0e0 ELSE (("x.sum.sum.s2.86400000" - (("x.sum.sum.s1.86400000" * "x.sum.sum.s1.86400000") / CAST("x.sum.count.n.86400000" AS DOUBLE))) / CAST("x.sum.count.n.86400000" AS DOUBLE)) END) THEN CASE WHEN ((("x.sum.sum.s2.86400000" - (("x.sum.sum.s1.86400000" * "x.sum.sum.s1.86400000") / CAST("x.sum.count.n.86400000" AS DOUBLE))) / CAST("x.sum.count.n.86400000" AS DOUBLE)) < 0e0) THEN 0e0 ELSE (("x.sum.sum.s2.86400000" - (("x.sum.sum.s1.86400000" * "x.sum.sum.s1.86400000") / CAST("x.sum.count.n.86400000" AS DOUBLE))) / CAST("x.sum.count.n.86400000" AS DOUBLE)) END END AS "odd_names_x.sum_variance_1d",
    CASE WHEN isfinite(CAST("a ""+"" b.sum.s.86400000" AS DOUBLE)) THEN CAST("a ""+"" b.sum.s.86400000" AS DOUBLE) END AS "odd_names_a ""+"" b_sum_1d",
    "rows.max.e.86400000"['v'] AS "odd_names_rows_last_1d",
    ("r.min.e.86400000"['v'] + 0e0) AS "odd_names_r_first_1d",
    nullif(CAST("e.count.n.86400000" AS BIGINT), CAST(0 AS BIGINT)) AS "odd_names_e_count_1d"
  FROM (
    SELECT 
      "ключ",
      "Ω",
      "order by",
      "e",
      sum("größe") AS "größe.sum.s.86400000",
      sum("it's ""so""") AS "it's ""so"".sum.s.86400000",
      count("x.sum") AS "x.sum.count.n.86400000",
      min("x.sum") AS "x.sum.min.c.86400000",
      sum((CAST("x.sum" AS DOUBLE) - CAST("x.sum.min.centre.86400000" AS DOUBLE))) AS "x.sum.sum.s1.86400000",
      sum(((CAST("x.sum" AS DOUBLE) - CAST("x.sum.min.centre.86400000" AS DOUBLE)) * (CAST("x.sum" AS DOUBLE) - CAST("x.sum.min.centre.86400000" AS DOUBLE)))) AS "x.sum.sum.s2.86400000",
      sum("a ""+"" b") AS "a ""+"" b.sum.s.86400000",
      max(CASE WHEN ("rows" IS NOT NULL) THEN {"ts": "__ts", "v": "rows"} END) AS "rows.max.e.86400000",
      min(CASE WHEN ("r" IS NOT NULL) THEN {"ts": "__ts", "v": "r"} END) AS "r.min.e.86400000",
      count("e") AS "e.count.n.86400000"
    FROM (
      SELECT 
        l."ключ",
        l."Ω",
        l."order by",
        l."e",
        l."größe",
        l."it's ""so""",
        l."x.sum",
        l."a ""+"" b",
        l."rows",
        l."r",
        l."__ts",
        l."__ds",
        r."x.sum.min.centre.86400000"
      FROM (
        SELECT *
        FROM "__rows_20231207"
      ) AS l
      JOIN (
        SELECT 
          "ключ",
          "Ω",
          "order by",
          "e",
          min("x.sum") AS "x.sum.min.centre.86400000"
        FROM "__rows_20231207"
        GROUP BY "ключ", "Ω", "order by", "e"
      ) AS r
      ON l."ключ" IS NOT DISTINCT FROM r."ключ" AND l."Ω" IS NOT DISTINCT FROM r."Ω" AND l."order by" IS NOT DISTINCT FROM r."order by" AND l."e" IS NOT DISTINCT FROM r."e"
    )
    GROUP BY "ключ", "Ω", "order by", "e"
  )
)
WHERE (("odd_names_größe_sum_1d" IS NOT NULL) OR ("odd_names_it's ""so""_sum_1d" IS NOT NULL) OR ("odd_names_x.sum_variance_1d" IS NOT NULL) OR ("odd_names_a ""+"" b_sum_1d" IS NOT NULL) OR ("odd_names_rows_last_1d" IS NOT NULL) OR ("odd_names_r_first_1d" IS NOT NULL) OR ("odd_names_e_count_1d" IS NOT NULL));

-- upload
SELECT 
  ('[' || coalesce(CAST(to_json("ключ") AS VARCHAR), 'null') || ',' || coalesce(CAST(to_json("Ω") AS VARCHAR), 'null') || ',' || coalesce(CAST(to_json("order by") AS VARCHAR), 'null') || ',' || coalesce(CAST(to_json("e") AS VARCHAR), 'null') || ']') AS "key",
  ('{"odd_names_größe_sum_1d":' || coalesce(CASE WHEN isfinite("odd_names_größe_sum_1d") THEN CAST(to_json("odd_names_größe_sum_1d") AS VARCHAR) END, 'null') || ',"odd_names_it''s \"so\"_sum_1d":' || coalesce(CAST(to_json("odd_names_it's ""so""_sum_1d") AS VARCHAR), 'null') || ',"odd_names_x.sum_variance_1d":' || coalesce(CASE WHEN isfinite("odd_names_x.sum_variance_1d") THEN CAST(to_json("odd_names_x.sum_variance_1d") AS VARCHAR) END, 'null') || ',"odd_names_a \"+\" b_sum_1d":' || coalesce(CASE WHEN isfinite("odd_names_a ""+"" b_sum_1d") THEN CAST(to_json("odd_names_a ""+"" b_sum_1d") AS VARCHAR) END, 'null') || ',"odd_names_rows_last_1d":' || coalesce(CAST(to_json("odd_names_rows_last_1d") AS VARCHAR), 'null') || ',"odd_names_r_first_1d":' || coalesce(CASE WHEN isfinite("odd_names_r_first_1d") THEN CAST(to_json("odd_names_r_first_1d") AS VARCHAR) END, 'null') || ',"odd_names_e_count_1d":' || coalesce(CAST(to_json("odd_names_e_count_1d") AS VARCHAR), 'null') || '}') AS "feature"
FROM "v1";
