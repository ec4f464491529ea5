-- quickstart_features.training_set__purchases, the partition of 2000-01-01 as an example of any day

CREATE TEMP TABLE "__queries" AS
SELECT 
  "user_id",
  "__at",
  "__left",
  "__q",
  CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END AS "__day",
  (("__at" - CAST(259200000 AS BIGINT)) - ((("__at" - CAST(259200000 AS BIGINT)) % CAST(3600000 AS BIGINT)) + CAST(3600000 AS BIGINT)) % CAST(3600000 AS BIGINT)) AS "__tail.259200000",
  (("__at" - CAST(1209600000 AS BIGINT)) - ((("__at" - CAST(1209600000 AS BIGINT)) % CAST(86400000 AS BIGINT)) + CAST(86400000 AS BIGINT)) % CAST(86400000 AS BIGINT)) AS "__tail.1209600000",
  (("__at" - CAST(2592000000 AS BIGINT)) - ((("__at" - CAST(2592000000 AS BIGINT)) % CAST(86400000 AS BIGINT)) + CAST(86400000 AS BIGINT)) % CAST(86400000 AS BIGINT)) AS "__tail.2592000000"
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
        epoch_ms(CASE WHEN "__ts" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__ts", -9000000000000000), 9000000000000000)) AS DATE) END) AS "__at",
        "__ds" AS "__left"
      FROM (
        SELECT 
          "user_id",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "quickstart"."checkouts_from_csv" WHERE "ds" >= DATE '2000-01-01' AND "ds" <= DATE '2000-01-01')
      )
    )
    WHERE ("user_id" IS NOT NULL)
      AND (CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END >= DATE '0001-01-03')
      AND (CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END <= DATE '9999-12-29')
      AND ("__left" IS NOT NULL)
    GROUP BY "user_id", "__at", "__left"
  )
);

SELECT 
  "user_id",
  "__at",
  "purchases_purchase_price_sum_3d",
  "purchases_purchase_price_sum_14d",
  "purchases_purchase_price_sum_30d",
  "purchases_purchase_price_count_3d",
  "purchases_purchase_price_count_14d",
  "purchases_purchase_price_count_30d",
  "purchases_purchase_price_average_3d",
  "purchases_purchase_price_average_14d",
  "purchases_purchase_price_average_30d",
  "purchases_purchase_price_last10",
  DATE '2000-01-01' AS "ds"
