import {
  and,
  bigint,
  bigintLiteral,
  call,
  cast,
  column,
  compare,
  dateLiteral,
  isNotNull,
  or,
  string,
  textLiteral,
} from '../expr.ts';
import type { Aggregate, GroupByNode, SourceRel } from '../plan.ts';
import type { AggregateCall, Expr, Rel } from '../relation.ts';
import { aggregate, filter, joinOn, project, temp, union } from '../relations.ts';
import { dayStart, shiftDay, snapshotTime, tailOf } from '../window.ts';
import { operationOf } from './operations/index.ts';
import type { Call, Operation } from './operations/operation.ts';
import type { RelScript } from './script.ts';

const timeColumn = column('__ts', bigint);

/**
 * One partition of a GroupBy, computed from its own source partitions in one pass: the longest window bounds what is
 * read, each shorter one is a FILTER. Every other strategy must give the same values as this one.
 */
export const oneDay = (node: GroupByNode, ds: string): RelScript => {
  const rows = union(node.sources.map((source) => visible(source, node, ds)));
  const centres = centreCalls(node, ds);
  if (centres.length === 0) return { temps: [], checks: [], outputs: [{ ds, rel: values(node, ds, rows) }] };
  const name = `rows_${ds.replaceAll('-', '')}`;
  const read = temp(name, rows.columns);
  const keys = node.keys.map((key) => key.name);
  const centred = joinOn('inner', { left: read, right: aggregate(read, keys, centres) }, keys);
  return { temps: [{ name, rel: rows }], checks: [], outputs: [{ ds, rel: values(node, ds, centred) }] };
};

/** The events that some output of this day may see: semantics section 2, with constants for the day. */
const visible = (source: SourceRel, node: GroupByNode, ds: string): Rel => {
  const at = snapshotTime(ds);
  const tails = node.aggregates.map((one) => (one.windowMs === null ? null : tailOf(at, one.windowMs, one.edge)));
  const tail = tails.includes(null) ? null : Math.min(...tails.map(Number));
  const read = restricted(source, node, ds);
  return filter(
    read,
    and(
      compare('lt', timeColumn, bigintLiteral(at)),
      ...(tail === null ? [] : [compare('ge', timeColumn, bigintLiteral(tail))]),
      ...availability(source, node, ds),
      ...(node.keys.length === 0 ? [] : [or(...node.keys.map((key) => isNotNull(column(key.name, key.type))))]),
    ),
  );
};

/** Without partitions ds' is date(ts), so the rule on ds' is one on ts. */
const availability = (source: SourceRel, node: GroupByNode, ds: string): readonly Expr[] => {
  if (source.partitioned) return [];
  const { start, end } = partitionRange(source, node, ds);
  return [
    ...(start === null ? [] : [compare('ge', timeColumn, bigintLiteral(dayStart(start)))]),
    ...(end === ds ? [] : [compare('lt', timeColumn, bigintLiteral(snapshotTime(end)))]),
  ];
};

/** ds' <= A, ds' >= A - 1 - lookback when every aggregation has a window, both within the source's own bounds. */
export const partitionRange = (
  source: Pick<SourceRel, 'days'>,
  node: Pick<GroupByNode, 'lookbackDays'>,
  ds: string,
): { readonly start: string | null; readonly end: string } => {
  const first = node.lookbackDays === null ? null : shiftDay(ds, -1 - node.lookbackDays);
  const { start, end } = source.days;
  return {
    start: first === null ? start : start === null ? first : start > first ? start : first,
    end: end !== null && end < ds ? end : ds,
  };
};

/** The source's relation, its scan cut to the partitions of this day. */
const restricted = (source: SourceRel, node: GroupByNode, ds: string): Rel => {
  if (!source.partitioned) return source.rel;
  const { start, end } = partitionRange(source, node, ds);
  const cut = (rel: Rel): Rel => {
    if (rel.kind === 'scan') return { ...rel, partitions: { from: start, to: end } };
    return 'input' in rel ? { ...rel, input: cut(rel.input) } : rel;
  };
  return cut(source.rel);
};

