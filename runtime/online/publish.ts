import { setTimeout as sleep } from 'node:timers/promises';
import { OnlineError } from '../errors.ts';
import type { Hook, Publish, Published } from '../ports.ts';
import { connectFailure, isPassing, storeFailure } from './failure.ts';
import { cubeIdOf, type Service } from './identity.ts';
import { SourceFailure } from './load-chunk.ts';
import { backOff } from './patience.ts';
import { type Attempts, publishOnce } from './publish-once.ts';
import { doing } from './publishing.ts';
import { redactor, targetOf } from './redact.ts';
import { openSession, type Session } from './session.ts';
import { cancelBackend } from './statements/cancel-backend.ts';

export type Target = {
  readonly url: string;
  readonly service: Service;
  readonly hook: Hook;
  readonly drainMillis: number;
};

const attemptLimit = 8;

/** Time for the server to roll back by itself before the connection is cut. */
const cancelGrace = 1000;

const cancel = async (url: string, session: Session): Promise<void> => {
  const other = await openSession(url, 'chron:cancel');
  try {
    await cancelBackend(other, session.pid);
  } finally {
    await other.close();
  }
};

/** Ends what the session waits for once the caller gives up; returns what takes the listener off. */
const heed = (url: string, session: Session, signal: AbortSignal | undefined): (() => void) => {
  if (signal === undefined) return () => {};
  let over = false;
  const onAbort = (): void => {
    void cancel(url, session).catch(() => {});
    void sleep(cancelGrace).then(() => {
      if (!over) session.cut(new Error('the publish was given up'));
    });
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return () => {
    over = true;
    signal.removeEventListener('abort', onAbort);
  };
};

/** Rejects a moment after the caller gave up, whatever the source of rows is doing; never resolves. */
const outOfPatience = (signal: AbortSignal): { readonly promise: Promise<never>; readonly done: () => void } => {
  let timer: NodeJS.Timeout | null = null;
  let onAbort = (): void => {};
  const promise = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(() => reject(signal.reason as Error), cancelGrace + 300);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  return {
    promise,
    done: () => {
      if (timer !== null) clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
};

const attempt = async (target: Target, request: Publish, attempts: Attempts): Promise<Published> => {
  const session = await openSession(target.url, `chron:${request.runId}`);
  const unheed = heed(target.url, session, request.signal);
  try {
    const redact = redactor(target.url);
    const cubeId = cubeIdOf(target.service, request.definition);
    const { service, hook, drainMillis } = target;
    return await publishOnce({ session, service, cubeId, request, hook, redact, drainMillis }, attempts);
  } finally {
    unheed();
    attempts.pids.push(session.pid);
    await session.close();
  }
};

const repeatedly = async (target: Target, request: Publish): Promise<Published> => {
  const { signal } = request;
  const redact = redactor(target.url);
  const attempts: Attempts = { pids: [], mine: null };
  for (let n = 1; ; n += 1) {
    try {
      signal?.throwIfAborted();
      return await attempt(target, request, attempts);
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      if (error instanceof SourceFailure) throw error.cause;
      if (isPassing(error) && n < attemptLimit && !(n === 1 && attempts.pids.length === 0)) {
        await backOff(n, signal).catch(() => {});
        continue;
      }
      if (attempts.pids.length === 0) throw connectFailure(error, targetOf(target.url), redact);
      throw storeFailure(error, doing(request), redact);
    }
  }
};

/**
 * Publishes one partition as a new version: readers see the old one or the new one, whole, and a run that was killed
 * anywhere is continued. Once `request.signal` is aborted it throws the signal's reason within 2 s, rolled back.
 * Throws OnlineError (CHR2300 to CHR2309), ConfigError, and whatever the source of rows throws.
 */
export const publish = async (target: Target, request: Publish): Promise<Published> => {
  if (!Number.isSafeInteger(request.rows) || !Number.isSafeInteger(request.chunks)) {
    throw new OnlineError({ code: 'CHR2306', message: `${doing(request)}: rows and chunks must be whole numbers` });
  }
  if (request.signal === undefined) return await repeatedly(target, request);
  const limit = outOfPatience(request.signal);
  try {
    return await Promise.race([repeatedly(target, request), limit.promise]);
  } finally {
    limit.done();
  }
};
