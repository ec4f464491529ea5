-- quickstart.checkouts_from_csv, the partition of 2000-01-01 as an example of any day

CREATE TEMP TABLE "__staged" AS
SELECT 
  CAST("ts" AS BIGINT) AS "ts",
  CAST("return_id" AS VARCHAR) AS "return_id",
  CAST("user_id" AS VARCHAR) AS "user_id",
  CAST("product_id" AS VARCHAR) AS "product_id",
  CAST("refund_amt" AS BIGINT) AS "refund_amt",
  CAST("ds" AS DATE) AS "ds"
FROM (WITH "quickstart.checkouts_from_csv.raw" AS NOT MATERIALIZED (
  SELECT *
  FROM read_csv('s3://chronon/quickstart/checkouts.csv')
)
SELECT * FROM (

    SELECT ts, return_id, user_id, product_id, refund_amt, CAST(ds AS DATE) AS ds
    FROM "quickstart.checkouts_from_csv.raw" WHERE CAST(ds AS DATE) BETWEEN DATE '2000-01-01' AND DATE '2000-01-01'
));

SELECT *
FROM "__staged"
WHERE ("ds" = DATE '2000-01-01');
