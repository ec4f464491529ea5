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
        epoch_ms(CASE WHEN "__ts" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__ts", -9000000000000000), 9000000000000000)) AS DATE) END) AS "__at",
        "__ds" AS "__left"
      FROM (
        SELECT 
          "buyer" AS "user_id",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "checkouts" WHERE "ds" >= DATE '2023-12-03' AND "ds" <= DATE '2023-12-04')
      )
    )
    WHERE ("user_id" IS NOT NULL)
      AND (CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END >= DATE '0001-01-03')
      AND (CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END <= DATE '9999-12-29')
      AND ("__left" IS NOT NULL)
    GROUP BY "user_id", "__at", "__left"
  )
);

CREATE TEMP TABLE "__values_0" AS
SELECT 
  "user_id",
  "__at",
  "join_six_accuracies_daily_price_sum_1d",
  "join_six_accuracies_daily_price_count",
  "__left"
FROM (
  SELECT 
    l."__q",
    l."join_six_accuracies_daily_price_sum_1d",
    l."join_six_accuracies_daily_price_count",
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
        CASE WHEN (("price.sum.s.86400000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("price.sum.s.86400000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 join_six_accuracies_daily_price_sum_1d: the sum does not fit its type, for key ' || ('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("price.sum.s.86400000" AS BIGINT) END AS "join_six_accuracies_daily_price_sum_1d",
        nullif(CAST("price.count.n.all" AS BIGINT), CAST(0 AS BIGINT)) AS "join_six_accuracies_daily_price_count"
      FROM (
        SELECT 
          l."__q",
          l."price.count.n.all",
          l."price.sum.s.86400000",
          r."user_id"
        FROM (
          SELECT 
            "__q",
            count("price") AS "price.count.n.all",
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
                  greatest("__ts", (epoch_ms("__ds") + CAST(86399999 AS BIGINT))) AS "__after"
                FROM (
                  SELECT 
                    "user_id",
                    "price",
                    "ts" AS "__ts",
                    "ds" AS "__ds"
                  FROM (SELECT * FROM "purchases" WHERE "ds" <= DATE '2023-12-03')
                )
                WHERE ("__ts" < CAST(1701648000000 AS BIGINT))
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
    WHERE (("join_six_accuracies_daily_price_sum_1d" IS NOT NULL) OR ("join_six_accuracies_daily_price_count" IS NOT NULL))
  ) AS l
  JOIN (
    SELECT *
    FROM "__queries"
  ) AS r
  ON l."__q" IS NOT DISTINCT FROM r."__q"
);

-- v1/join_six_accuracies_daily, 2023-12-03
SELECT 
  "user_id",
  "__at",
  "join_six_accuracies_daily_price_sum_1d",
  "join_six_accuracies_daily_price_count",
  DATE '2023-12-03' AS "ds"
FROM "__values_0"
WHERE ("__left" = DATE '2023-12-03');

-- v1/join_six_accuracies_daily, 2023-12-04
SELECT 
  "user_id",
  "__at",
  "join_six_accuracies_daily_price_sum_1d",
  "join_six_accuracies_daily_price_count",
  DATE '2023-12-04' AS "ds"
FROM "__values_0"
WHERE ("__left" = DATE '2023-12-04');

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
          "buyer" AS "user_id",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "checkouts" WHERE "ds" >= DATE '2023-12-03' AND "ds" <= DATE '2023-12-04')
      )
    )
    WHERE ("user_id" IS NOT NULL)
      AND (CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END >= DATE '0001-01-03')
      AND (CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END <= DATE '9999-12-29')
      AND ("__left" IS NOT NULL)
    GROUP BY "user_id", "__at", "__left"
  )
);

CREATE TEMP TABLE "__values_0" AS
SELECT 
  "user_id",
  "__at",
  "join_six_accuracies_live_price_sum_1d",
  "join_six_accuracies_live_price_last_2d",
  "__left"
