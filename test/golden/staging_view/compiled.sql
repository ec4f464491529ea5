CREATE TEMP TABLE "__staged" AS
SELECT 
  CAST("country" AS VARCHAR) AS "country",
  CAST("price" AS DOUBLE) AS "price",
  CAST("n" AS BIGINT) AS "n",
  CAST("ds" AS DATE) AS "ds"
FROM (WITH "golden.staging_view.paid" AS NOT MATERIALIZED (
  SELECT *
  FROM (SELECT *
FROM (
  SELECT 
    CAST("customer" AS BIGINT) AS "customer",
    CAST("price" AS DOUBLE) AS "price",
    CASE WHEN regexp_full_match("ds", '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN CAST("ds" AS DATE) WHEN "ds" IS NOT NULL THEN error('CHR2103 golden.staging_view.paid: ds: not a day (YYYY-MM-DD): ' || "ds") END AS "ds"
  FROM (WITH "golden.staging_view.raw" AS NOT MATERIALIZED (
    SELECT *
    FROM "raw"
  )
  SELECT * FROM (
  SELECT customer, CAST(price AS INTEGER) AS price, ds FROM "golden.staging_view.raw" WHERE price > 0
  ))
)
WHERE ("ds" IS NOT NULL)
  AND ("ds" >= DATE '2023-12-01')
  AND ("ds" <= DATE '2023-12-02'))
),
"golden.staging_view.placed" AS NOT MATERIALIZED (
  SELECT *
  FROM (SELECT *
FROM (
  SELECT 
    CAST("customer" AS BIGINT) AS "customer",
    CAST("price" AS DOUBLE) AS "price",
    CAST("country" AS VARCHAR) AS "country",
    CAST("ds" AS DATE) AS "ds"
  FROM (WITH "golden.staging_view.paid" AS NOT MATERIALIZED (
    SELECT *
    FROM (SELECT *
FROM (
  SELECT 
    CAST("customer" AS BIGINT) AS "customer",
    CAST("price" AS DOUBLE) AS "price",
    CASE WHEN regexp_full_match("ds", '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN CAST("ds" AS DATE) WHEN "ds" IS NOT NULL THEN error('CHR2103 golden.staging_view.paid: ds: not a day (YYYY-MM-DD): ' || "ds") END AS "ds"
  FROM (WITH "golden.staging_view.raw" AS NOT MATERIALIZED (
    SELECT *
    FROM "raw"
  )
  SELECT * FROM (
  SELECT customer, CAST(price AS INTEGER) AS price, ds FROM "golden.staging_view.raw" WHERE price > 0
  ))
)
WHERE ("ds" IS NOT NULL)
  AND ("ds" >= DATE '2023-12-01')
  AND ("ds" <= DATE '2023-12-02'))
  ),
  "golden.staging_view.customers" AS NOT MATERIALIZED (
    SELECT *
    FROM (SELECT * FROM "customers" WHERE "ds" >= DATE '2023-12-01' AND "ds" <= DATE '2023-12-02')
  ),
  "golden.staging_view.places" AS NOT MATERIALIZED (
    SELECT *
    FROM (SELECT 
  CAST("city" AS VARCHAR) AS "city",
  CAST("country" AS VARCHAR) AS "country"
FROM (WITH "golden.staging_view.countries" AS NOT MATERIALIZED (
  SELECT *
  FROM "countries"
)
SELECT * FROM (
SELECT DISTINCT city, upper(country) AS country FROM "golden.staging_view.countries"
)))
  )
  SELECT * FROM (
  
    SELECT p.customer, p.price, l.country, p.ds
    FROM "golden.staging_view.paid" AS p JOIN "golden.staging_view.customers" AS c USING (customer, ds) JOIN "golden.staging_view.places" AS l USING (city)
  ))
)
WHERE ("ds" IS NOT NULL)
  AND ("ds" >= DATE '2023-12-01')
  AND ("ds" <= DATE '2023-12-02'))
)
SELECT * FROM (

    SELECT country, sum(price) AS price, (SELECT count(*) FROM "golden.staging_view.paid") AS n, ds
    FROM "golden.staging_view.placed" WHERE ds BETWEEN DATE '2023-12-01' AND DATE '2023-12-02' GROUP BY ALL
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
