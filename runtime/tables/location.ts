import { join } from 'node:path';
import { StorageError } from '../errors.ts';

/** A path as Iceberg's metadata names it. Iceberg does not percent-encode. */
export const toLocation = (path: string): string => `file://${path}`;

/** The local path of `file:/x`, `file:///x` or `/x`. Throws StorageError for places that are not on this machine. */
export const toPath = (location: string): string => {
  const found = /^(?:file:(?:\/\/(?=\/))?)?(\/.*)$/s.exec(location);
  if (found?.[1] !== undefined) return found[1];
  throw new StorageError({
    code: 'CHR2206',
    message: `${location} is not a file of this machine`,
    hint: 'Only local warehouses are supported; register or copy the table under the local warehouse.',
  });
};

/** The folder of a table, `namespace.name`, inside the warehouse. Throws StorageError for another shape of name. */
export const tableFolder = (warehouse: string, table: string): string => {
  if (/^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)+$/.test(table)) return join(warehouse, ...table.split('.'));
  throw new StorageError({
    code: 'CHR2202',
    message: `${JSON.stringify(table)} is not a table name`,
    hint: 'Write namespace.name, with letters, digits and underscores.',
  });
};
