import type { ExternalNode } from '#compiler/plan';
import { StorageError } from '../errors.ts';
import { localLocation } from '../project/mounts.ts';
import type { Project } from '../project/project.ts';
import { findExternalFiles } from './external-files.ts';
import { type ExternalVersions, externalVersions } from './external-version.ts';

/** The files of an external table as they are now. Throws StorageError: no such file, no such folder, nothing matches. */
export const openExternal = async (node: ExternalNode, project: Project): Promise<ExternalVersions> => {
  const path = localLocation(node.location, project);
  const found = await findExternalFiles(path);
  const where = node.location === path ? '' : ` (${node.location} in ${node.source?.file ?? node.name})`;
  switch (found.outcome) {
    case 'files':
      return await externalVersions(found.files, node);
    case 'missing file':
      throw absent(`there is no file ${found.path}${where}`);
    case 'missing folder':
      throw absent(`there is no folder ${found.path}${where}`);
    case 'no files':
      throw absent(`no file matches ${found.pattern}${where}`);
  }
};

const absent = (message: string): StorageError =>
  new StorageError({
    code: 'CHR2010',
    message,
    hint: 'check the location, or the mounts of the profile in chron.config.ts',
  });
