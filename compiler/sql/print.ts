import type { Dialect } from '../dialect/dialect.ts';
import type { Expr, Rel } from '../relation.ts';
import { tempName } from '../temp-name.ts';
import { aggregateCall, expression, userTokens } from './expression.ts';
import { block, commaLine, type Fragment, f, joined, name, scan, stringLiteral, word } from './fragment.ts';

/** One SELECT under construction; a further step goes into it while its slot is free, else it becomes a subquery. */
type Select = {
  readonly outputs: readonly Fragment[] | null;
  readonly from: Fragment;
  readonly where: readonly Fragment[];
  readonly groupBy: readonly Fragment[] | null;
  readonly qualify: Fragment | null;
};

const from = (source: Fragment): Select => ({ outputs: null, from: source, where: [], groupBy: null, qualify: null });

const open = (select: Select): boolean => select.outputs === null && select.qualify === null;

const text = (select: Select): Fragment => {
  const outputs = select.outputs === null ? word('*') : block(joined(select.outputs, commaLine));
  const where = select.where.length === 0 ? f`` : f`\nWHERE ${joined(select.where, word('\n  AND '))}`;
  const group =
    select.groupBy === null || select.groupBy.length === 0 ? f`` : f`\nGROUP BY ${joined(select.groupBy, word(', '))}`;
  const qualify = select.qualify === null ? f`` : f`\nQUALIFY ${select.qualify}`;
  return f`SELECT ${outputs}${select.outputs === null ? word('\n') : f``}FROM ${select.from}${where}${group}${qualify}`;
};

const subquery = (select: Select): Fragment => f`(${block(text(select))})`;

const wrapped = (select: Select): Select => (open(select) ? select : from(subquery(select)));

/** A Rel as SQL. A filter or projection on a scan or filter is merged into one SELECT; the rest nests. */
export const print = (rel: Rel, dialect: Dialect): Fragment => text(build(rel, dialect));

/** `a AS a` says nothing twice. */
const named = (output: string, expr: Expr, dialect: Dialect): Fragment =>
  expr.kind === 'column' && expr.name === output ? name(output) : f`${expression(expr, dialect)} AS ${name(output)}`;

const conjuncts = (condition: Expr): readonly Expr[] =>
  condition.kind === 'call' && condition.fn === 'and' ? condition.args.flatMap(conjuncts) : [condition];

const build = (rel: Rel, dialect: Dialect): Select => {
  const input = (inner: Rel): Select => build(inner, dialect);
  switch (rel.kind) {
    case 'scan':
      return from(
        scan({
          ...{ ref: rel.ref, partitions: rel.partitions },
          ...(rel.folders !== undefined && { folders: rel.folders }),
          ...(rel.day !== undefined && { day: rel.day }),
        }),
      );
    case 'temp':
      return from(name(tempName(rel.name)));
    case 'project':
      return {
        ...wrapped(input(rel.input)),
        outputs: rel.outputs.map(({ name: output, expr }) => named(output, expr, dialect)),
      };
    case 'filter': {
      const select = wrapped(input(rel.input));
      return {
        ...select,
        where: [...select.where, ...conjuncts(rel.condition).map((one) => expression(one, dialect))],
      };
    }
    case 'aggregate': {
      const keys = rel.keys.map(name);
      const calls = rel.calls.map((call) => f`${aggregateCall(call, dialect)} AS ${name(call.output)}`);
      return { ...wrapped(input(rel.input)), outputs: [...keys, ...calls], groupBy: keys };
    }
    case 'union':
      return from(
        f`(${block(
          joined(
            rel.inputs.map((one) => print(one, dialect)),
            word('\nUNION ALL BY NAME\n'),
          ),
        )})`,
      );
    case 'join':
      return join(rel, dialect);
    case 'latest': {
      const order = joined(
        rel.order.map((column) => f`${name(column)} DESC NULLS LAST`),
        word(', '),
      );
      const keys = joined(rel.keys.map(name), word(', '));
      return {
        ...wrapped(input(rel.input)),
        qualify: f`row_number() OVER (PARTITION BY ${keys} ORDER BY ${order}) = 1`,
      };
    }
    case 'dates':
      return from(
        dialect.series(f`DATE ${stringLiteral(rel.from)}`, f`DATE ${stringLiteral(rel.to)}`, name(rel.column)),
      );
    case 'number':
      return {
        ...wrapped(input(rel.input)),
        outputs: [
          ...rel.input.columns.map((column) => name(column.name)),
          f`row_number() OVER () AS ${name(rel.output)}`,
        ],
      };
    case 'opaque':
      return opaque(rel, dialect);
    case 'unnest':
      return unnest(rel, dialect);
    case 'running':
      return running(rel, dialect);
    case 'derive':
      return derive(rel, dialect);
    case 'key-slice': {
      const select = wrapped(input(rel.input));
      const hash = dialect.slice(rel.keys.map(name), word(String(rel.slices)));
      return { ...select, where: [...select.where, f`${hash} = ${word(String(rel.slice))}`] };
    }
  }
};

