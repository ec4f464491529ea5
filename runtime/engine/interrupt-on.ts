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
