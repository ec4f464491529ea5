/** Which version is served. Parameters: cube id. */
export const currentVersion = {
  name: 'chron-current-version',
  text: 'SELECT id, version, ds FROM "CubeHistory" WHERE "cubeId" = $1 AND current',
} as const;
