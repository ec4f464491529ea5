import { setTimeout as sleep } from 'node:timers/promises';

const most = 2000;

/** Waits before attempt `n` (1, 2, ...) is repeated: longer each time, never two processes in step. */
export const backOff = async (n: number, signal?: AbortSignal): Promise<void> => {
  const limit = Math.min(most, 50 * 2 ** n);
  await sleep(limit / 2 + (Math.random() * limit) / 2, undefined, signal === undefined ? {} : { signal });
};
