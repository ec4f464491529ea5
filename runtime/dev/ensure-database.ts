import pg from 'pg';
import { adminUrl } from './postmaster.ts';

const codeOf = (error: unknown): string | undefined => (error as { readonly code?: string }).code;

const connected = async (url: string, use: (client: pg.Client) => Promise<unknown>): Promise<void> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await use(client);
  } finally {
    await client.end().catch(() => {});
  }
};

/** The URL of a database, which is made if there is none; several may ask at once. `name` is `[a-z]+`. */
export const ensureDatabase = async (port: number, name: string): Promise<string> => {
  const url = adminUrl(port, name);
  try {
    await connected(url, async () => {});
  } catch (missing) {
    if (codeOf(missing) !== '3D000') throw missing;
    await connected(adminUrl(port, 'postgres'), async (client) => {
      await client.query(`CREATE DATABASE "${name}"`).catch((error: unknown) => {
        // Both mean that another process made it meanwhile.
        if (codeOf(error) !== '42P04' && codeOf(error) !== '23505') throw error;
      });
    });
  }
  return url;
};
