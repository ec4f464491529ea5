/** Which versions are served. Parameters: cube ids. */
export const currentVersions = {
  name: 'chron-current-versions',
  text: 'SELECT "cubeId", id, version, ds FROM "CubeHistory" WHERE "cubeId" = ANY ($1) AND current',
} as const;
