/** The feature object of a key as JSON text, which keeps every digit. Parameters: version id, key text. */
export const featureOfKey = {
  name: 'chron-feature-of-key',
  text: 'SELECT feature::text AS feature FROM "UserFeature" WHERE "cubeHistoryId" = $1 AND "userId" = $2',
} as const;
