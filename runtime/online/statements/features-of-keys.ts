/**
 * The feature objects of so many keys as JSON text, which keeps every digit; `n` says which of them a row is of.
 * Parameters: version id and key text of each. An arm for each key, because the partition of a constant is found when
 * the statement is planned: a join would open and lock every partition.
 */
export const featuresOfKeys = (count: number) => ({
  name: `chron-features-of-${count}`,
  text: Array.from({ length: count }, (_, n) => arm(n)).join(' UNION ALL '),
});

const arm = (n: number): string =>
  `SELECT ${n} AS n, feature::text AS feature FROM "UserFeature" WHERE "cubeHistoryId" = $${2 * n + 1} AND "userId" = $${2 * n + 2}`;