FROM (
  SELECT 
    l."__q",
    l."join_six_accuracies_live_price_sum_1d",
    l."join_six_accuracies_live_price_last_2d",
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
        CASE WHEN (("price.sum.s.86400000" < CAST('-9223372036854775808' AS DECIMAL(38, 0))) OR ("price.sum.s.86400000" > CAST('9223372036854775807' AS DECIMAL(38, 0)))) THEN CAST(error(('CHR2102 join_six_accuracies_live_price_sum_1d: the sum does not fit its type, for key ' || ('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')))) AS BIGINT) ELSE CAST("price.sum.s.86400000" AS BIGINT) END AS "join_six_accuracies_live_price_sum_1d",
        "price.max.e.172800000"['v'] AS "join_six_accuracies_live_price_last_2d"
      FROM (
        SELECT 
          l."__q",
          l."price.max.e.172800000",
          l."price.sum.s.86400000",
          r."user_id"
        FROM (
          SELECT 
            "__q",
            max(CASE WHEN ("price" IS NOT NULL) THEN {"ts": "__ts", "v": "price"} END) AS "price.max.e.172800000",
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
                  FROM (SELECT * FROM "purchases" WHERE "ds" >= DATE '2023-11-29' AND "ds" <= DATE '2023-12-04')
                )
                WHERE ("__ts" < CAST(1701734400000 AS BIGINT))
                  AND ("__ts" >= CAST(1701302400000 AS BIGINT))
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
    WHERE (("join_six_accuracies_live_price_sum_1d" IS NOT NULL) OR ("join_six_accuracies_live_price_last_2d" IS NOT NULL))
  ) AS l
  JOIN (
    SELECT *
    FROM "__queries"
  ) AS r
  ON l."__q" IS NOT DISTINCT FROM r."__q"
);

-- v1/now_join_six_accuracies_live, 2023-12-03
SELECT 
  "user_id",
  "__at",
  "join_six_accuracies_live_price_sum_1d",
  "join_six_accuracies_live_price_last_2d",
  DATE '2023-12-03' AS "ds"
FROM "__values_0"
WHERE ("__left" = DATE '2023-12-03');

-- v1/now_join_six_accuracies_live, 2023-12-04
SELECT 
  "user_id",
  "__at",
  "join_six_accuracies_live_price_sum_1d",
  "join_six_accuracies_live_price_last_2d",
  DATE '2023-12-04' AS "ds"
FROM "__values_0"
WHERE ("__left" = DATE '2023-12-04');

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
        "__ts" AS "__at",
        "__ds" AS "__left"
      FROM (
        SELECT 
          "buyer" AS "user_id",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "checkouts" WHERE "ds" >= DATE '2023-12-03' AND "ds" <= DATE '2023-12-04')
      )
    )
    WHERE ("user_id" IS NOT NULL)
      AND (CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END >= DATE '0001-01-03')
      AND (CASE WHEN "__at" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__at", -9000000000000000), 9000000000000000)) AS DATE) END <= DATE '9999-12-29')
      AND ("__left" IS NOT NULL)
    GROUP BY "user_id", "__at", "__left"
  )
);

CREATE TEMP TABLE "__values_0" AS
SELECT 
  "user_id",
  "__at",
  "join_six_accuracies_stars_stars_average",
  "__left"
