import { createHash, randomBytes } from 'node:crypto';

const shape = /^[a-z0-9]{1,40}$/;

/** Longer names would be cut to 63 bytes in silence and then hit another table. */
const checked = (id: string): string => {
  if (!shape.test(id)) throw new Error(`internal: ${id} is no id`);
  return id;
};

const hashed = (prefix: string, parts: readonly string[]): string =>
  checked(`${prefix}${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)}`);

export type Service = { readonly project: string; readonly profile: string };

export const serviceConfigId = ({ project, profile }: Service): string => hashed('s', [project, profile]);

/** A definition's id in the online store; projects and profiles may share one database. */
export const cubeIdOf = ({ project, profile }: Service, definition: string): string =>
  hashed('c', [project, profile, definition]);

export const newVersionId = (): string => checked(`v${randomBytes(12).toString('hex')}`);

/** The version's own table, a partition of "UserFeature" once attached; quoted. */
export const versionTable = (versionId: string): string => `"UserFeature_${checked(versionId)}"`;

/** The id as a quoted SQL text, for statements that take no parameters. */
export const idLiteral = (versionId: string): string => `'${checked(versionId)}'`;

/** A constraint's name on a version's table; quoted. */
export const constraintName = (kind: 'ck' | 'pk', versionId: string): string => `"${kind}_${checked(versionId)}"`;
