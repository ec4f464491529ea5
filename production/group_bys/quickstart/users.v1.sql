-- quickstart_features.users, the partition of 2000-01-01 as an example of any day

CREATE TEMP TABLE "__rows_20000101" AS
SELECT *
FROM (
  SELECT 
    "user_id",
    "account_created_ds",
    "email_verified",
    (epoch_ms("ds") + CAST(86399999 AS BIGINT)) AS "__ts",
    "ds" AS "__ds"
  FROM (SELECT * FROM "quickstart"."users_from_csv" WHERE "ds" >= DATE '2000-01-01' AND "ds" <= DATE '2000-01-01')
)
WHERE ("user_id" IS NOT NULL);

SELECT 
  "user_id",
  "account_created_ds",
  "email_verified",
  DATE '2000-01-01' AS "ds"
FROM "__rows_20000101";
