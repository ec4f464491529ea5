CREATE TEMP TABLE "__staged" AS
SELECT 
  CAST("customer" AS BIGINT) AS "customer",
  CAST("tier" AS VARCHAR) AS "tier",
  CAST("paid" AS DOUBLE) AS "paid",
  CAST("age" AS BIGINT) AS "age",
  CAST("seen" AS BIGINT) AS "seen",
  CAST("ds" AS DATE) AS "ds"
FROM (WITH "golden.staging_max_date.customers" AS NOT MATERIALIZED (
  SELECT *
  FROM (
    SELECT *
    FROM (SELECT * FROM "customers" WHERE "ds" >= DATE '2023-12-01' AND "ds" <= DATE '2023-12-02')
    UNION ALL BY NAME
    SELECT *
    FROM (SELECT * FROM "customers" WHERE "ds" >= DATE '2023-12-09' AND "ds" <= DATE '2023-12-09')
  )
),
"golden.staging_max_date.orders" AS NOT MATERIALIZED (
  SELECT *
  FROM "orders"
),
"golden.staging_max_date.rates" AS NOT MATERIALIZED (
  SELECT *
  FROM "rates"
)
SELECT * FROM (

    SELECT o.customer, c.tier, o.price * r.rate AS paid, DATE '2023-12-05' - o.ds AS age,
      (SELECT count(*) FROM "golden.staging_max_date.customers") AS seen, o.ds
    FROM "golden.staging_max_date.orders" AS o
    LEFT JOIN "golden.staging_max_date.customers" AS c ON c.id = o.customer AND c.ds = DATE '2023-12-09'
    CROSS JOIN (SELECT * FROM "golden.staging_max_date.rates" WHERE CAST(day AS DATE) = DATE '2023-12-03') AS r
    WHERE o.ds BETWEEN DATE '2023-12-01' AND DATE '2023-12-02'
));

-- must be empty: outside-range
SELECT 
  "ds",
  count(*) AS "rows"
FROM (
  SELECT 
    CAST("ds" AS VARCHAR) AS "ds"
  FROM "__staged"
  WHERE (("ds" IS NULL) OR ("ds" < DATE '2023-12-01') OR ("ds" > DATE '2023-12-02'))
)
GROUP BY "ds";

-- 2023-12-01
SELECT *
FROM "__staged"
WHERE ("ds" = DATE '2023-12-01');

-- 2023-12-02
SELECT *
FROM "__staged"
WHERE ("ds" = DATE '2023-12-02');
