import { bigint, cast, column, compare, date, dateLiteral, isNull, or, string } from '../expr.ts';
import type { StagingQueryNode } from '../plan.ts';
import type { Expr, Rel } from '../relation.ts';
import { aggregate, filter, project, scan, temp } from '../relations.ts';
import { daysBetween, shiftDay } from '../window.ts';
import type { Range, RelScript } from './script.ts';

/**
 * Runs the user's query once for the range and cuts the result by day. A row whose day is null or outside the range is
 * an error: it would belong to a partition that this run does not write.
 */
export const staging = (node: StagingQueryNode, range: Range): RelScript => {
  const query = queryOf(node, range);
  const name = 'staged';
  const day = column(node.output.partitionColumn, date);
  const staged = temp(name, query.columns);
  const outside = filter(
    staged,
    or(isNull(day), compare('lt', day, dateLiteral(range.start)), compare('gt', day, dateLiteral(range.end))),
  );
  const counted = aggregate(
    project(outside, [{ name: 'ds', expr: cast(day, string) }]),
    ['ds'],
    [{ output: 'rows', fn: 'count_rows', args: [], filter: null, type: bigint }],
  );
  return {
    temps: [{ name, rel: query }],
    checks: [{ kind: 'outside-range', body: counted }],
    outputs: daysBetween(range.start, range.end).map((ds) => ({
      ds,
      rel: filter(staged, compare('eq', day, dateLiteral(ds))),
    })),
  };
};

/** The first and last day that the query has rows for, over all time: what "no data in range" tells the user. */
export const stagingExtent = (node: StagingQueryNode, range: Range): Rel => {
  const day = column(node.output.partitionColumn, date);
  return aggregate(
    queryOf(node, range),
    [],
    [
      { output: 'first', fn: 'min', args: [day], filter: null, type: date },
      { output: 'last', fn: 'max', args: [day], filter: null, type: date },
    ],
  );
};

const queryOf = (node: StagingQueryNode, range: Range): Rel => {
  const dates = { start: range.start, end: range.end, latest: range.latest };
  const tables = Object.fromEntries(
    node.inputs.map((input) => {
      const days = input.partitions.kind === 'window' ? input.partitions.days : 0;
      const partitions =
        input.partitions.kind === 'unpartitioned' ? null : { from: shiftDay(range.start, -days), to: range.end };
      return [input.ref, scan(input.ref, [], partitions)];
    }),
  );
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
