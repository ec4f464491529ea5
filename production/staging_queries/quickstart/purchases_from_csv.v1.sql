-- quickstart.purchases_from_csv, the partition of 2000-01-01 as an example of any day

CREATE TEMP TABLE "__staged" AS
SELECT 
  CAST("ts" AS BIGINT) AS "ts",
  CAST("purchase_id" AS VARCHAR) AS "purchase_id",
  CAST("user_id" AS VARCHAR) AS "user_id",
  CAST("product_id" AS VARCHAR) AS "product_id",
  CAST("purchase_price" AS BIGINT) AS "purchase_price",
  CAST("ds" AS DATE) AS "ds"
FROM (WITH "quickstart.purchases_from_csv.raw" AS NOT MATERIALIZED (
  SELECT *
  FROM read_csv('s3://chronon/quickstart/purchases.csv')
)
SELECT * FROM (

    SELECT ts, purchase_id, user_id, product_id, purchase_price, CAST(ds AS DATE) AS ds
    FROM "quickstart.purchases_from_csv.raw" WHERE CAST(ds AS DATE) BETWEEN DATE '2000-01-01' AND DATE '2000-01-01'
));

SELECT *
FROM "__staged"
WHERE ("ds" = DATE '2000-01-01');
