CREATE TEMP TABLE "__queries" AS
SELECT 
  "user_id",
  "__at",
  "__left",
  "__q",
  CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END AS "__day",
  (("__at" - CAST(86400000 AS BIGINT)) - ((("__at" - CAST(86400000 AS BIGINT)) % CAST(3600000 AS BIGINT)) + CAST(3600000 AS BIGINT)) % CAST(3600000 AS BIGINT)) AS "__tail.86400000",
  (("__at" - CAST(172800000 AS BIGINT)) - ((("__at" - CAST(172800000 AS BIGINT)) % CAST(3600000 AS BIGINT)) + CAST(3600000 AS BIGINT)) % CAST(3600000 AS BIGINT)) AS "__tail.172800000"
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
        FROM (SELECT * FROM "carts" WHERE "ds" >= DATE '2023-12-03' AND "ds" <= DATE '2023-12-03')
      )
    )
    WHERE ("user_id" IS NOT NULL)
      AND (CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END >= DATE '0001-01-03')
      AND (CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END <= DATE '9999-12-29')
      AND ("__left" IS NOT NULL)
    GROUP BY "user_id", "__at", "__left"
  )
);

-- v1/derive_by_pattern_spend, 2023-12-03
SELECT 
  "user_id",
  "__at",
  "derive_by_pattern_spend_price_sum_1d",
  "derive_by_pattern_spend_price_sum_2d",
  "name",
  "twice",
  DATE '2023-12-03' AS "ds"
FROM (
  SELECT 
    "user_id",
    "__at",
    "derive_by_pattern_spend_price_sum_1d",
    "derive_by_pattern_spend_price_sum_2d",
    "name",
    "twice",
    "__left"
  FROM (
    SELECT 
      l."__q",
      l."derive_by_pattern_spend_price_sum_1d",
      l."derive_by_pattern_spend_price_sum_2d",
      r."user_id",
      r."__at",
      r."__left",
      r."__day",
      r."__tail.86400000",
      r."__tail.172800000"
    FROM (
      SELECT *
      FROM (
        SELECT 
          "__q",
          CASE WHEN (("price.sum.s.86400000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("price.sum.s.86400000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 derive_by_pattern_spend_price_sum_1d: the sum does not fit its type, for key ' || ('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("price.sum.s.86400000" AS BIGINT) END AS "derive_by_pattern_spend_price_sum_1d",
          CASE WHEN (("price.sum.s.172800000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("price.sum.s.172800000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 derive_by_pattern_spend_price_sum_2d: the sum does not fit its type, for key ' || ('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("price.sum.s.172800000" AS BIGINT) END AS "derive_by_pattern_spend_price_sum_2d"
        FROM (
          SELECT 
            l."__q",
            l."price.sum.s.172800000",
            l."price.sum.s.86400000",
            r."user_id"
          FROM (
            SELECT 
              "__q",
              sum("price") AS "price.sum.s.172800000",
              sum("__price.86400000") AS "price.sum.s.86400000"
            FROM (
              SELECT 
                "__q",
                "__tail.86400000",
                "price",
                "__ts",
                CASE WHEN ("__ts" >= "__tail.86400000") THEN "price" END AS "__price.86400000"
              FROM (
                SELECT 
                  l."__q",
                  l."__tail.86400000",
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
                    (epoch_ms("__ds") + CAST(345600000 AS BIGINT)) AS "__last"
                  FROM (
                    SELECT 
                      "user_id",
                      "price",
                      "ts" AS "__ts",
                      "ds" AS "__ds"
                    FROM (SELECT * FROM "purchases" WHERE "ds" >= DATE '2023-11-30' AND "ds" <= DATE '2023-12-03')
                  )
                  WHERE ("__ts" < CAST(1701648000000 AS BIGINT))
                    AND ("__ts" >= CAST(1701388800000 AS BIGINT))
                    AND ("__ds" IS NOT NULL)
                    AND ("user_id" IS NOT NULL)
                ) AS r
                ON l."user_id" IS NOT DISTINCT FROM r."user_id" AND (("__at" > "__after") AND ("__ts" >= "__tail.172800000") AND ("__at" < "__last"))
              )
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
      WHERE (("derive_by_pattern_spend_price_sum_1d" IS NOT NULL) OR ("derive_by_pattern_spend_price_sum_2d" IS NOT NULL))
    ) AS l
    JOIN (
      SELECT *
      FROM "__queries"
    ) AS r
    ON l."__q" IS NOT DISTINCT FROM r."__q"
  ) AS l, LATERAL (
    SELECT 
      CAST((upper(COLUMNS('id|__'))) AS VARCHAR) AS "name",
      CASE WHEN isfinite(CAST((2 * "derive_by_pattern_spend_price_sum_1d") AS DOUBLE)) THEN CAST((2 * "derive_by_pattern_spend_price_sum_1d") AS DOUBLE) END AS "twice"
    FROM (SELECT l."user_id" AS "user_id", l."derive_by_pattern_spend_price_sum_1d" AS "derive_by_pattern_spend_price_sum_1d", l."derive_by_pattern_spend_price_sum_2d" AS "derive_by_pattern_spend_price_sum_2d")
  ) AS d
)
WHERE ("__left" = DATE '2023-12-03');

-- 2023-12-03
SELECT 
  "user_id",
  "ts",
  "derive_by_pattern_spend_price_sum_1d",
  "derive_by_pattern_spend_price_sum_2d",
  "name",
  "twice",
  CAST((COLUMNS(c -> c IN ('ts', '__ts', '__at.temporal')) + 1) AS BIGINT) AS "when",
  CASE WHEN isfinite(CAST((COLUMNS('sum_2d|__') / 2) AS DOUBLE)) THEN CAST((COLUMNS('sum_2d|__') / 2) AS DOUBLE) END AS "half",
  DATE '2023-12-03' AS "ds"
FROM (
  SELECT 
    "user_id",
    "ts",
    "derive_by_pattern_spend_price_sum_1d",
    "derive_by_pattern_spend_price_sum_2d",
    "name",
    "twice"
  FROM (
    SELECT 
      l."user_id",
      l."ts",
      l."__ts",
      l."__ds",
      l."__at.temporal",
      r."derive_by_pattern_spend_price_sum_1d",
      r."derive_by_pattern_spend_price_sum_2d",
      r."name",
      r."twice"
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
        FROM (SELECT * FROM "carts" WHERE "ds" >= DATE '2023-12-03' AND "ds" <= DATE '2023-12-03')
      )
    ) AS l
    LEFT JOIN (
      SELECT 
        "user_id" AS "__0.key.0",
        "__at" AS "__0.at",
        "derive_by_pattern_spend_price_sum_1d",
        "derive_by_pattern_spend_price_sum_2d",
        "name",
        "twice"
      FROM (SELECT * FROM "v1/derive_by_pattern_spend" WHERE "ds" >= DATE '2023-12-03' AND "ds" <= DATE '2023-12-03')
    ) AS r
    ON l."user_id" IS NOT DISTINCT FROM r."__0.key.0" AND l."__at.temporal" IS NOT DISTINCT FROM r."__0.at"
  )
);
