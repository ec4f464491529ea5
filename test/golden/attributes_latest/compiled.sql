CREATE TEMP TABLE "__rows_20231206" AS
SELECT *
FROM (
  SELECT 
    "user_id",
    "country",
    CASE WHEN isfinite("score") THEN "score" END AS "score",
    "ts" AS "__ts",
    "ds" AS "__ds"
  FROM (SELECT * FROM "users" WHERE "ds" >= DATE '2023-12-06' AND "ds" <= DATE '2023-12-06')
)
WHERE (("user_id" IS NOT NULL) OR ("country" IS NOT NULL));

-- 2023-12-06
SELECT 
  "user_id",
  "country",
  "score",
  DATE '2023-12-06' AS "ds"
FROM (
  SELECT *
  FROM "__rows_20231206"
  QUALIFY row_number() OVER (PARTITION BY "user_id", "country" ORDER BY "__ts" DESC NULLS LAST, "user_id" DESC NULLS LAST, "country" DESC NULLS LAST, "score" DESC NULLS LAST, "__ds" DESC NULLS LAST) = 1
);