FROM (
  SELECT 
    "user_id",
    "__at",
    "purchases_purchase_price_sum_3d",
    "purchases_purchase_price_sum_14d",
    "purchases_purchase_price_sum_30d",
    "purchases_purchase_price_count_3d",
    "purchases_purchase_price_count_14d",
    "purchases_purchase_price_count_30d",
    "purchases_purchase_price_average_3d",
    "purchases_purchase_price_average_14d",
    "purchases_purchase_price_average_30d",
    "purchases_purchase_price_last10",
    "__left"
  FROM (
    SELECT 
      l."__q",
      l."purchases_purchase_price_sum_3d",
      l."purchases_purchase_price_sum_14d",
      l."purchases_purchase_price_sum_30d",
      l."purchases_purchase_price_count_3d",
      l."purchases_purchase_price_count_14d",
      l."purchases_purchase_price_count_30d",
      l."purchases_purchase_price_average_3d",
      l."purchases_purchase_price_average_14d",
      l."purchases_purchase_price_average_30d",
      l."purchases_purchase_price_last10",
      r."user_id",
      r."__at",
      r."__left",
      r."__day",
      r."__tail.259200000",
      r."__tail.1209600000",
      r."__tail.2592000000"
    FROM (
      SELECT *
      FROM (
        SELECT 
          "__q",
          CASE WHEN (("purchase_price.sum.s.259200000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("purchase_price.sum.s.259200000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 purchases_purchase_price_sum_3d: the sum does not fit its type, for key ' || ('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("purchase_price.sum.s.259200000" AS BIGINT) END AS "purchases_purchase_price_sum_3d",
          CASE WHEN (("purchase_price.sum.s.1209600000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("purchase_price.sum.s.1209600000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 purchases_purchase_price_sum_14d: the sum does not fit its type, for key ' || ('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("purchase_price.sum.s.1209600000" AS BIGINT) END AS "purchases_purchase_price_sum_14d",
          CASE WHEN (("purchase_price.sum.s.2592000000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("purchase_price.sum.s.2592000000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 purchases_purchase_price_sum_30d: the sum does not fit its type, for key ' || ('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("purchase_price.sum.s.2592000000" AS BIGINT) END AS "purchases_purchase_price_sum_30d",
          nullif(CAST("purchase_price.count.n.259200000" AS BIGINT), CAST(0 AS BIGINT)) AS "purchases_purchase_price_count_3d",
          nullif(CAST("purchase_price.count.n.1209600000" AS BIGINT), CAST(0 AS BIGINT)) AS "purchases_purchase_price_count_14d",
          nullif(CAST("purchase_price.count.n.2592000000" AS BIGINT), CAST(0 AS BIGINT)) AS "purchases_purchase_price_count_30d",
          CASE WHEN isfinite(((CAST("purchase_price.sum.s.259200000" AS DOUBLE) / CAST("purchase_price.count.n.259200000" AS DOUBLE)) + 0e0)) THEN ((CAST("purchase_price.sum.s.259200000" AS DOUBLE) / CAST("purchase_price.count.n.259200000" AS DOUBLE)) + 0e0) END AS "purchases_purchase_price_average_3d",
          CASE WHEN isfinite(((CAST("purchase_price.sum.s.1209600000" AS DOUBLE) / CAST("purchase_price.count.n.1209600000" AS DOUBLE)) + 0e0)) THEN ((CAST("purchase_price.sum.s.1209600000" AS DOUBLE) / CAST("purchase_price.count.n.1209600000" AS DOUBLE)) + 0e0) END AS "purchases_purchase_price_average_14d",
          CASE WHEN isfinite(((CAST("purchase_price.sum.s.2592000000" AS DOUBLE) / CAST("purchase_price.count.n.2592000000" AS DOUBLE)) + 0e0)) THEN ((CAST("purchase_price.sum.s.2592000000" AS DOUBLE) / CAST("purchase_price.count.n.2592000000" AS DOUBLE)) + 0e0) END AS "purchases_purchase_price_average_30d",
          list_transform("purchase_price.max_k10.e.all", lambda e: e['v']) AS "purchases_purchase_price_last10"
        FROM (
          SELECT 
            l."__q",
            l."purchase_price.max_k10.e.all",
            l."purchase_price.sum.s.2592000000",
            l."purchase_price.count.n.2592000000",
            l."purchase_price.sum.s.1209600000",
            l."purchase_price.count.n.1209600000",
            l."purchase_price.sum.s.259200000",
            l."purchase_price.count.n.259200000",
            r."user_id"
          FROM (
            SELECT 
              "__q",
              max(CASE WHEN ("purchase_price" IS NOT NULL) THEN {"ts": "__ts", "v": "purchase_price"} END, CAST(10 AS BIGINT)) AS "purchase_price.max_k10.e.all",
              sum("__purchase_price.2592000000") AS "purchase_price.sum.s.2592000000",
              count("__purchase_price.2592000000") AS "purchase_price.count.n.2592000000",
              sum("__purchase_price.1209600000") AS "purchase_price.sum.s.1209600000",
              count("__purchase_price.1209600000") AS "purchase_price.count.n.1209600000",
              sum("__purchase_price.259200000") AS "purchase_price.sum.s.259200000",
              count("__purchase_price.259200000") AS "purchase_price.count.n.259200000"
            FROM (
              SELECT 
                "__q",
                "__tail.259200000",
                "__tail.1209600000",
                "__tail.2592000000",
                "purchase_price",
                "__ts",
                CASE WHEN ("__ts" >= "__tail.259200000") THEN "purchase_price" END AS "__purchase_price.259200000",
                CASE WHEN ("__ts" >= "__tail.1209600000") THEN "purchase_price" END AS "__purchase_price.1209600000",
                CASE WHEN ("__ts" >= "__tail.2592000000") THEN "purchase_price" END AS "__purchase_price.2592000000"
              FROM (
                SELECT 
                  l."__q",
                  l."__tail.259200000",
                  l."__tail.1209600000",
                  l."__tail.2592000000",
                  r."purchase_price",
                  r."__ts"
                FROM (
                  SELECT *
                  FROM "__queries"
                ) AS l
                JOIN (
                  SELECT 
                    "user_id",
                    "purchase_price",
                    "__ts",
                    greatest("__ts", (epoch_ms("__ds") + CAST(86399999 AS BIGINT))) AS "__after"
                  FROM (
                    SELECT 
                      "user_id",
                      "purchase_price",
                      "ts" AS "__ts",
                      "ds" AS "__ds"
                    FROM (SELECT * FROM "quickstart"."purchases_from_csv" WHERE "ds" <= DATE '1999-12-31')
                  )
                  WHERE ("__ts" < CAST(946684800000 AS BIGINT))
                    AND ("__ds" IS NOT NULL)
                    AND ("user_id" IS NOT NULL)
                ) AS r
                ON l."user_id" IS NOT DISTINCT FROM r."user_id" AND ("__at" > "__after")
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
      WHERE (("purchases_purchase_price_sum_3d" IS NOT NULL) OR ("purchases_purchase_price_sum_14d" IS NOT NULL) OR ("purchases_purchase_price_sum_30d" IS NOT NULL) OR ("purchases_purchase_price_count_3d" IS NOT NULL) OR ("purchases_purchase_price_count_14d" IS NOT NULL) OR ("purchases_purchase_price_count_30d" IS NOT NULL) OR ("purchases_purchase_price_average_3d" IS NOT NULL) OR ("purchases_purchase_price_average_14d" IS NOT NULL) OR ("purchases_purchase_price_average_30d" IS NOT NULL) OR ("purchases_purchase_price_last10" IS NOT NULL))
    ) AS l
    JOIN (
      SELECT *
      FROM "__queries"
    ) AS r
    ON l."__q" IS NOT DISTINCT FROM r."__q"
  )
)
WHERE ("__left" = DATE '2000-01-01');

-- quickstart_features.training_set__returns, the partition of 2000-01-01 as an example of any day

CREATE TEMP TABLE "__queries" AS
SELECT 
  "user_id",
  "__at",
  "__left",
  "__q",
  CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END AS "__day",
  (("__at" - CAST(259200000 AS BIGINT)) - ((("__at" - CAST(259200000 AS BIGINT)) % CAST(3600000 AS BIGINT)) + CAST(3600000 AS BIGINT)) % CAST(3600000 AS BIGINT)) AS "__tail.259200000",
  (("__at" - CAST(1209600000 AS BIGINT)) - ((("__at" - CAST(1209600000 AS BIGINT)) % CAST(86400000 AS BIGINT)) + CAST(86400000 AS BIGINT)) % CAST(86400000 AS BIGINT)) AS "__tail.1209600000",
  (("__at" - CAST(2592000000 AS BIGINT)) - ((("__at" - CAST(2592000000 AS BIGINT)) % CAST(86400000 AS BIGINT)) + CAST(86400000 AS BIGINT)) % CAST(86400000 AS BIGINT)) AS "__tail.2592000000"
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
        FROM (SELECT * FROM "quickstart"."checkouts_from_csv" WHERE "ds" >= DATE '2000-01-01' AND "ds" <= DATE '2000-01-01')
      )
    )
    WHERE ("user_id" IS NOT NULL)
      AND (CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END >= DATE '0001-01-03')
      AND (CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END <= DATE '9999-12-29')
      AND ("__left" IS NOT NULL)
    GROUP BY "user_id", "__at", "__left"
  )
);

SELECT 
  "user_id",
  "__at",
  "returns_refund_amt_sum_3d",
  "returns_refund_amt_sum_14d",
  "returns_refund_amt_sum_30d",
  "returns_refund_amt_count_3d",
  "returns_refund_amt_count_14d",
  "returns_refund_amt_count_30d",
  "returns_refund_amt_average_3d",
  "returns_refund_amt_average_14d",
  "returns_refund_amt_average_30d",
  "returns_refund_amt_last2",
  DATE '2000-01-01' AS "ds"
FROM (
  SELECT 
    "user_id",
    "__at",
    "returns_refund_amt_sum_3d",
    "returns_refund_amt_sum_14d",
    "returns_refund_amt_sum_30d",
    "returns_refund_amt_count_3d",
    "returns_refund_amt_count_14d",
    "returns_refund_amt_count_30d",
    "returns_refund_amt_average_3d",
    "returns_refund_amt_average_14d",
    "returns_refund_amt_average_30d",
    "returns_refund_amt_last2",
    "__left"
  FROM (
    SELECT 
      l."__q",
      l."returns_refund_amt_sum_3d",
      l."returns_refund_amt_sum_14d",
      l."returns_refund_amt_sum_30d",
      l."returns_refund_amt_count_3d",
      l."returns_refund_amt_count_14d",
      l."returns_refund_amt_count_30d",
      l."returns_refund_amt_average_3d",
      l."returns_refund_amt_average_14d",
      l."returns_refund_amt_average_30d",
      l."returns_refund_amt_last2",
      r."user_id",
      r."__at",
      r."__left",
      r."__day",
      r."__tail.259200000",
      r."__tail.1209600000",
      r."__tail.2592000000"
    FROM (
      SELECT *
      FROM (
        SELECT 
          "__q",
          CASE WHEN (("refund_amt.sum.s.259200000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("refund_amt.sum.s.259200000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 returns_refund_amt_sum_3d: the sum does not fit its type, for key ' || ('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("refund_amt.sum.s.259200000" AS BIGINT) END AS "returns_refund_amt_sum_3d",
          CASE WHEN (("refund_amt.sum.s.1209600000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("refund_amt.sum.s.1209600000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 returns_refund_amt_sum_14d: the sum does not fit its type, for key ' || ('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("refund_amt.sum.s.1209600000" AS BIGINT) END AS "returns_refund_amt_sum_14d",
          CASE WHEN (("refund_amt.sum.s.2592000000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("refund_amt.sum.s.2592000000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 returns_refund_amt_sum_30d: the sum does not fit its type, for key ' || ('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("refund_amt.sum.s.2592000000" AS BIGINT) END AS "returns_refund_amt_sum_30d",
          nullif(CAST("refund_amt.count.n.259200000" AS BIGINT), CAST(0 AS BIGINT)) AS "returns_refund_amt_count_3d",
          nullif(CAST("refund_amt.count.n.1209600000" AS BIGINT), CAST(0 AS BIGINT)) AS "returns_refund_amt_count_14d",
          nullif(CAST("refund_amt.count.n.2592000000" AS BIGINT), CAST(0 AS BIGINT)) AS "returns_refund_amt_count_30d",
          CASE WHEN isfinite(((CAST("refund_amt.sum.s.259200000" AS DOUBLE) / CAST("refund_amt.count.n.259200000" AS DOUBLE)) + 0e0)) THEN ((CAST("refund_amt.sum.s.259200000" AS DOUBLE) / CAST("refund_amt.count.n.259200000" AS DOUBLE)) + 0e0) END AS "returns_refund_amt_average_3d",
          CASE WHEN isfinite(((CAST("refund_amt.sum.s.1209600000" AS DOUBLE) / CAST("refund_amt.count.n.1209600000" AS DOUBLE)) + 0e0)) THEN ((CAST("refund_amt.sum.s.1209600000" AS DOUBLE) / CAST("refund_amt.count.n.1209600000" AS DOUBLE)) + 0e0) END AS "returns_refund_amt_average_14d",
          CASE WHEN isfinite(((CAST("refund_amt.sum.s.2592000000" AS DOUBLE) / CAST("refund_amt.count.n.2592000000" AS DOUBLE)) + 0e0)) THEN ((CAST("refund_amt.sum.s.2592000000" AS DOUBLE) / CAST("refund_amt.count.n.2592000000" AS DOUBLE)) + 0e0) END AS "returns_refund_amt_average_30d",
          list_transform("refund_amt.max_k2.e.all", lambda e: e['v']) AS "returns_refund_amt_last2"
        FROM (
          SELECT 
            l."__q",
            l."refund_amt.max_k2.e.all",
            l."refund_amt.sum.s.2592000000",
            l."refund_amt.count.n.2592000000",
            l."refund_amt.sum.s.1209600000",
            l."refund_amt.count.n.1209600000",
            l."refund_amt.sum.s.259200000",
            l."refund_amt.count.n.259200000",
            r."user_id"
          FROM (
            SELECT 
              "__q",
              max(CASE WHEN ("refund_amt" IS NOT NULL) THEN {"ts": "__ts", "v": "refund_amt"} END, CAST(2 AS BIGINT)) AS "refund_amt.max_k2.e.all",
              sum("__refund_amt.2592000000") AS "refund_amt.sum.s.2592000000",
              count("__refund_amt.2592000000") AS "refund_amt.count.n.2592000000",
              sum("__refund_amt.1209600000") AS "refund_amt.sum.s.1209600000",
              count("__refund_amt.1209600000") AS "refund_amt.count.n.1209600000",
              sum("__refund_amt.259200000") AS "refund_amt.sum.s.259200000",
              count("__refund_amt.259200000") AS "refund_amt.count.n.259200000"
            FROM (
              SELECT 
                "__q",
                "__tail.259200000",
                "__tail.1209600000",
                "__tail.2592000000",
                "refund_amt",
                "__ts",
                CASE WHEN ("__ts" >= "__tail.259200000") THEN "refund_amt" END AS "__refund_amt.259200000",
                CASE WHEN ("__ts" >= "__tail.1209600000") THEN "refund_amt" END AS "__refund_amt.1209600000",
                CASE WHEN ("__ts" >= "__tail.2592000000") THEN "refund_amt" END AS "__refund_amt.2592000000"
              FROM (
                SELECT 
                  l."__q",
                  l."__tail.259200000",
                  l."__tail.1209600000",
                  l."__tail.2592000000",
                  r."refund_amt",
                  r."__ts"
                FROM (
                  SELECT *
                  FROM "__queries"
                ) AS l
                JOIN (
                  SELECT 
                    "user_id",
                    "refund_amt",
                    "__ts",
                    greatest("__ts", (epoch_ms("__ds") + CAST(-1 AS BIGINT))) AS "__after"
                  FROM (
                    SELECT 
                      "user_id",
                      "refund_amt",
                      "ts" AS "__ts",
                      "ds" AS "__ds"
                    FROM (SELECT * FROM "quickstart"."returns_from_csv" WHERE "ds" <= DATE '2000-01-01')
                  )
                  WHERE ("__ts" < CAST(946771200000 AS BIGINT))
                    AND ("__ds" IS NOT NULL)
                    AND ("user_id" IS NOT NULL)
                ) AS r
                ON l."user_id" IS NOT DISTINCT FROM r."user_id" AND ("__at" > "__after")
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
      WHERE (("returns_refund_amt_sum_3d" IS NOT NULL) OR ("returns_refund_amt_sum_14d" IS NOT NULL) OR ("returns_refund_amt_sum_30d" IS NOT NULL) OR ("returns_refund_amt_count_3d" IS NOT NULL) OR ("returns_refund_amt_count_14d" IS NOT NULL) OR ("returns_refund_amt_count_30d" IS NOT NULL) OR ("returns_refund_amt_average_3d" IS NOT NULL) OR ("returns_refund_amt_average_14d" IS NOT NULL) OR ("returns_refund_amt_average_30d" IS NOT NULL) OR ("returns_refund_amt_last2" IS NOT NULL))
    ) AS l
    JOIN (
      SELECT *
      FROM "__queries"
    ) AS r
    ON l."__q" IS NOT DISTINCT FROM r."__q"
  )
)
WHERE ("__left" = DATE '2000-01-01');

-- quickstart_features.training_set__users, the partition of 2000-01-01 as an example of any day

CREATE TEMP TABLE "__queries" AS
SELECT 
  "user_id",
  "__at",
  "__left",
  "__q",
  CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END AS "__day"
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
        epoch_ms(CASE WHEN "__ts" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__ts", -9000000000000000), 9000000000000000)) AS DATE) END) AS "__at",
        "__ds" AS "__left"
      FROM (
        SELECT 
          "user_id",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "quickstart"."checkouts_from_csv" WHERE "ds" >= DATE '2000-01-01' AND "ds" <= DATE '2000-01-01')
      )
    )
    WHERE ("user_id" IS NOT NULL)
      AND (CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END >= DATE '0001-01-03')
      AND (CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END <= DATE '9999-12-29')
      AND ("__left" IS NOT NULL)
    GROUP BY "user_id", "__at", "__left"
  )
);

CREATE TEMP TABLE "__snapshots" AS
SELECT 
  "user_id",
  "account_created_ds",
  "email_verified",
  "__ts",
  "__ds",
  CASE WHEN (epoch_ms("__ds") + CAST(86400000 AS BIGINT)) BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest((epoch_ms("__ds") + CAST(86400000 AS BIGINT)), -9000000000000000), 9000000000000000)) AS DATE) END AS "__read"
FROM (
  SELECT 
    "user_id",
    "account_created_ds",
    "email_verified",
    (epoch_ms("ds") + CAST(86399999 AS BIGINT)) AS "__ts",
    "ds" AS "__ds"
  FROM (SELECT * FROM "quickstart"."users_from_csv" WHERE "ds" >= DATE '1999-12-31' AND "ds" <= DATE '1999-12-31')
)
WHERE ("user_id" IS NOT NULL);

SELECT 
  "user_id",
  "__at",
  "account_created_ds",
  "email_verified",
  DATE '2000-01-01' AS "ds"
FROM (
  SELECT 
    "user_id",
    "__at",
    "account_created_ds",
    "email_verified",
    "__left"
  FROM (
    SELECT 
      l."__q",
      l."account_created_ds",
      l."email_verified",
      r."user_id",
      r."__at",
      r."__left",
      r."__day"
    FROM (
      SELECT 
        l."__q",
        r."account_created_ds",
        r."email_verified"
      FROM (
        SELECT *
        FROM "__queries"
      ) AS l
      JOIN (
        SELECT *
        FROM "__snapshots"
      ) AS r
      ON l."user_id" IS NOT DISTINCT FROM r."user_id" AND l."__day" IS NOT DISTINCT FROM r."__read"
    ) AS l
    JOIN (
      SELECT *
      FROM "__queries"
    ) AS r
    ON l."__q" IS NOT DISTINCT FROM r."__q"
  )
)
WHERE ("__left" = DATE '2000-01-01');

-- quickstart_features.training_set, the partition of 2000-01-01 as an example of any day

SELECT 
  "ts",
  "return_id",
  "user_id",
  "product_id",
  "refund_amt",
  "purchases_purchase_price_sum_3d",
  "purchases_purchase_price_sum_14d",
  "purchases_purchase_price_sum_30d",
  "purchases_purchase_price_count_3d",
  "purchases_purchase_price_count_14d",
  "purchases_purchase_price_count_30d",
  "purchases_purchase_price_average_3d",
  "purchases_purchase_price_average_14d",
  "purchases_purchase_price_average_30d",
  "purchases_purchase_price_last10",
  "returns_refund_amt_sum_3d",
  "returns_refund_amt_sum_14d",
  "returns_refund_amt_sum_30d",
  "returns_refund_amt_count_3d",
  "returns_refund_amt_count_14d",
  "returns_refund_amt_count_30d",
  "returns_refund_amt_average_3d",
  "returns_refund_amt_average_14d",
  "returns_refund_amt_average_30d",
  "returns_refund_amt_last2",
  "account_created_ds",
  "email_verified",
  DATE '2000-01-01' AS "ds"
FROM (
  SELECT 
    l."ts",
    l."return_id",
    l."user_id",
    l."product_id",
    l."refund_amt",
    l."__ts",
    l."__ds",
    l."__at.snapshot",
    l."__at.temporal",
    l."purchases_purchase_price_sum_3d",
    l."purchases_purchase_price_sum_14d",
    l."purchases_purchase_price_sum_30d",
    l."purchases_purchase_price_count_3d",
    l."purchases_purchase_price_count_14d",
    l."purchases_purchase_price_count_30d",
    l."purchases_purchase_price_average_3d",
    l."purchases_purchase_price_average_14d",
    l."purchases_purchase_price_average_30d",
    l."purchases_purchase_price_last10",
    l."returns_refund_amt_sum_3d",
    l."returns_refund_amt_sum_14d",
    l."returns_refund_amt_sum_30d",
    l."returns_refund_amt_count_3d",
    l."returns_refund_amt_count_14d",
    l."returns_refund_amt_count_30d",
    l."returns_refund_amt_average_3d",
    l."returns_refund_amt_average_14d",
    l."returns_refund_amt_average_30d",
    l."returns_refund_amt_last2",
    r."account_created_ds",
    r."email_verified"
  FROM (
    SELECT 
      l."ts",
      l."return_id",
      l."user_id",
      l."product_id",
      l."refund_amt",
      l."__ts",
      l."__ds",
      l."__at.snapshot",
      l."__at.temporal",
      l."purchases_purchase_price_sum_3d",
      l."purchases_purchase_price_sum_14d",
      l."purchases_purchase_price_sum_30d",
      l."purchases_purchase_price_count_3d",
      l."purchases_purchase_price_count_14d",
      l."purchases_purchase_price_count_30d",
      l."purchases_purchase_price_average_3d",
      l."purchases_purchase_price_average_14d",
      l."purchases_purchase_price_average_30d",
      l."purchases_purchase_price_last10",
      r."returns_refund_amt_sum_3d",
      r."returns_refund_amt_sum_14d",
      r."returns_refund_amt_sum_30d",
      r."returns_refund_amt_count_3d",
      r."returns_refund_amt_count_14d",
      r."returns_refund_amt_count_30d",
      r."returns_refund_amt_average_3d",
      r."returns_refund_amt_average_14d",
      r."returns_refund_amt_average_30d",
      r."returns_refund_amt_last2"
    FROM (
      SELECT 
        l."ts",
        l."return_id",
        l."user_id",
        l."product_id",
        l."refund_amt",
        l."__ts",
        l."__ds",
        l."__at.snapshot",
        l."__at.temporal",
        r."purchases_purchase_price_sum_3d",
        r."purchases_purchase_price_sum_14d",
        r."purchases_purchase_price_sum_30d",
        r."purchases_purchase_price_count_3d",
        r."purchases_purchase_price_count_14d",
        r."purchases_purchase_price_count_30d",
        r."purchases_purchase_price_average_3d",
        r."purchases_purchase_price_average_14d",
        r."purchases_purchase_price_average_30d",
        r."purchases_purchase_price_last10"
      FROM (
        SELECT 
          "ts",
          "return_id",
          "user_id",
          "product_id",
          "refund_amt",
          "__ts",
          "__ds",
          epoch_ms(CASE WHEN "__ts" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__ts", -9000000000000000), 9000000000000000)) AS DATE) END) AS "__at.snapshot",
          "__ts" AS "__at.temporal"
        FROM (
          SELECT 
            "ts",
            "return_id",
            "user_id",
            "product_id",
            "refund_amt",
            "ts" AS "__ts",
            "ds" AS "__ds"
          FROM (SELECT * FROM "quickstart"."checkouts_from_csv" WHERE "ds" >= DATE '2000-01-01' AND "ds" <= DATE '2000-01-01')
        )
      ) AS l
      LEFT JOIN (
        SELECT 
          "user_id" AS "__0.key.0",
          "__at" AS "__0.at",
          "purchases_purchase_price_sum_3d",
          "purchases_purchase_price_sum_14d",
          "purchases_purchase_price_sum_30d",
          "purchases_purchase_price_count_3d",
          "purchases_purchase_price_count_14d",
          "purchases_purchase_price_count_30d",
          "purchases_purchase_price_average_3d",
          "purchases_purchase_price_average_14d",
          "purchases_purchase_price_average_30d",
          "purchases_purchase_price_last10"
        FROM (SELECT * FROM "quickstart_features"."training_set__purchases" WHERE "ds" >= DATE '2000-01-01' AND "ds" <= DATE '2000-01-01')
      ) AS r
      ON l."user_id" IS NOT DISTINCT FROM r."__0.key.0" AND l."__at.snapshot" IS NOT DISTINCT FROM r."__0.at"
    ) AS l
    LEFT JOIN (
      SELECT 
        "user_id" AS "__1.key.0",
        "__at" AS "__1.at",
        "returns_refund_amt_sum_3d",
        "returns_refund_amt_sum_14d",
        "returns_refund_amt_sum_30d",
        "returns_refund_amt_count_3d",
        "returns_refund_amt_count_14d",
        "returns_refund_amt_count_30d",
        "returns_refund_amt_average_3d",
        "returns_refund_amt_average_14d",
        "returns_refund_amt_average_30d",
        "returns_refund_amt_last2"
      FROM (SELECT * FROM "quickstart_features"."training_set__returns" WHERE "ds" >= DATE '2000-01-01' AND "ds" <= DATE '2000-01-01')
    ) AS r
    ON l."user_id" IS NOT DISTINCT FROM r."__1.key.0" AND l."__at.temporal" IS NOT DISTINCT FROM r."__1.at"
  ) AS l
  LEFT JOIN (
    SELECT 
      "user_id" AS "__2.key.0",
      "__at" AS "__2.at",
      "account_created_ds",
      "email_verified"
    FROM (SELECT * FROM "quickstart_features"."training_set__users" WHERE "ds" >= DATE '2000-01-01' AND "ds" <= DATE '2000-01-01')
  ) AS r
  ON l."user_id" IS NOT DISTINCT FROM r."__2.key.0" AND l."__at.snapshot" IS NOT DISTINCT FROM r."__2.at"
);
