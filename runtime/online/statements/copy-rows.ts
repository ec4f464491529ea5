import { versionTable } from '../identity.ts';

/** Takes rows in COPY's text format. */
export const copyRows = (versionId: string): string =>
  `COPY ${versionTable(versionId)} ("cubeHistoryId", "userId", feature) FROM STDIN`;
