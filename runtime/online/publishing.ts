import type { Hook, Publish } from '../ports.ts';
import type { Service } from './identity.ts';
import type { Redact } from './redact.ts';
import type { Session } from './session.ts';

/** What the steps of one publish share. */
export type Publishing = {
  readonly session: Session;
  readonly service: Service;
  readonly cubeId: string;
  readonly request: Publish;
  readonly hook: Hook;
  readonly redact: Redact;
  /** How long transactions that were there before ATTACH are waited for. */
  readonly drainMillis: number;
};

/**
 * The steps of a publish, in order. The hook hears `<step>` before and `<step> done` after each; `copy` is followed by
 * the chunk's number, and `copied <n>` and `flipping` lie inside a transaction, just before its COMMIT.
 */
export const publishSteps = [
  'prepare',
  'lock',
  'register',
  'create',
  'copy',
  'verify',
  'index',
  'attach',
  'drain',
  'flip',
] as const;

export type PublishStep = (typeof publishSteps)[number];

/** Runs one step between its two hooks, unless the caller has given up meanwhile. */
export const step = async <T>(
  { hook, request }: Publishing,
  name: PublishStep | `copy ${number}`,
  work: () => Promise<T>,
): Promise<T> => {
  request.signal?.throwIfAborted();
  await hook(name);
  const result = await work();
  await hook(`${name} done`);
  request.signal?.throwIfAborted();
  return result;
};

/** `publishing a.b.v1, ds 2024-01-01`, for messages. */
export const doing = ({ definition, ds }: Publish): string => `publishing ${definition}, ds ${ds}`;
