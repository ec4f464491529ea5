-- bootcamp.purchases_from_s3, the partition of 2000-01-01 as an example of any day

CREATE TEMP TABLE "__staged" AS
SELECT 
  CAST("user_id" AS VARCHAR) AS "user_id",
  CAST("purchase_price" AS DOUBLE) AS "purchase_price",
  CAST("item_category" AS VARCHAR) AS "item_category",
  CAST("ts" AS BIGINT) AS "ts",
  CAST("ds" AS DATE) AS "ds"
FROM (WITH "bootcamp.purchases_from_s3.raw" AS NOT MATERIALIZED (
  SELECT *
  FROM read_parquet('s3://chronon/warehouse/data/purchases/purchases.parquet')
)
SELECT * FROM (

    SELECT user_id, purchase_price, item_category, epoch_ms(ts) AS ts, CAST(ts AS DATE) AS ds
    FROM "bootcamp.purchases_from_s3.raw" WHERE CAST(ts AS DATE) BETWEEN DATE '2000-01-01' AND DATE '2000-01-01'
));

SELECT *
FROM "__staged"
WHERE ("ds" = DATE '2000-01-01');
