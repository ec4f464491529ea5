import { type Bind, viewSql } from '#compiler';
import type { ExternalNode, Input, JoinPart, NodeRef, PlanNode, WrittenNode } from '#compiler/plan';
import { byDay } from '../external/by-day.ts';
import { checkSchemas } from '../external/check-schema.ts';
import type { ExternalVersions } from '../external/external-version.ts';
import { readSql } from '../external/read-sql.ts';
import type { Between, Engine, TableState } from '../ports.ts';
import { inputName } from './input-name.ts';
import type { InputState } from './input-versions.ts';
import { picked } from './pick.ts';

/** What a run reads: tables in the state that it pinned, files of others as they were listed. */
export type Sources = {
  readonly byName: ReadonlyMap<NodeRef, PlanNode | JoinPart>;
  readonly states: ReadonlyMap<NodeRef, TableState | null>;
  /** By the name of what is read of them. */
  readonly externals: ReadonlyMap<string, ExternalVersions>;
};

const inputState = (input: Input, { states, externals }: Sources): InputState => {
  const files = externals.get(inputName(input));
  if (files !== undefined) return { kind: 'files', files };
  return { kind: 'table', state: states.get(input.ref) ?? null };
};

const open = { from: null, to: null } as const;

/** What a scan reads: tables in the state this run pinned, files of others as they were listed. `ranges` do not touch. */
export type Reach = { readonly ranges: readonly Between[] } & (
  | { readonly node: ExternalNode; readonly files: ExternalVersions | undefined }
  | { readonly node: WrittenNode; readonly state: TableState | null }
);

/** `reach` says what is read in the place of each scan; views are read through. */
export const bindBy =
  (sources: Sources, reach: (found: Reach, scan: Parameters<Bind>[0]) => string): Bind =>
  (scan) => {
    const { ref, partitions } = scan;
    const node = sources.byName.get(ref);
    if (node === undefined) throw new Error(`internal: a scan of ${ref}, which is not in the plan`);
    if (node.kind === 'view') return viewSql(node, partitions, bindBy(sources, reach));
    const { states, externals } = sources;
    const files = externals.get(inputName(scan));
    const state = states.get(ref) ?? null;
    const ranges = picked(partitions ?? open, files?.days ?? state?.partitions.keys() ?? []);
    return reach(node.kind === 'external' ? { node, files, ranges } : { node, state, ranges }, scan);
  };

/** Each scan as the engine reads it. */
export const bindTo = (engine: Engine, sources: Sources): Bind =>
  bindBy(sources, (found, scan) => {
    const { ranges } = found;
    if ('files' in found) {
      const files = new Set(ranges.flatMap((days) => found.files?.files(days) ?? []));
      return readSql(byDay(found.node, scan.day), [...files], scan.partitions === null ? null : ranges);
    }
    const { node, state } = found;
    if (state !== null && ranges.length > 0) {
      const [first = open, ...others] = ranges;
      const { schema, files } = state.scan(first);
      return engine.scanSql({ schema, files: [...files, ...others.flatMap((days) => state.scan(days).files)] });
    }
    return engine.scanSql({
      files: [],
      schema: node.output.columns.map((column, index) => ({ ...column, id: index + 1 })),
    });
  });

/** The user's setups, then a look at every file that is read. */
export const prepare = async (
  engine: Engine,
  { node, reads }: { readonly node: WrittenNode; readonly reads: readonly Input[] },
  { byName, externals }: Sources,
): Promise<void> => {
  for (const input of reads) {
    const read = byName.get(input.ref);
    if (read?.kind !== 'external') continue;
    await checkSchemas(engine, byDay(read, input.day), externals.get(inputName(input))?.files(open) ?? []);
  }
  if (node.kind !== 'staging-query') return;
  for (const setup of node.setups) {
    await engine.run(setup.map((token) => (token.kind === 'text' ? token.text : '')).join(''));
  }
};

/** The inputs as this run sees them, by the name of what is read. */
export const statesOf = (reads: readonly Input[], sources: Sources): ReadonlyMap<string, InputState> =>
  new Map(reads.map((input) => [inputName(input), inputState(input, sources)]));
