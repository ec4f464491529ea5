import type { GroupByNode, Plan } from '#compiler/plan';
import type { Uploaded, UploadRequest } from '../api.ts';
import { parseDay } from '../backfill/date-range.ts';
import { ConfigError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import { uploadNode } from '../upload/upload.ts';
import { planFor } from './compile-project.ts';
import { lazyEngine, newRunId, onlineOf, systemClock, tablesOf } from './services.ts';

/**
 * Publishes one committed partition of each GroupBy of `conf` as the version that is served from now on. Throws
 * CompileError, ConfigError, OnlineError, StorageError, InterruptedError.
 */
export const upload = async (project: Project, request: UploadRequest): Promise<readonly Uploaded[]> => {
  const ds = request.ds === undefined ? undefined : parseDay(request.ds, '--ds');
  const { plan, selected } = await planFor(project, request.conf);
  const nodes = groupBysOf(plan, selected, request.conf);
  const engine = lazyEngine(project, () => []);
  const store = await onlineOf(project, request.hook);
  try {
    const uploaded: Uploaded[] = [];
    for (const node of nodes) {
      uploaded.push(
        await uploadNode(
          { node, ds, allowEmpty: request.allowEmpty ?? false },
          {
            tables: tablesOf(project),
            engine: engine.open,
            store,
            reporter: request.reporter,
            runId: newRunId(systemClock),
            signal: request.signal,
          },
        ),
      );
    }
    return uploaded;
  } finally {
    await store.close();
    await engine.close();
  }
};

/** Throws ConfigError when `conf` names no GroupBy. */
export const groupBysOf = (plan: Plan, selected: readonly string[], conf: string): readonly GroupByNode[] => {
  const nodes = plan.nodes.filter(
    (node): node is GroupByNode => node.kind === 'group-by' && selected.includes(node.name),
  );
  if (nodes.length > 0) return nodes;
  throw new ConfigError({
    code: 'CHR2337',
    message: `--conf ${conf} is not a GroupBy: only features are served`,
    hint: 'name a file under features/',
  });
};
