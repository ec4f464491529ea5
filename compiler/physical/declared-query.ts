import { cast, column } from '../expr.ts';
import type { StagingQueryNode, ViewNode } from '../plan.ts';
import type { Expr, Rel } from '../relation.ts';
import { project } from '../relations.ts';

/** A user's query over the given tables, with the columns and types that were declared. */
export const declaredQuery = (
  node: Pick<StagingQueryNode | ViewNode, 'name' | 'query' | 'result' | 'output'>,
  { tables, dates }: Pick<Extract<Rel, { kind: 'opaque' }>, 'tables' | 'dates'>,
): Rel => {
  const opaque: Rel = { kind: 'opaque', tokens: node.query, tables, dates, columns: node.result };
  return project(
    opaque,
    node.output.columns.map(({ name, type }) => {
      const given = node.result.find((one) => one.name === name);
      if (given === undefined) throw new Error(`internal: ${node.name} has no column ${name}`);
      return { name, expr: converted(column(name, given.type), type, `${node.name}: ${name}`) };
    }),
  );
};

/** Widened to the declared type (free where the type is the same); a text day is checked, a timestamp becomes its day. */
const converted = (value: Expr, to: Expr['type'], of: string): Expr => {
  if (to.kind === 'date' && value.type.kind === 'string') return { kind: 'to-day', input: value, of, type: to };
  return cast(value, to);
};
