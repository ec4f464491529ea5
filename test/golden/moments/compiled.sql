CREATE TEMP TABLE "__rows_20231207" AS
SELECT *
FROM (
  SELECT 
    "sensor",
    "exact",
    CASE WHEN isfinite("measured") THEN "measured" END AS "measured",
    "billed",
    "ts" AS "__ts",
    "ds" AS "__ds"
  FROM (SELECT * FROM "raw" WHERE "ds" >= DATE '2023-12-05' AND "ds" <= DATE '2023-12-07')
)
WHERE ("__ts" < CAST(1701993600000 AS BIGINT))
  AND ("__ts" >= CAST(1701907200000 AS BIGINT))
  AND ("sensor" IS NOT NULL);

-- 2023-12-07
SELECT 
  "sensor",
  "moments_exact_variance_1d",
  "moments_exact_stddev_1d",
  "moments_measured_variance_1d",
  "moments_billed_variance_1d",
  DATE '2023-12-07' AS "ds"
FROM (
  SELECT 
    "sensor",
    CASE WHEN isfinite(CASE WHEN ((("exact.sum.s2.86400000" - (("exact.sum.s1.86400000" * "exact.sum.s1.86400000") / CAST("exact.count.n.86400000" AS DOUBLE))) / CAST("exact.count.n.86400000" AS DOUBLE)) < 0e0) THEN 0e0 ELSE (("exact.sum.s2.86400000" - (("exact.sum.s1.86400000" * "exact.sum.s1.86400000") / CAST("exact.count.n.86400000" AS DOUBLE))) / CAST("exact.count.n.86400000" AS DOUBLE)) END) THEN CASE WHEN ((("exact.sum.s2.86400000" - (("exact.sum.s1.86400000" * "exact.sum.s1.86400000") / CAST("exact.count.n.86400000" AS DOUBLE))) / CAST("exact.count.n.86400000" AS DOUBLE)) < 0e0) THEN 0e0 ELSE (("exact.sum.s2.86400000" - (("exact.sum.s1.86400000" * "exact.sum.s1.86400000") / CAST("exact.count.n.86400000" AS DOUBLE))) / CAST("exact.count.n.86400000" AS DOUBLE)) END END AS "moments_exact_variance_1d",
    sqrt(CASE WHEN isfinite(CASE WHEN ((("exact.sum.s2.86400000" - (("exact.sum.s1.86400000" * "exact.sum.s1.86400000") / CAST("exact.count.n.86400000" AS DOUBLE))) / CAST("exact.count.n.86400000" AS DOUBLE)) < 0e0) THEN 0e0 ELSE (("exact.sum.s2.86400000" - (("exact.sum.s1.86400000" * "exact.sum.s1.86400000") / CAST("exact.count.n.86400000" AS DOUBLE))) / CAST("exact.count.n.86400000" AS DOUBLE)) END) THEN CASE WHEN ((("exact.sum.s2.86400000" - (("exact.sum.s1.86400000" * "exact.sum.s1.86400000") / CAST("exact.count.n.86400000" AS DOUBLE))) / CAST("exact.count.n.86400000" AS DOUBLE)) < 0e0) THEN 0e0 ELSE (("exact.sum.s2.86400000" - (("exact.sum.s1.86400000" * "exact.sum.s1.86400000") / CAST("exact.count.n.86400000" AS DOUBLE))) / CAST("exact.count.n.86400000" AS DOUBLE)) END END) AS "moments_exact_stddev_1d",
    CASE WHEN isfinite(CASE WHEN ((("measured.sum.s2.86400000" - (("measured.sum.s1.86400000" * "measured.sum.s1.86400000") / CAST("measured.count.n.86400000" AS DOUBLE))) / CAST("measured.count.n.86400000" AS DOUBLE)) < 0e0) THEN 0e0 ELSE (("measured.sum.s2.86400000" - (("measured.sum.s1.86400000" * "measured.sum.s1.86400000") / CAST("measured.count.n.86400000" AS DOUBLE))) / CAST("measured.count.n.86400000" AS DOUBLE)) END) THEN CASE WHEN ((("measured.sum.s2.86400000" - (("measured.sum.s1.86400000" * "measured.sum.s1.86400000") / CAST("measured.count.n.86400000" AS DOUBLE))) / CAST("measured.count.n.86400000" AS DOUBLE)) < 0e0) THEN 0e0 ELSE (("measured.sum.s2.86400000" - (("measured.sum.s1.86400000" * "measured.sum.s1.86400000") / CAST("measured.count.n.86400000" AS DOUBLE))) / CAST("measured.count.n.86400000" AS DOUBLE)) END END AS "moments_measured_variance_1d",
    CASE WHEN isfinite(CASE WHEN ((("billed.sum.s2.86400000" - (("billed.sum.s1.86400000" * "billed.sum.s1.86400000") / CAST("billed.count.n.86400000" AS DOUBLE))) / CAST("billed.count.n.86400000" AS DOUBLE)) < 0e0) THEN 0e0 ELSE (("billed.sum.s2.86400000" - (("billed.sum.s1.86400000" * "billed.sum.s1.86400000") / CAST("billed.count.n.86400000" AS DOUBLE))) / CAST("billed.count.n.86400000" AS DOUBLE)) END) THEN CASE WHEN ((("billed.sum.s2.86400000" - (("billed.sum.s1.86400000" * "billed.sum.s1.86400000") / CAST("billed.count.n.86400000" AS DOUBLE))) / CAST("billed.count.n.86400000" AS DOUBLE)) < 0e0) THEN 0e0 ELSE (("billed.sum.s2.86400000" - (("billed.sum.s1.86400000" * "billed.sum.s1.86400000") / CAST("billed.count.n.86400000" AS DOUBLE))) / CAST("billed.count.n.86400000" AS DOUBLE)) END END AS "moments_billed_variance_1d"
  FROM (
    SELECT 
      "sensor",
      count("exact") AS "exact.count.n.86400000",
      min("exact") AS "exact.min.c.86400000",
      sum(CAST((CAST("exact" AS DECIMAL(38, 0)) - CAST("exact.min.centre.86400000" AS DECIMAL(38, 0))) AS DOUBLE)) AS "exact.sum.s1.86400000",
      sum((CAST((CAST("exact" AS DECIMAL(38, 0)) - CAST("exact.min.centre.86400000" AS DECIMAL(38, 0))) AS DOUBLE) * CAST((CAST("exact" AS DECIMAL(38, 0)) - CAST("exact.min.centre.86400000" AS DECIMAL(38, 0))) AS DOUBLE))) AS "exact.sum.s2.86400000",
      count("measured") AS "measured.count.n.86400000",
      min("measured") AS "measured.min.c.86400000",
      sum((CAST("measured" AS DOUBLE) - CAST("measured.min.centre.86400000" AS DOUBLE))) AS "measured.sum.s1.86400000",
      sum(((CAST("measured" AS DOUBLE) - CAST("measured.min.centre.86400000" AS DOUBLE)) * (CAST("measured" AS DOUBLE) - CAST("measured.min.centre.86400000" AS DOUBLE)))) AS "measured.sum.s2.86400000",
      count("billed") AS "billed.count.n.86400000",
      min("billed") AS "billed.min.c.86400000",
      sum(CASE WHEN ((CAST("billed.min.centre.86400000" AS DECIMAL(38, 2)) < CAST('0' AS DECIMAL(38, 2))) <> (CAST("billed" AS DECIMAL(38, 2)) < CAST('0' AS DECIMAL(38, 2)))) THEN (CAST(CAST("billed" AS DECIMAL(38, 2)) AS DOUBLE) - CAST(CAST("billed.min.centre.86400000" AS DECIMAL(38, 2)) AS DOUBLE)) ELSE CAST((CAST("billed" AS DECIMAL(38, 2)) - CAST("billed.min.centre.86400000" AS DECIMAL(38, 2))) AS DOUBLE) END) AS "billed.sum.s1.86400000",
      sum((CASE WHEN ((CAST("billed.min.centre.86400000" AS DECIMAL(38, 2)) < CAST('0' AS DECIMAL(38, 2))) <> (CAST("billed" AS DECIMAL(38, 2)) < CAST('0' AS DECIMAL(38, 2)))) THEN (CAST(CAST("billed" AS DECIMAL(38, 2)) AS DOUBLE) - CAST(CAST("billed.min.centre.86400000" AS DECIMAL(38, 2)) AS DOUBLE)) ELSE CAST((CAST("billed" AS DECIMAL(38, 2)) - CAST("billed.min.centre.86400000" AS DECIMAL(38, 2))) AS DOUBLE) END * CASE WHEN ((CAST("billed.min.centre.86400000" AS DECIMAL(38, 2)) < CAST('0' AS DECIMAL(38, 2))) <> (CAST("billed" AS DECIMAL(38, 2)) < CAST('0' AS DECIMAL(38, 2)))) THEN (CAST(CAST("billed" AS DECIMAL(38, 2)) AS DOUBLE) - CAST(CAST("billed.min.centre.86400000" AS DECIMAL(38, 2)) AS DOUBLE)) ELSE CAST((CAST("billed" AS DECIMAL(38, 2)) - CAST("billed.min.centre.86400000" AS DECIMAL(38, 2))) AS DOUBLE) END)) AS "billed.sum.s2.86400000"
    FROM (
      SELECT 
        l."sensor",
        l."exact",
        l."measured",
        l."billed",
        l."__ts",
        l."__ds",
        r."exact.min.centre.86400000",
        r."measured.min.centre.86400000",
        r."billed.min.centre.86400000"
      FROM (
        SELECT *
        FROM "__rows_20231207"
      ) AS l
      JOIN (
        SELECT 
          "sensor",
          min("exact") AS "exact.min.centre.86400000",
          min("measured") AS "measured.min.centre.86400000",
          min("billed") AS "billed.min.centre.86400000"
        FROM "__rows_20231207"
        GROUP BY "sensor"
      ) AS r
      ON l."sensor" IS NOT DISTINCT FROM r."sensor"
    )
    GROUP BY "sensor"
  )
)
WHERE (("moments_exact_variance_1d" IS NOT NULL) OR ("moments_exact_stddev_1d" IS NOT NULL) OR ("moments_measured_variance_1d" IS NOT NULL) OR ("moments_billed_variance_1d" IS NOT NULL));
