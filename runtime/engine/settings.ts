import { statSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { literal } from './sql-text.ts';

export type EngineOptions = {
  /** Parent of this process's own spill folder. */
  readonly spillFolder: string;
  /** As DuckDB reads it, `4GB`; default: half of the memory this process may use. */
  readonly memoryLimit?: string;
  readonly threads?: number;
  /** Files and folders that SQL may read; giving them (or `writable`) closes everything else. */
  readonly readable?: readonly string[];
  readonly writable?: readonly string[];
};

/** Half of what the container or the machine has, because DuckDB's resident memory goes beyond its own limit. */
const defaultMemoryLimit = (): string => {
  const allowed = process.constrainedMemory();
  const total = allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
  return `${Math.floor(total / 2 / 2 ** 20)}MiB`;
};

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

const pathList = (paths: readonly string[]): string => `[${paths.map((path) => literal(resolve(path))).join(', ')}]`;

/** What DuckDB is started with. */
export const startSettings = (options: EngineOptions): Record<string, string> => ({
  threads: String(options.threads ?? availableParallelism()),
  memory_limit: options.memoryLimit ?? defaultMemoryLimit(),
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
});

/** Statements to run first, in this order: a later one takes away what an earlier one needs. */
export const firstStatements = (options: EngineOptions, ownSpillFolder: string): readonly string[] => {
  const open = [
    "SET TimeZone = 'UTC'",
    `SET temp_directory = ${literal(ownSpillFolder)}`,
    'SET allow_persistent_secrets = false',
    // Rows of a table have no order; keeping one costs memory and threads.
    'SET preserve_insertion_order = false',
  ];
  if (options.readable === undefined && options.writable === undefined) return open;
  const paths = [...(options.readable ?? []), ...(options.writable ?? [])];
  return [
    ...open,
    `SET allowed_directories = ${pathList(paths.filter((path) => !isFile(path)))}`,
    `SET allowed_paths = ${pathList(paths.filter(isFile))}`,
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ];
};
