import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type SlowLine = { readonly url: string; readonly close: () => Promise<void> };

const freeBytes = 100_000;
const sliceBytes = 16_384;
const sliceMillis = 25;

/** The first bytes of a connection go through at once, the rest in slices. */
const forward = async (from: Socket, to: Socket): Promise<void> => {
  let passed = 0;
  for await (const chunk of from as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; at += sliceBytes) {
      const slice = chunk.subarray(at, at + sliceBytes);
      passed += slice.length;
      if (passed > freeBytes) await sleep(sliceMillis);
      if (!to.write(slice)) await new Promise((resolve) => to.once('drain', resolve).once('close', resolve));
    }
  }
  to.end();
};

/** A way to a PostgreSQL on which a COPY of some megabytes takes many seconds. */
export const slowLine = async (postgres: string): Promise<SlowLine> => {
  const target = new URL(postgres);
  const [host, port] = [target.hostname, Number(target.port)];
  const sockets = new Set<Socket>();
  const server = createServer({ highWaterMark: sliceBytes }, (client) => {
    const upstream = connect(port, host);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => other.destroy());
    }
    void forward(client, upstream).catch(() => {});
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  target.port = String((server.address() as AddressInfo).port);
  return {
    url: target.href,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
