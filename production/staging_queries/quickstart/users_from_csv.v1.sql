-- quickstart.users_from_csv, the partition of 2000-01-01 as an example of any day

CREATE TEMP TABLE "__staged" AS
SELECT 
  CAST("user_id" AS VARCHAR) AS "user_id",
  CAST("account_created_ds" AS VARCHAR) AS "account_created_ds",
  CAST("email_verified" AS VARCHAR) AS "email_verified",
  CAST("ds" AS DATE) AS "ds"
FROM (WITH "quickstart.users_from_csv.raw" AS NOT MATERIALIZED (
  SELECT *
  FROM read_csv('s3://chronon/quickstart/users.csv')
)
SELECT * FROM (

    SELECT user_id, account_created_ds, email_verified, CAST(ds AS DATE) AS ds
    FROM "quickstart.users_from_csv.raw" WHERE CAST(ds AS DATE) BETWEEN DATE '2000-01-01' AND DATE '2000-01-01'
));

SELECT *
FROM "__staged"
WHERE ("ds" = DATE '2000-01-01');
