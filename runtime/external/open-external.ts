import type { ExternalNode, Folders } from '#compiler/plan';
import { StorageError } from '../errors.ts';
import { localLocation } from '../project/mounts.ts';
import type { Project } from '../project/project.ts';
import { type ExternalFile, findExternalFiles } from './external-files.ts';
import { type ExternalVersions, externalVersions } from './external-version.ts';
import { inFolders } from './in-folders.ts';

/** The files of an external table as they are now. Throws StorageError: no such file, no such folder, nothing matches. */
export const openExternal = async (
  node: ExternalNode,
  folders: Folders,
  project: Project,
): Promise<ExternalVersions> => {
  const path = localLocation(node.location, project);
  const found = await findExternalFiles(path);
  const where = node.location === path ? '' : ` (${node.location} in ${node.source?.file ?? node.name})`;
  switch (found.outcome) {
    case 'files':
      return await externalVersions(below(folders, found.files, node), node);
    case 'missing file':
      throw absent(`there is no file ${found.path}${where}`);
    case 'missing folder':
      throw absent(`there is no folder ${found.path}${where}`);
    case 'no files':
      throw absent(`no file matches ${found.pattern}${where}`);
  }
};

/** Other folders are no part of what is read: their files are not opened, and no version depends on them. */
const below = (folders: Folders, files: readonly ExternalFile[], node: ExternalNode): readonly ExternalFile[] => {
  const kept = inFolders(files, folders);
  if (kept.length > 0) return kept;
  const asked = Object.entries(folders).map(([column, value]) => `${column}=${value}`);
  const [file] = files;
  throw absent(`${node.name}: no file stands under ${asked.join('/')}, but for example ${file?.path}`);
};

const absent = (message: string): StorageError =>
  new StorageError({
    code: 'CHR2010',
    message,
    hint: 'check the location, or the mounts of the profile in chron.config.ts',
  });
