import { compile, type Diagnostic } from '#compiler';
import type { Plan } from '#compiler/plan';
import type { Definition } from '#dsl';
import { openDescribe } from '#runtime/engine/describe';

/** Definitions by `file:export`, as a loader finds them. */
export type Definitions = Readonly<Record<string, Definition>>;

export const settings = { partitionColumn: 'ds', namespaces: {} };

/** Compiles definitions; DuckDB describes their SQL. */
export const compiled = async (
  definitions: Definitions,
): Promise<{ readonly plan: Plan; readonly diagnostics: readonly Diagnostic[] }> => {
  const loaded = Object.entries(definitions).map(([place, definition]) => {
    const [file = '', name = ''] = place.split(':');
    return { file, export: name, definition };
  });
  const { describe, close } = await openDescribe();
  try {
    return await compile({ definitions: loaded, settings }, { describe, sources: null });
  } finally {
    close();
  }
};

/** The plan of definitions that are right. Throws with what is wrong. */
export const planOf = async (definitions: Definitions): Promise<Plan> => {
  const { plan, diagnostics } = await compiled(definitions);
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics, null, 1));
  return plan;
};
