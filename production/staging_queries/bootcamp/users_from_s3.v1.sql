-- bootcamp.users_from_s3, the partition of 2000-01-01 as an example of any day

CREATE TEMP TABLE "__staged" AS
SELECT 
  CAST("user_id" AS VARCHAR) AS "user_id",
  CAST("age" AS BIGINT) AS "age",
  CAST("city" AS VARCHAR) AS "city",
  CAST("ds" AS DATE) AS "ds"
FROM (WITH "bootcamp.users_from_s3.raw" AS NOT MATERIALIZED (
  SELECT *
  FROM read_parquet('s3://chronon/warehouse/data/users/users.parquet')
)
SELECT * FROM (

    SELECT user_id, age, city, signup_date AS ds
    FROM "bootcamp.users_from_s3.raw" WHERE signup_date BETWEEN DATE '2000-01-01' AND DATE '2000-01-01'
));

SELECT *
FROM "__staged"
WHERE ("ds" = DATE '2000-01-01');
