import { InterruptedError } from './errors.ts';

/** The error that a command ends with once its signal is aborted. */
export const interruption = (signal: AbortSignal): InterruptedError =>
  new InterruptedError(signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT');

/** Throws InterruptedError once the signal is aborted. */
export const throwIfInterrupted = (signal: AbortSignal): void => {
  if (signal.aborted) throw interruption(signal);
};
