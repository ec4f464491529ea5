import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Binds a port for a moment; 0 asks for any. Returns null when it is taken. */
const bind = async (port: number): Promise<number | null> =>
  await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
    });
  });

const remembered = async (file: string): Promise<number | null> => {
  const port = Number(await readFile(file, 'utf8').catch(() => ''));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
};

/** The port that `file` remembers if it is free, else another free one. */
export const freePort = async (file: string): Promise<number> => {
  const kept = await remembered(file);
  // What a killed server leaves behind lets go of the port a moment later.
  for (let attempt = 0; kept !== null && attempt < 10; attempt += 1) {
    if ((await bind(kept)) !== null) return kept;
    await sleep(30);
  }
  const port = await bind(0);
  if (port === null) throw new Error('no port of 127.0.0.1 can be bound');
  return port;
};

/** Makes the next start take this port again. */
export const rememberPort = async (file: string, port: number): Promise<void> => {
  if ((await remembered(file)) !== port) await writeFile(file, `${port}\n`);
};