/** Columns of both sides must differ, but for the keys: those come from the left. */
const join = (rel: Extract<Rel, { kind: 'join' }>, dialect: Dialect): Select => {
  const kinds = { inner: 'JOIN', left: 'LEFT JOIN', anti: 'ANTI JOIN' } as const;
  const equal = rel.on.map((on) => f`l.${name(on.left)} IS NOT DISTINCT FROM r.${name(on.right)}`);
  const all = rel.condition === null ? equal : [...equal, expression(rel.condition, dialect)];
  const left = new Set(rel.left.columns.map((column) => column.name));
  return {
    ...from(
      f`${subquery(build(rel.left, dialect))} AS l\n${word(kinds[rel.type])} ${subquery(build(rel.right, dialect))} AS r\nON ${joined(all, word(' AND '))}`,
    ),
    outputs: rel.columns.map((column) =>
      left.has(column.name) ? f`l.${name(column.name)}` : f`r.${name(column.name)}`,
    ),
  };
};

const unnest = (rel: Extract<Rel, { kind: 'unnest' }>, dialect: Dialect): Select => {
  const kept = rel.columns.filter((column) => column.name !== rel.element && column.name !== rel.position);
  const position =
    rel.position === null
      ? []
      : [f`CAST(generate_subscripts(${name(rel.list)}, 1) AS BIGINT) AS ${name(rel.position)}`];
  return {
    ...wrapped(build(rel.input, dialect)),
    outputs: [
      ...kept.map((column) => name(column.name)),
      f`unnest(${name(rel.list)}) AS ${name(rel.element)}`,
      ...position,
    ],
  };
};

/** The user's SQL may find columns by a pattern: it is worked out over a row that has no others. */
const derive = (rel: Extract<Rel, { kind: 'derive' }>, dialect: Dialect): Select => {
  const seen = rel.seen.map((column) => f`l.${name(column)} AS ${name(column)}`);
  const outputs = rel.outputs.map(({ name: output, expr }) => named(output, expr, dialect));
  const row = f`SELECT ${block(joined(outputs, commaLine))}FROM (SELECT ${joined(seen, word(', '))})`;
  return from(f`${subquery(build(rel.input, dialect))} AS l, LATERAL (${block(row)}) AS d`);
};

const running = (rel: Extract<Rel, { kind: 'running' }>, dialect: Dialect): Select => {
  const by = rel.keys.length === 0 ? f`` : f`PARTITION BY ${joined(rel.keys.map(name), word(', '))}`;
  const upToHere = f`(${by} ORDER BY ${name(rel.order)} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
  return {
    ...wrapped(build(rel.input, dialect)),
    outputs: [
      ...rel.input.columns.map((column) => name(column.name)),
      ...rel.sums.flatMap((sum) => [
        f`sum(${name(sum.of)}) OVER ${upToHere} AS ${name(sum.running)}`,
        f`sum(${name(sum.of)}) OVER (${by}) AS ${name(sum.total)}`,
      ]),
    ],
  };
};

/** The user's SELECT over its tables, which are named by CTEs so that `table.column` works in the user's text. */
const opaque = (rel: Extract<Rel, { kind: 'opaque' }>, dialect: Dialect): Select => {
  const query = userTokens(rel.tokens, { dates: rel.dates, table: name });
  const tables = Object.entries(rel.tables);
  const body = f`(\n${query}\n)`;
  if (tables.length === 0) return from(body);
  const ctes = tables.map(([ref, table]) => f`${name(ref)} AS NOT MATERIALIZED (${block(print(table, dialect))})`);
  return from(f`(WITH ${joined(ctes, commaLine)}\nSELECT * FROM ${body})`);
};
