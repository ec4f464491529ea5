import type { GroupByNode, NodeRef } from '#compiler/plan';
import type { Uploaded, UploadRequest } from '../api.ts';
import { parseDay } from '../backfill/date-range.ts';
import { type ChronError, InterruptedError, isChronError, OnlineError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import { uploadNode } from '../upload/upload.ts';
import { planFor } from './compile-project.ts';
import { requireOnlinePart, type Served, servedOf } from './served.ts';
import { lazyEngine, newRunId, onlineOf, systemClock, tablesOf } from './services.ts';

type Failure = { readonly node: GroupByNode; readonly error: ChronError };

/**
 * Publishes one committed partition of each GroupBy of `conf`, and of the GroupBys that the parts of its Joins take from
 * and that are online, as the version that is served from now on. What fails does not keep the others from being
 * published; each is reported, and the failure is thrown at the end, of several one that names them. Throws
 * CompileError, ConfigError, OnlineError, StorageError, InterruptedError.
 */
export const upload = async (project: Project, request: UploadRequest): Promise<readonly Uploaded[]> => {
  const ds = request.ds === undefined ? undefined : parseDay(request.ds, '--ds');
  const { plan, selected } = await planFor(project, request.conf);
  const served = servedOf(plan, selected, request.conf);
  const nodes = toUpload(served, (text) => request.reporter.report({ event: 'note', text }));
  const engine = lazyEngine(project, () => []);
  const store = await onlineOf(project, request.hook);
  const uploaded: Uploaded[] = [];
  const failures: Failure[] = [];
  try {
    for (const node of nodes) {
      try {
        const one = await uploadNode(
          { node, ds, allowEmpty: request.allowEmpty ?? false },
          {
            tables: tablesOf(project),
            engine: engine.open,
            store,
            reporter: request.reporter,
            runId: newRunId(systemClock),
            signal: request.signal,
          },
        );
        uploaded.push(one);
        request.reporter.report({ event: 'uploaded', ...one });
      } catch (thrown) {
        const error = asChronError(thrown);
        if (error === null || nodes.length === 1) throw thrown;
        failures.push({ node, error });
        const { code, message, hint } = error;
        const { table } = node.output;
        request.reporter.report({ event: 'upload failed', definition: node.name, table, code, message, hint });
      }
    }
  } finally {
    await store.close();
    await engine.close();
  }
  const [first, ...others] = failures;
  if (first !== undefined) throw others.length === 0 ? first.error : several(failures, nodes.length);
  const days = new Set(uploaded.map((one) => one.ds));
  if (days.size > 1 && served.some(({ kind }) => kind === 'join')) {
    const text = `the parts are of different days (${[...days].toSorted().join(', ')}): --ds takes one for all`;
    request.reporter.report({ event: 'note', text });
  }
  return uploaded;
};

/** Each GroupBy once; what a join cannot be given is said. Throws ConfigError for a join without an online part. */
const toUpload = (served: readonly Served[], say: (text: string) => void): readonly GroupByNode[] => {
  const nodes = new Map<NodeRef, GroupByNode>();
  for (const one of served) {
    if (one.kind === 'group-by') {
      nodes.set(one.node.name, one.node);
      continue;
    }
    requireOnlinePart(one);
    for (const part of one.features) if (part.online) nodes.set(part.name, part);
    const offline = new Map(one.features.filter((part) => !part.online).map((part) => [part.name, part]));
    for (const { name, source } of offline.values()) {
      say(
        `${name} is not online, so its columns of ${one.node.name} are null when served: online: true in ${source?.file ?? 'its definition'} makes it so`,
      );
    }
  }
  return [...nodes.values()];
};

/** An error after which the next definition may still be uploaded. */
const asChronError = (thrown: unknown): ChronError | null =>
  isChronError(thrown) && !(thrown instanceof InterruptedError) ? thrown : null;

const several = (failures: readonly Failure[], of: number): OnlineError => {
  // A run that is only too early may be repeated as it is; what a person has to correct may not.
  const [worst] = failures.toSorted((a, b) => severity(b) - severity(a));
  if (worst === undefined) throw new Error('internal: no failure');
  const hints = failures.flatMap(({ error }) => error.hint ?? []);
  return new OnlineError({
    code: 'CHR2340',
    message: [
      `${failures.length} of ${of} definitions were not uploaded`,
      ...failures.map(({ node, error }) => `  ${node.name}: ${error.message} (${error.code})`),
    ].join('\n'),
    hint: [...new Set(hints), 'then run the same command again'].join('; '),
    exitCode: worst.error.exitCode,
    cause: worst.error,
  });
};

const severity = ({ error: { exitCode } }: Failure): number => [75, 1, 2].indexOf(exitCode);
