import { interruption, throwIfInterrupted } from '../interruption.ts';
import type { Engine } from '../ports.ts';

const againMs = 20;

/**
 * Interrupts the engine when the signal is aborted, and whatever it is given after that; returns what ends this.
 * Once is not enough: an interrupt that arrives between two statements, or before a statement runs, is lost.
 */
export const interruptOn = (signal: AbortSignal, engine: Engine): (() => void) => {
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    engine.interrupt();
    timer = setInterval(() => engine.interrupt(), againMs);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return () => {
    clearInterval(timer);
    signal.removeEventListener('abort', onAbort);
  };
};

/** What the engine is given to do, unless and until the signal is aborted. Throws InterruptedError then. */
export const interruptible = async <T>(signal: AbortSignal, engine: Engine, work: () => Promise<T>): Promise<T> => {
  throwIfInterrupted(signal);
  const heedNoMore = interruptOn(signal, engine);
  try {
    return await work();
  } catch (error) {
    throw signal.aborted ? interruption(signal) : error;
  } finally {
    heedNoMore();
  }
};