FROM (
  SELECT 
    l."__q",
    l."join_six_accuracies_stars_stars_average",
    r."user_id",
    r."__at",
    r."__left",
    r."__day"
  FROM (
    SELECT *
    FROM (
      SELECT 
        "__q",
        CASE WHEN ((coalesce("stars.count.net.all.plus", CAST(CAST(0 AS BIGINT) AS BIGINT)) - coalesce("stars.count.net.all.minus", CAST(CAST(0 AS BIGINT) AS BIGINT))) <> CAST(0 AS BIGINT)) THEN (CASE WHEN isfinite(((CAST((coalesce("stars.sum.s.all.plus", CAST(CAST(0 AS BIGINT) AS DECIMAL(38, 0))) - coalesce("stars.sum.s.all.minus", CAST(CAST(0 AS BIGINT) AS DECIMAL(38, 0)))) AS DOUBLE) / CAST((coalesce("stars.count.n.all.plus", CAST(CAST(0 AS BIGINT) AS BIGINT)) - coalesce("stars.count.n.all.minus", CAST(CAST(0 AS BIGINT) AS BIGINT))) AS DOUBLE)) + 0e0)) THEN ((CAST((coalesce("stars.sum.s.all.plus", CAST(CAST(0 AS BIGINT) AS DECIMAL(38, 0))) - coalesce("stars.sum.s.all.minus", CAST(CAST(0 AS BIGINT) AS DECIMAL(38, 0)))) AS DOUBLE) / CAST((coalesce("stars.count.n.all.plus", CAST(CAST(0 AS BIGINT) AS BIGINT)) - coalesce("stars.count.n.all.minus", CAST(CAST(0 AS BIGINT) AS BIGINT))) AS DOUBLE)) + 0e0) END + 0e0) END AS "join_six_accuracies_stars_stars_average"
      FROM (
        SELECT 
          "__q",
          sum("stars") FILTER (WHERE ("__sign" > CAST(0 AS BIGINT))) AS "stars.sum.s.all.plus",
          sum("stars") FILTER (WHERE ("__sign" < CAST(0 AS BIGINT))) AS "stars.sum.s.all.minus",
          count("stars") FILTER (WHERE ("__sign" > CAST(0 AS BIGINT))) AS "stars.count.n.all.plus",
          count("stars") FILTER (WHERE ("__sign" < CAST(0 AS BIGINT))) AS "stars.count.n.all.minus",
          count("stars") FILTER (WHERE ("__sign" > CAST(0 AS BIGINT))) AS "stars.count.net.all.plus",
          count("stars") FILTER (WHERE ("__sign" < CAST(0 AS BIGINT))) AS "stars.count.net.all.minus"
        FROM (
          SELECT 
            l."__q",
            r."stars",
            r."__ts",
            r."__sign"
          FROM (
            SELECT *
            FROM "__queries"
          ) AS l
          JOIN (
            SELECT *
            FROM (
              SELECT 
                "user_id",
                "stars",
                "__ts",
                "__ts" AS "__after",
                CASE WHEN (epoch_ms("__ds") + CAST(86400000 AS BIGINT)) BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest((epoch_ms("__ds") + CAST(86400000 AS BIGINT)), -9000000000000000), 9000000000000000)) AS DATE) END AS "__read",
                CAST(1 AS BIGINT) AS "__sign"
              FROM (
                SELECT 
                  "user_id",
                  "stars",
                  "ts" AS "__ts",
                  "ds" AS "__ds"
                FROM (SELECT * FROM "ratings" WHERE "ds" >= DATE '2023-12-01' AND "ds" <= DATE '2023-12-03')
              )
              WHERE ("__ts" IS NOT NULL)
                AND ("user_id" IS NOT NULL)
              UNION ALL BY NAME
              SELECT 
                "user_id",
                "stars",
                "__ts",
                "__sign",
                greatest("__ts", "__changed") AS "__after",
                "__ds" AS "__read"
              FROM (
                SELECT 
                  "user_id",
                  "stars",
                  "ts" AS "__ts",
                  "ds" AS "__ds",
                  "mutation_ts" AS "__changed",
                  CASE WHEN "is_before" THEN CAST(-1 AS BIGINT) ELSE CAST(1 AS BIGINT) END AS "__sign"
                FROM (SELECT * FROM "changes" WHERE "ds" >= DATE '2023-12-02' AND "ds" <= DATE '2023-12-04')
              )
              WHERE ("__ts" IS NOT NULL)
                AND ("__changed" >= epoch_ms("__ds"))
                AND ("user_id" IS NOT NULL)
            )
          ) AS r
          ON l."user_id" IS NOT DISTINCT FROM r."user_id" AND l."__day" IS NOT DISTINCT FROM r."__read" AND ("__at" > "__after")
        )
        GROUP BY "__q"
      )
    )
    WHERE ("join_six_accuracies_stars_stars_average" IS NOT NULL)
  ) AS l
  JOIN (
    SELECT *
    FROM "__queries"
  ) AS r
  ON l."__q" IS NOT DISTINCT FROM r."__q"
);

-- v1/join_six_accuracies_stars, 2023-12-03
SELECT 
  "user_id",
  "__at",
  "join_six_accuracies_stars_stars_average",
  DATE '2023-12-03' AS "ds"
FROM "__values_0"
WHERE ("__left" = DATE '2023-12-03');

-- v1/join_six_accuracies_stars, 2023-12-04
SELECT 
  "user_id",
  "__at",
  "join_six_accuracies_stars_stars_average",
  DATE '2023-12-04' AS "ds"