const supported = (one: Aggregate): Operation => {
  const operation = operationOf(one.op);
  if (operation === undefined) throw new Error(`internal: ${one.op} passed validation without an operation`);
  return operation;
};

/** Rows of `visible` reach back to the longest window; a shorter one filters. */
const windowFilter = (one: Aggregate, node: GroupByNode, ds: string): Expr | null => {
  if (one.windowMs === null) return null;
  const at = snapshotTime(ds);
  const tail = tailOf(at, one.windowMs, one.edge);
  const reachesFurther = node.aggregates.some(
    (other) => other.windowMs === null || tailOf(at, other.windowMs, other.edge) < tail,
  );
  return reachesFurther ? compare('ge', timeColumn, bigintLiteral(tail)) : null;
};

/** State columns are named by what they hold, so that aggregates with the same state share it. */
const stateName = (one: Aggregate, call: Pick<Call, 'state' | 'fn'>): string => {
  if (one.input.kind !== 'column') throw new Error('internal: aggregates take columns of their source relation');
  const edge = one.edge === 'exact' && one.windowMs !== null ? '_exact' : '';
  return `${one.input.name}.${call.fn}.${call.state}.${one.windowMs === null ? 'all' : one.windowMs}${edge}`;
};

const centreName = (one: Aggregate): string => stateName(one, { state: 'c', fn: 'min' });

const unique = (calls: readonly AggregateCall[]): readonly AggregateCall[] => [
  ...new Map(calls.map((one) => [one.output, one])).values(),
];

const centreCalls = (node: GroupByNode, ds: string): readonly AggregateCall[] =>
  unique(
    node.aggregates
      .filter((one) => supported(one).centred)
      .map((one) => ({
        output: centreName(one),
        fn: 'min',
        args: [one.input],
        filter: windowFilter(one, node, ds),
        type: one.input.type,
      })),
  );

const values = (node: GroupByNode, ds: string, rows: Rel): Rel => {
  const calls = node.aggregates.flatMap((one) => {
    const operation = supported(one);
    const centre = operation.centred ? column(centreName(one), one.input.type) : null;
    return operation.gather({ value: one.input, ts: timeColumn, centre }).map(
      (gathered): AggregateCall => ({
        output: stateName(one, gathered),
        fn: gathered.fn,
        args: gathered.args,
        filter: windowFilter(one, node, ds),
        type: gathered.type,
      }),
    );
  });
  const grouped = aggregate(
    rows,
    node.keys.map((key) => key.name),
    unique(calls),
  );
  const features = project(grouped, [
    ...node.keys.map((key) => ({ name: key.name, expr: column(key.name, key.type) })),
    ...node.aggregates.map((one) => ({ name: one.output, expr: finalised(one, node) })),
  ]);
  const some = or(...node.aggregates.map((one) => isNotNull(column(one.output, one.type))));
  return withDay(filter(features, some), ds, node.output.partitionColumn);
};

const finalised = (one: Aggregate, node: GroupByNode): Expr => {
  const operation = supported(one);
  const centre = operation.centred ? column(centreName(one), one.input.type) : null;
  const gathered = operation.gather({ value: one.input, ts: timeColumn, centre });
  const state = (name: string): Expr => {
    const found = gathered.find((item) => item.state === name);
    if (found === undefined) throw new Error(`internal: ${one.op} has no state ${name}`);
    return column(stateName(one, found), found.type);
  };
  return operation.finalise(state, one.input.type, { output: one.output, key: keyText(node) });
};

/** `user_id=u1, day=null`, for messages. */
const keyText = (node: GroupByNode): Expr =>
  call(
    'concat',
    node.keys.flatMap((key, index) => [
      textLiteral(`${index === 0 ? '' : ', '}${key.name}=`),
      call('coalesce', [cast(column(key.name, key.type), string), textLiteral('null')], string),
    ]),
    string,
  );

/** The columns as they are, and the partition's day last. */
export const withDay = (rel: Rel, ds: string, partitionColumn: string): Rel =>
  project(rel, [
    ...rel.columns.map((one) => ({ name: one.name, expr: column(one.name, one.type) })),
    { name: partitionColumn, expr: dateLiteral(ds) },
  ]);
