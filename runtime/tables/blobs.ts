/** Where a table's bytes lie. Every write is durable and whole when it returns: a reader never sees half of one. */
export interface Blobs {
  /** null: there is none. */
  read(path: string): Promise<Uint8Array | null>;
  /** Bytes; null: there is none. */
  size(path: string): Promise<number | null>;
  /** sha256, hexadecimal. */
  digest(path: string): Promise<string>;
  /** Names directly inside a folder; none where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** false: the path was taken. An error means that the outcome is not known. */
  putIfAbsent(path: string, body: string | Uint8Array): Promise<boolean>;
  /** Replaces what was there in one step. */
  put(path: string, body: string | Uint8Array): Promise<void>;
  /** A file or a whole folder; no error where there is none. */
  remove(path: string): Promise<void>;
}