FROM "__values_0"
WHERE ("__left" = DATE '2023-12-04');

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
          "buyer" AS "user_id",
          "ts" AS "__ts",
          "ds" AS "__ds"
        FROM (SELECT * FROM "checkouts" WHERE "ds" >= DATE '2023-12-03' AND "ds" <= DATE '2023-12-04')
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
  "city",
  "__ts",
  "__ds",
  CASE WHEN (epoch_ms("__ds") + CAST(86400000 AS BIGINT)) BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest((epoch_ms("__ds") + CAST(86400000 AS BIGINT)), -9000000000000000), 9000000000000000)) AS DATE) END AS "__read"
FROM (
  SELECT 
    "user_id",
    "city",
    (epoch_ms("ds") + CAST(86399999 AS BIGINT)) AS "__ts",
    "ds" AS "__ds"
  FROM (SELECT * FROM "users" WHERE "ds" >= DATE '2023-12-01' AND "ds" <= DATE '2023-12-03')
)
WHERE ("user_id" IS NOT NULL);

CREATE TEMP TABLE "__values_0" AS
SELECT 
  "user_id",
  "__at",
  "city",
  "__left"
FROM (
  SELECT 
    l."__q",
    l."city",
    r."user_id",
    r."__at",
    r."__left",
    r."__day"
  FROM (
    SELECT 
      l."__q",
      r."city"
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
);

-- must be empty: duplicate-keys
SELECT 
  (CAST(('user_id=' || coalesce(CAST("user_id" AS VARCHAR), 'null')) AS VARCHAR) || ' of ' || CAST("__ds" AS VARCHAR)) AS "key",
  "__rows" AS "rows"
FROM (
  SELECT 
    "user_id",
    "__ds",
    count(*) AS "__rows"
  FROM "__snapshots"
  GROUP BY "user_id", "__ds"
)
WHERE ("__rows" > CAST(1 AS BIGINT));

-- v1/join_six_accuracies_profile, 2023-12-03
SELECT 
  "user_id",
  "__at",
  "city",
  DATE '2023-12-03' AS "ds"
FROM "__values_0"
WHERE ("__left" = DATE '2023-12-03');

-- v1/join_six_accuracies_profile, 2023-12-04
SELECT 
  "user_id",
  "__at",
  "city",
  DATE '2023-12-04' AS "ds"
FROM "__values_0"
WHERE ("__left" = DATE '2023-12-04');

-- 2023-12-03
SELECT 
  "buyer",
  "cart",
  "ts",
  "join_six_accuracies_daily_price_sum_1d",
  "join_six_accuracies_daily_price_count",
  "now_join_six_accuracies_live_price_sum_1d",
  "now_join_six_accuracies_live_price_last_2d",
  "join_six_accuracies_stars_stars_average",
  "city",
  DATE '2023-12-03' AS "ds"
FROM (
  SELECT 
    l."buyer",
    l."cart",
    l."ts",
    l."__ts",
    l."__ds",
    l."__at.snapshot",
    l."__at.temporal",
    l."join_six_accuracies_daily_price_sum_1d",
    l."join_six_accuracies_daily_price_count",
    l."now_join_six_accuracies_live_price_sum_1d",
    l."now_join_six_accuracies_live_price_last_2d",
    l."join_six_accuracies_stars_stars_average",
    r."city"
  FROM (
    SELECT 
      l."buyer",
      l."cart",
      l."ts",
      l."__ts",
      l."__ds",
      l."__at.snapshot",
      l."__at.temporal",
      l."join_six_accuracies_daily_price_sum_1d",
      l."join_six_accuracies_daily_price_count",
      l."now_join_six_accuracies_live_price_sum_1d",
      l."now_join_six_accuracies_live_price_last_2d",
      r."join_six_accuracies_stars_stars_average"
    FROM (
      SELECT 
        l."buyer",
        l."cart",
        l."ts",
        l."__ts",
        l."__ds",
        l."__at.snapshot",
        l."__at.temporal",
        l."join_six_accuracies_daily_price_sum_1d",
        l."join_six_accuracies_daily_price_count",
        r."now_join_six_accuracies_live_price_sum_1d",
        r."now_join_six_accuracies_live_price_last_2d"
      FROM (
        SELECT 
          l."buyer",
          l."cart",
          l."ts",
          l."__ts",
          l."__ds",
          l."__at.snapshot",
          l."__at.temporal",
          r."join_six_accuracies_daily_price_sum_1d",
          r."join_six_accuracies_daily_price_count"
        FROM (
          SELECT 
            "buyer",
            "cart",
            "ts",
            "__ts",
            "__ds",
            epoch_ms(CASE WHEN "__ts" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__ts", -9000000000000000), 9000000000000000)) AS DATE) END) AS "__at.snapshot",
            "__ts" AS "__at.temporal"
          FROM (
            SELECT 
              "buyer",
              "cart",
              "ts",
              "ts" AS "__ts",
              "ds" AS "__ds"
            FROM (SELECT * FROM "checkouts" WHERE "ds" >= DATE '2023-12-03' AND "ds" <= DATE '2023-12-03')
          )
        ) AS l
        LEFT JOIN (
          SELECT 
            "user_id" AS "__0.key.0",
            "__at" AS "__0.at",
            "join_six_accuracies_daily_price_sum_1d",
            "join_six_accuracies_daily_price_count"
          FROM (SELECT * FROM "v1/join_six_accuracies_daily" WHERE "ds" >= DATE '2023-12-03' AND "ds" <= DATE '2023-12-03')
        ) AS r
        ON l."buyer" IS NOT DISTINCT FROM r."__0.key.0" AND l."__at.snapshot" IS NOT DISTINCT FROM r."__0.at"
      ) AS l
      LEFT JOIN (
        SELECT 
          "user_id" AS "__1.key.0",
          "__at" AS "__1.at",
          "join_six_accuracies_live_price_sum_1d" AS "now_join_six_accuracies_live_price_sum_1d",
          "join_six_accuracies_live_price_last_2d" AS "now_join_six_accuracies_live_price_last_2d"
        FROM (SELECT * FROM "v1/now_join_six_accuracies_live" WHERE "ds" >= DATE '2023-12-03' AND "ds" <= DATE '2023-12-03')
      ) AS r
      ON l."buyer" IS NOT DISTINCT FROM r."__1.key.0" AND l."__at.temporal" IS NOT DISTINCT FROM r."__1.at"
    ) AS l
    LEFT JOIN (
      SELECT 
        "user_id" AS "__2.key.0",
        "__at" AS "__2.at",
        "join_six_accuracies_stars_stars_average"
      FROM (SELECT * FROM "v1/join_six_accuracies_stars" WHERE "ds" >= DATE '2023-12-03' AND "ds" <= DATE '2023-12-03')
    ) AS r
    ON l."buyer" IS NOT DISTINCT FROM r."__2.key.0" AND l."__at.temporal" IS NOT DISTINCT FROM r."__2.at"
  ) AS l
  LEFT JOIN (
    SELECT 
      "user_id" AS "__3.key.0",
      "__at" AS "__3.at",
      "city"
    FROM (SELECT * FROM "v1/join_six_accuracies_profile" WHERE "ds" >= DATE '2023-12-03' AND "ds" <= DATE '2023-12-03')
  ) AS r
  ON l."buyer" IS NOT DISTINCT FROM r."__3.key.0" AND l."__at.snapshot" IS NOT DISTINCT FROM r."__3.at"
);

-- 2023-12-04
SELECT 
  "buyer",
  "cart",
  "ts",
  "join_six_accuracies_daily_price_sum_1d",
  "join_six_accuracies_daily_price_count",
  "now_join_six_accuracies_live_price_sum_1d",
  "now_join_six_accuracies_live_price_last_2d",
  "join_six_accuracies_stars_stars_average",
  "city",
  DATE '2023-12-04' AS "ds"
FROM (
  SELECT 
    l."buyer",
    l."cart",
    l."ts",
    l."__ts",
    l."__ds",
    l."__at.snapshot",
    l."__at.temporal",
    l."join_six_accuracies_daily_price_sum_1d",
    l."join_six_accuracies_daily_price_count",
    l."now_join_six_accuracies_live_price_sum_1d",
    l."now_join_six_accuracies_live_price_last_2d",
    l."join_six_accuracies_stars_stars_average",
    r."city"
  FROM (
    SELECT 
      l."buyer",
      l."cart",
      l."ts",
      l."__ts",
      l."__ds",
      l."__at.snapshot",
      l."__at.temporal",
      l."join_six_accuracies_daily_price_sum_1d",
      l."join_six_accuracies_daily_price_count",
      l."now_join_six_accuracies_live_price_sum_1d",
      l."now_join_six_accuracies_live_price_last_2d",
      r."join_six_accuracies_stars_stars_average"
    FROM (
      SELECT 
        l."buyer",
        l."cart",
        l."ts",
        l."__ts",
        l."__ds",
        l."__at.snapshot",
        l."__at.temporal",
        l."join_six_accuracies_daily_price_sum_1d",
        l."join_six_accuracies_daily_price_count",
        r."now_join_six_accuracies_live_price_sum_1d",
        r."now_join_six_accuracies_live_price_last_2d"
      FROM (
        SELECT 
          l."buyer",
          l."cart",
          l."ts",
          l."__ts",
          l."__ds",
          l."__at.snapshot",
          l."__at.temporal",
          r."join_six_accuracies_daily_price_sum_1d",
          r."join_six_accuracies_daily_price_count"
        FROM (
          SELECT 
            "buyer",
            "cart",
            "ts",
            "__ts",
            "__ds",
            epoch_ms(CASE WHEN "__ts" BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(least(greatest("__ts", -9000000000000000), 9000000000000000)) AS DATE) END) AS "__at.snapshot",
            "__ts" AS "__at.temporal"
          FROM (
            SELECT 
              "buyer",
              "cart",
              "ts",
              "ts" AS "__ts",
              "ds" AS "__ds"
            FROM (SELECT * FROM "checkouts" WHERE "ds" >= DATE '2023-12-04' AND "ds" <= DATE '2023-12-04')
          )
        ) AS l
        LEFT JOIN (
          SELECT 
            "user_id" AS "__0.key.0",
            "__at" AS "__0.at",
            "join_six_accuracies_daily_price_sum_1d",
            "join_six_accuracies_daily_price_count"
          FROM (SELECT * FROM "v1/join_six_accuracies_daily" WHERE "ds" >= DATE '2023-12-04' AND "ds" <= DATE '2023-12-04')
        ) AS r
        ON l."buyer" IS NOT DISTINCT FROM r."__0.key.0" AND l."__at.snapshot" IS NOT DISTINCT FROM r."__0.at"
      ) AS l
      LEFT JOIN (
        SELECT 
          "user_id" AS "__1.key.0",
          "__at" AS "__1.at",
          "join_six_accuracies_live_price_sum_1d" AS "now_join_six_accuracies_live_price_sum_1d",
          "join_six_accuracies_live_price_last_2d" AS "now_join_six_accuracies_live_price_last_2d"
        FROM (SELECT * FROM "v1/now_join_six_accuracies_live" WHERE "ds" >= DATE '2023-12-04' AND "ds" <= DATE '2023-12-04')
      ) AS r
      ON l."buyer" IS NOT DISTINCT FROM r."__1.key.0" AND l."__at.temporal" IS NOT DISTINCT FROM r."__1.at"
    ) AS l
    LEFT JOIN (
      SELECT 
        "user_id" AS "__2.key.0",
        "__at" AS "__2.at",
        "join_six_accuracies_stars_stars_average"
      FROM (SELECT * FROM "v1/join_six_accuracies_stars" WHERE "ds" >= DATE '2023-12-04' AND "ds" <= DATE '2023-12-04')
    ) AS r
    ON l."buyer" IS NOT DISTINCT FROM r."__2.key.0" AND l."__at.temporal" IS NOT DISTINCT FROM r."__2.at"
  ) AS l
  LEFT JOIN (
    SELECT 
      "user_id" AS "__3.key.0",
      "__at" AS "__3.at",
      "city"
    FROM (SELECT * FROM "v1/join_six_accuracies_profile" WHERE "ds" >= DATE '2023-12-04' AND "ds" <= DATE '2023-12-04')
  ) AS r
  ON l."buyer" IS NOT DISTINCT FROM r."__3.key.0" AND l."__at.snapshot" IS NOT DISTINCT FROM r."__3.at"
);
