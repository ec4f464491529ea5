import { exitCodes } from '../errors.ts';

/** Work that does not end by itself is ended after this long. */
const patienceMs = 1_800;

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
    target.on(name, () => {
      if (controller.signal.aborted) target.exit(code);
      setTimeout(() => target.exit(code), patienceMs).unref();
      controller.abort(name);
    });
  }
  return controller.signal;
};
