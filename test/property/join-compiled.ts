import { compile } from '#compiler';
import type { Plan } from '#compiler/plan';
import type { Definition, Join } from '#dsl';

/** A Join and the GroupBys it is made of, in the files that their names ask for. */
export const projectOf = (definition: Join) => {
  const parts = definition.parts.flatMap(({ features }) => (features.kind === 'group-by' ? [features] : []));
  return [...new Set<Definition & { readonly name: string }>(parts), definition].map((one) => ({
    file: `features/p/${one.name}.ts`,
    export: 'v1',
    definition: one,
  }));
};

/** What the compiler makes of a Join over external tables, and the codes of what it has to say. */
export const compiledJoin = async (
  definition: Join,
): Promise<{ readonly plan: Plan; readonly codes: readonly string[] }> => {
  const { plan, diagnostics } = await compile(
    { definitions: projectOf(definition), settings: { partitionColumn: 'ds', namespaces: {} } },
    { describe: () => Promise.reject(new Error('there is no user SQL here')), sources: null },
  );
  return { plan, codes: diagnostics.map(({ code }) => code) };
};
