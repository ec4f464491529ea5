CREATE TEMP TABLE "__queries" AS
SELECT 
  "user_id",
  "__at",
  "__left",
  "__q",
  CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END AS "__day",
  (("__at" - CAST(86400000 AS BIGINT)) - ((("__at" - CAST(86400000 AS BIGINT)) % CAST(3600000 AS BIGINT)) + CAST(3600000 AS BIGINT)) % CAST(3600000 AS BIGINT)) AS "__tail.86400000"
FROM (
  SELECT 
    "user_id",
    "__at",
    "__left",
    row_number() OVER () AS "__q"
  FROM (
    SELECT 
      "user_id",
      "__at",
      "__left"
    FROM (
      SELECT 
        "user_id",
        "__ts" AS "__at",
        "__ds" AS "__left"
      FROM (
        SELECT 
          "user_id",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT *
FROM (
  SELECT 
    CAST("user_id" AS VARCHAR) AS "user_id",
    CAST("ts" AS BIGINT) AS "ts",
    CAST("ds" AS DATE) AS "ds"
  FROM (WITH "golden.join_view.carts" AS NOT MATERIALIZED (
    SELECT *
    FROM "carts"
  )
  SELECT * FROM (
  SELECT lower(buyer) AS user_id, ts, ds FROM "golden.join_view.carts" WHERE ts > 0
  ))
)
WHERE ("ds" IS NOT NULL)
  AND ("ds" >= DATE '2023-12-03')
  AND ("ds" <= DATE '2023-12-03'))
      )
    )
    WHERE ("user_id" IS NOT NULL)
      AND (CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END >= DATE '0001-01-03')
      AND (CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END <= DATE '9999-12-29')
      AND ("__left" IS NOT NULL)
    GROUP BY "user_id", "__at", "__left"
  )
);

-- v1/join_view_spend, 2023-12-03
SELECT 
  "user_id",
  "__at",
  "join_view_spend_price_sum_1d",
  DATE '2023-12-03' AS "ds"
FROM (
  SELECT 
    "user_id",
    "__at",
    "join_view_spend_price_sum_1d",
    "__left"
  FROM (
    SELECT 
      l."__q",
      l."join_view_spend_price_sum_1d",
      r."user_id",
      r."__at",
      r."__left",
      r."__day",
      r."__tail.86400000"
    FROM (
      SELECT *
      FROM (
        SELECT 
          "__q",
          CASE WHEN (("price.sum.s.86400000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("price.sum.s.86400000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 join_view_spend_price_sum_1d: the sum does not fit its type, for key ' || ('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("price.sum.s.86400000" AS BIGINT) END AS "join_view_spend_price_sum_1d"
        FROM (
          SELECT 
            l."__q",
            l."price.sum.s.86400000",
            r."user_id"
          FROM (
            SELECT 
              "__q",
              sum("price") AS "price.sum.s.86400000"
            FROM (
              SELECT 
                l."__q",
                r."price",
                r."__ts"
              FROM (
                SELECT *
                FROM "__queries"
              ) AS l
              JOIN (
                SELECT 
                  "user_id",
                  "price",
                  "__ts",
                  greatest("__ts", (epoch_ms("__ds") + CAST(-1 AS BIGINT))) AS "__after",
                  (epoch_ms("__ds") + CAST(259200000 AS BIGINT)) AS "__last"
                FROM (
                  SELECT 
                    "user_id",
                    "price",
                    "ts" AS "__ts",
                    "ds" AS "__ds"
                  FROM (SELECT *
FROM (
  SELECT 
    CAST("user_id" AS VARCHAR) AS "user_id",
    CAST("price" AS BIGINT) AS "price",
    CAST("ts" AS BIGINT) AS "ts",
    CAST("ds" AS DATE) AS "ds"
  FROM (WITH "golden.join_view.purchases" AS NOT MATERIALIZED (
    SELECT *
    FROM "purchases"
  )
  SELECT * FROM (
  SELECT lower(user_id) AS user_id, price, ts, ds FROM "golden.join_view.purchases" WHERE price > 0
  ))
)
WHERE ("ds" IS NOT NULL)
  AND ("ds" >= DATE '2023-12-01')
  AND ("ds" <= DATE '2023-12-03'))
                )
                WHERE ("__ts" < CAST(1701648000000 AS BIGINT))
                  AND ("__ts" >= CAST(1701475200000 AS BIGINT))
                  AND ("__ds" IS NOT NULL)
                  AND ("user_id" IS NOT NULL)
              ) AS r
              ON l."user_id" IS NOT DISTINCT FROM r."user_id" AND (("__at" > "__after") AND ("__ts" >= "__tail.86400000") AND ("__at" < "__last"))
            )
            GROUP BY "__q"
          ) AS l
          JOIN (
            SELECT 
              "__q",
              "user_id"
            FROM "__queries"
          ) AS r
          ON l."__q" IS NOT DISTINCT FROM r."__q"
        )
      )
      WHERE ("join_view_spend_price_sum_1d" IS NOT NULL)
    ) AS l
    JOIN (
      SELECT *
      FROM "__queries"
    ) AS r
    ON l."__q" IS NOT DISTINCT FROM r."__q"
  )
)
WHERE ("__left" = DATE '2023-12-03');

-- 2023-12-03
SELECT 
  "user_id",
  "ts",
  "join_view_spend_price_sum_1d",
  DATE '2023-12-03' AS "ds"
FROM (
  SELECT 
    l."user_id",
    l."ts",
    l."__ts",
    l."__ds",
    l."__at.temporal",
    r."join_view_spend_price_sum_1d"
  FROM (
    SELECT 
      "user_id",
      "ts",
      "__ts",
      "__ds",
      "__ts" AS "__at.temporal"
    FROM (
      SELECT 
        "user_id",
        "ts",
        "ts" AS "__ts",
        "ds" AS "__ds"
      FROM (SELECT *
FROM (
  SELECT 
    CAST("user_id" AS VARCHAR) AS "user_id",
    CAST("ts" AS BIGINT) AS "ts",
    CAST("ds" AS DATE) AS "ds"
  FROM (WITH "golden.join_view.carts" AS NOT MATERIALIZED (
    SELECT *
    FROM "carts"
  )
  SELECT * FROM (
  SELECT lower(buyer) AS user_id, ts, ds FROM "golden.join_view.carts" WHERE ts > 0
  ))
)
WHERE ("ds" IS NOT NULL)
  AND ("ds" >= DATE '2023-12-03')
  AND ("ds" <= DATE '2023-12-03'))
    )
  ) AS l
  LEFT JOIN (
    SELECT 
      "user_id" AS "__0.key.0",
      "__at" AS "__0.at",
      "join_view_spend_price_sum_1d"
    FROM (SELECT * FROM "v1/join_view_spend" WHERE "ds" >= DATE '2023-12-03' AND "ds" <= DATE '2023-12-03')
  ) AS r
  ON l."user_id" IS NOT DISTINCT FROM r."__0.key.0" AND l."__at.temporal" IS NOT DISTINCT FROM r."__0.at"
);
