import { exitCodes } from '../errors.ts';

/** Work that does not end by itself is ended after this long. */
const patienceMs = 1_500;

/**
 * Aborts with the signal's name as reason on the first Ctrl-C or TERM; a second one, or work that goes on too long, ends
 * the process at once. What is committed stays, what is not is never seen.
 */
export const stopOnSignals = (target: NodeJS.Process): AbortSignal => {
  const controller = new AbortController();
  for (const [name, code] of [
    ['SIGINT', exitCodes.interrupted],
    ['SIGTERM', exitCodes.terminated],
  ] as const) {
    /** By the signal itself, which a shell shows as the same code: exit() would first wait for the running query. */
    const end = (): void => {
      target.removeAllListeners(name);
      target.kill(target.pid, name);
      // The first process of a container does not die of signals.
      target.exit(code);
    };
    target.on(name, () => {
      if (controller.signal.aborted) return end();
      setTimeout(end, patienceMs).unref();
      controller.abort(name);
    });
  }
  return controller.signal;
};
