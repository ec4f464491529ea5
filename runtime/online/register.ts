import { exitCodes, OnlineError } from '../errors.ts';
import { giveUp } from './give-up.ts';
import { newVersionId, serviceConfigId } from './identity.ts';
import { doing, type Publishing } from './publishing.ts';
import { transaction } from './session.ts';
import { type CurrentRun, currentRun } from './statements/current-run.ts';
import { insertRun } from './statements/insert-run.ts';
import { insertVersion } from './statements/insert-version.ts';
import { runStatus } from './statements/run-status.ts';
import { saveCube } from './statements/save-cube.ts';
import { saveService } from './statements/save-service.ts';
import { takeOverRun } from './statements/take-over-run.ts';
import { type UnfinishedRun, unfinishedRuns } from './statements/unfinished-runs.ts';

export type Version = {
  readonly id: string;
  readonly version: string;
  readonly status: 'CREATED' | 'TRANSFORMED' | 'UPLOADED';
  readonly done: ReadonlySet<number>;
};

export type Registered =
  | { readonly kind: 'current'; readonly run: CurrentRun }
  | { readonly kind: 'load'; readonly version: Version };

const continues = ({ request }: Publishing, run: UnfinishedRun): boolean =>
  run.inputDigest === request.inputDigest &&
  run.ds === request.ds &&
  run.rows === request.rows &&
  run.chunks === request.chunks &&
  // Rows that are ticked off must still be there.
  (run.hasTable || (run.status === 'CREATED' && run.done.length === 0));

const insert = async (publishing: Publishing): Promise<Version> => {
  const { session, service, cubeId, request } = publishing;
  const serviceId = serviceConfigId(service);
  const id = newVersionId();
  const version = await transaction(session, async () => {
    await saveService(session, serviceId, `${service.project}/${service.profile}`);
    const { definition: name, description } = request;
    await saveCube(session, { id: cubeId, name, description, serviceConfigId: serviceId });
    const stamp = await insertVersion(session, { id, cubeId, ds: request.ds });
    await insertRun(session, { ...request, versionId: id });
    return stamp;
  });
  return { id, version, status: 'CREATED', done: new Set() };
};

/** A connection that broke may have lost its place to another run, whose version must not be replaced by an older one. */
const refuseIfOvertaken = async ({ session, request }: Publishing, mine: string): Promise<void> => {
  const status = await runStatus(session, mine);
  if (status !== null && !['FAILED', 'DROPPED'].includes(status)) return;
  throw new OnlineError({
    code: 'CHR2307',
    message: `${doing(request)}: another run took over while the connection was lost; its version stays`,
    hint: 'Run the same command again if this input is to be published after all.',
    exitCode: exitCodes.busy,
  });
};

/**
 * Finds what this input has come to: served already, begun by a run that is gone (it is continued), or new (its row is
 * made). Unfinished versions of other inputs are dropped. `mine`: what an earlier attempt of this publish registered.
 */
export const register = async (publishing: Publishing, mine: string | null): Promise<Registered> => {
  const { session, cubeId, request } = publishing;
  if (mine !== null) await refuseIfOvertaken(publishing, mine);
  const current = await currentRun(session, cubeId);
  const served = current !== null && current.inputDigest === request.inputDigest && current.ds === request.ds;
  let found: UnfinishedRun | null = null;
  for (const run of await unfinishedRuns(session, cubeId)) {
    if (found === null && !served && continues(publishing, run)) found = run;
    else await giveUp(session, run.id, `superseded by run ${request.runId}`);
  }
  if (served) return { kind: 'current', run: current };
  if (found === null) return { kind: 'load', version: await insert(publishing) };
  await takeOverRun(session, found.id, request.runId);
  return { kind: 'load', version: { ...found, done: new Set(found.done) } };
};
