import type { GroupBy } from '#dsl';
import { finite } from '../expr.ts';
import type { Derivation } from '../plan.ts';
import type { Column } from '../relation.ts';
import { checkChoice } from './choice.ts';
import type { Context } from './context.ts';
import { expression } from './expression.ts';

/** Columns made of the keys and features of a row; what is wrong with one is reported, and it is left out. */
export const checkDerivations = async (
  definition: GroupBy,
  row: { readonly keys: readonly Column[]; readonly features: readonly Column[] },
  context: Context,
): Promise<readonly Derivation[]> => {
  checkChoice(context, { value: definition.keep, path: ['keep'], choices: ['all', 'derived'] });
  const columns = [...row.keys, ...row.features];
  const view = { columns, partition: null };
  const taken = new Set([...columns.map((one) => one.name.toLowerCase()), context.settings.partitionColumn]);
  const derivations: Derivation[] = [];
  // Without a name the features have none either: what mentions them is no mistake of its own.
  const derive = typeof definition.name === 'string' ? (definition.derive ?? {}) : {};
  for (const [output, expr] of Object.entries(derive)) {
    const path = ['derive', output];
    if (taken.has(output.toLowerCase())) {
      context.report('CHR1015', path, { column: output, other: 'the GroupBy itself' });
      continue;
    }
    const lowered = await expression(expr, path, { context, view, ref: 'the GroupBy', place: 'derive' });
    // A finite input whose result is not finite gives null, here as in an aggregation.
    if (lowered !== null) derivations.push({ output, expr: finite(lowered) });
  }
  return derivations;
};
