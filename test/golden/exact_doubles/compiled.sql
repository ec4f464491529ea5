CREATE TEMP TABLE "__rows_20231207" AS
SELECT *
FROM (
  SELECT 
    "account",
    CASE WHEN isfinite("paid") THEN "paid" END AS "paid",
    list_transform("parts", lambda c0: CASE WHEN isfinite(c0) THEN c0 + 0 END) AS "parts",
    "ts" AS "__ts",
    "ds" AS "__ds"
  FROM (SELECT * FROM "raw" WHERE "ds" >= DATE '2023-12-05' AND "ds" <= DATE '2023-12-07')
)
WHERE ("__ts" < CAST(1701993600000 AS BIGINT))
  AND ("__ts" >= CAST(1701907200000 AS BIGINT))
  AND ("account" IS NOT NULL);

-- 2023-12-07
SELECT 
  "account",
  "exact_doubles_paid_sum_1d",
  "exact_doubles_paid_average_1d",
  "exact_doubles_parts_sum_1d",
  "exact_doubles_parts_sum_1d_exact",
  DATE '2023-12-07' AS "ds"
FROM (
  SELECT 
    l."account",
    l."exact_doubles_paid_sum_1d",
    l."exact_doubles_paid_average_1d",
    l."exact_doubles_parts_sum_1d",
    r."exact_doubles_parts_sum_1d_exact"
  FROM (
    SELECT 
      l."account",
      l."exact_doubles_paid_sum_1d",
      l."exact_doubles_paid_average_1d",
      r."exact_doubles_parts_sum_1d"
    FROM (
      SELECT 
        "account",
        CASE WHEN ("paid.max_2.over.86400000" > CAST(0 AS BIGINT)) THEN CAST(error(('CHR2102 exact_doubles_paid_sum_1d: a value of size 1e26 or more is too large for exact: 2, for key ' || ('account=' || coalesce(CAST("account" AS VARCHAR), 'null')))) AS DOUBLE) ELSE CAST((CAST("paid.sum_2.s.86400000" AS VARCHAR) || 'e-2') AS DOUBLE) END AS "exact_doubles_paid_sum_1d",
        ((CASE WHEN ("paid.max_2.over.86400000" > CAST(0 AS BIGINT)) THEN CAST(error(('CHR2102 exact_doubles_paid_average_1d: a value of size 1e26 or more is too large for exact: 2, for key ' || ('account=' || coalesce(CAST("account" AS VARCHAR), 'null')))) AS DOUBLE) ELSE CAST((CAST("paid.sum_2.s.86400000" AS VARCHAR) || 'e-2') AS DOUBLE) END / CAST("paid.count_2.n.86400000" AS DOUBLE)) + 0e0) AS "exact_doubles_paid_average_1d"
      FROM (
        SELECT 
          "account",
          sum(CASE WHEN ((("paid" * 100e0) > -1e+28) AND (("paid" * 100e0) < 1e+28)) THEN CAST(round(("paid" * 100e0)) AS DECIMAL(38, 0)) END) AS "paid.sum_2.s.86400000",
          max(CASE WHEN (NOT ((("paid" * 100e0) > -1e+28) AND (("paid" * 100e0) < 1e+28))) THEN CAST(1 AS BIGINT) END) AS "paid.max_2.over.86400000",
          count("paid") AS "paid.count_2.n.86400000"
        FROM "__rows_20231207"
        GROUP BY "account"
      )
    ) AS l
    LEFT JOIN (
      SELECT 
        "account",
        CASE WHEN ("parts.max_0.over.86400000" > CAST(0 AS BIGINT)) THEN CAST(error(('CHR2102 exact_doubles_parts_sum_1d: a value of size 1e28 or more is too large for exact: 0, for key ' || ('account=' || coalesce(CAST("account" AS VARCHAR), 'null')))) AS DOUBLE) ELSE CAST((CAST("parts.sum_0.s.86400000" AS VARCHAR) || 'e-0') AS DOUBLE) END AS "exact_doubles_parts_sum_1d"
      FROM (
        SELECT 
          "account",
          sum(CASE WHEN (("__v" > -1e+28) AND ("__v" < 1e+28)) THEN CAST(round("__v") AS DECIMAL(38, 0)) END) AS "parts.sum_0.s.86400000",
          max(CASE WHEN (NOT (("__v" > -1e+28) AND ("__v" < 1e+28))) THEN CAST(1 AS BIGINT) END) AS "parts.max_0.over.86400000"
        FROM (
          SELECT 
            "account",
            "__ts",
            "__element" AS "__v"
          FROM (
            SELECT 
              "account",
              "__ts",
              unnest("__input") AS "__element"
            FROM (
              SELECT 
                "account",
                "__ts",
                "parts" AS "__input"
              FROM "__rows_20231207"
            )
          )
        )
        WHERE ("__v" IS NOT NULL)
        GROUP BY "account"
      )
    ) AS r
    ON l."account" IS NOT DISTINCT FROM r."account"
  ) AS l
  LEFT JOIN (
    SELECT 
      "account",
      CASE WHEN (("__shortest.86400000_exact" IS NOT NULL) AND (("__shortest.86400000_exact" <> "__longest.86400000_exact") OR ("__nulls.86400000_exact" > CAST(0 AS BIGINT)))) THEN CAST(error(('CHR2101 exact_doubles_parts_sum_1d_exact: elementWise needs lists of one length without null elements, but they have ' || CAST("__shortest.86400000_exact" AS VARCHAR) || ' to ' || CAST("__longest.86400000_exact" AS VARCHAR) || ' elements, or a null one, for key ' || ('account=' || coalesce(CAST("account" AS VARCHAR), 'null')))) AS DOUBLE[]) ELSE "exact_doubles_parts_sum_1d_exact.list" END AS "exact_doubles_parts_sum_1d_exact"
    FROM (
      SELECT 
        l."account",
        l."__shortest.86400000_exact",
        l."__longest.86400000_exact",
        l."__nulls.86400000_exact",
        r."exact_doubles_parts_sum_1d_exact.list"
      FROM (
        SELECT 
          "account",
          min(CAST(len("parts") AS BIGINT)) AS "__shortest.86400000_exact",
          max(CAST(len("parts") AS BIGINT)) AS "__longest.86400000_exact",
          max(CASE WHEN (list_count("parts") < len("parts")) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END) AS "__nulls.86400000_exact"
        FROM "__rows_20231207"
        GROUP BY "account"
      ) AS l
      LEFT JOIN (
        SELECT 
          "account",
          list("exact_doubles_parts_sum_1d_exact" ORDER BY "__item") FILTER (WHERE ("__seen.86400000_exact" > CAST(0 AS BIGINT))) AS "exact_doubles_parts_sum_1d_exact.list"
        FROM (
          SELECT 
            "account",
            "__item",
            "__seen.86400000_exact",
            CASE WHEN ("parts.max_1.over.86400000_exact" > CAST(0 AS BIGINT)) THEN CAST(error(('CHR2102 exact_doubles_parts_sum_1d_exact: a value of size 1e27 or more is too large for exact: 1, for key ' || ('account=' || coalesce(CAST("account" AS VARCHAR), 'null')))) AS DOUBLE) ELSE CAST((CAST("parts.sum_1.s.86400000_exact" AS VARCHAR) || 'e-1') AS DOUBLE) END AS "exact_doubles_parts_sum_1d_exact"
          FROM (
            SELECT 
              "account",
              "__item",
              sum(CASE WHEN ((("__v" * 10e0) > -1e+28) AND (("__v" * 10e0) < 1e+28)) THEN CAST(round(("__v" * 10e0)) AS DECIMAL(38, 0)) END) AS "parts.sum_1.s.86400000_exact",
              max(CASE WHEN (NOT ((("__v" * 10e0) > -1e+28) AND (("__v" * 10e0) < 1e+28))) THEN CAST(1 AS BIGINT) END) AS "parts.max_1.over.86400000_exact",
              count(*) AS "__seen.86400000_exact"
            FROM (
              SELECT 
                "account",
                "__position" AS "__item",
                "__ts",
                "__element" AS "__v"
              FROM (
                SELECT 
                  "account",
                  "__ts",
                  unnest("__input") AS "__element",
                  CAST(generate_subscripts("__input", 1) AS BIGINT) AS "__position"
                FROM (
                  SELECT 
                    "account",
                    "__ts",
                    "parts" AS "__input"
                  FROM "__rows_20231207"
                )
              )
            )
            WHERE ("__v" IS NOT NULL)
            GROUP BY "account", "__item"
          )
        )
        GROUP BY "account"
      ) AS r
      ON l."account" IS NOT DISTINCT FROM r."account"
    )
  ) AS r
  ON l."account" IS NOT DISTINCT FROM r."account"
)
WHERE (("exact_doubles_paid_sum_1d" IS NOT NULL) OR ("exact_doubles_paid_average_1d" IS NOT NULL) OR ("exact_doubles_parts_sum_1d" IS NOT NULL) OR ("exact_doubles_parts_sum_1d_exact" IS NOT NULL));
