import type { AnyDerive } from '#dsl';
import { finite } from '../expr.ts';
import type { Derivation } from '../plan.ts';
import type { Column } from '../relation.ts';
import type { Context } from './context.ts';
import { expression } from './expression.ts';
import { inOtherLetters } from './table.ts';

/**
 * Columns made of those of a row; what is wrong with one is reported, and it is left out. `taken` says in lower case
 * which names there are, and what has them.
 */
export const checkDerivations = async (
  derive: AnyDerive | undefined,
  row: { readonly columns: readonly Column[]; readonly taken: ReadonlyMap<string, string>; readonly of: string },
  context: Context,
): Promise<readonly Derivation[]> => {
  const view = { columns: row.columns, partition: null };
  const derivations: Derivation[] = [];
  const taken = new Map(row.taken);
  for (const [output, expr] of Object.entries(derive ?? {})) {
    const path = ['derive', output];
    const other = taken.get(output.toLowerCase());
    if (other !== undefined) {
      context.report('CHR1015', path, { column: output, other });
      continue;
    }
    taken.set(output.toLowerCase(), inOtherLetters(output));
    const lowered = await expression(expr, path, { context, view, ref: row.of, place: 'derive' });
    // A finite input whose result is not finite gives null, here as in an aggregation.
    if (lowered !== null) derivations.push({ output, expr: finite(lowered) });
  }
  return derivations;
};
