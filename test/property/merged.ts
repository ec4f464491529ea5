import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { duckdb, relSql } from '#compiler';
import { bigint, boolean, cast, column, double, textLiteral } from '#compiler/expr';
import { finaliseItems } from '#compiler/physical/item-pass';
import { itemStates, itemValue, mergeItemStates } from '#compiler/physical/item-states';
import {
  finaliseState,
  liftStates,
  type Merged,
  mergeStates,
  operations,
  type Stateful,
} from '#compiler/physical/operations/index';
import type { Operation, Options, RowOperation } from '#compiler/physical/operations/operation';
import type { ItemAggregate } from '#compiler/physical/pass';
import type { Aggregate, OperationName } from '#compiler/plan';
import type { Expr, Rel, Type } from '#compiler/relation';
import { filter, project, temp } from '#compiler/relations';
import { tempName } from '#compiler/temp-name';
import type { ActualRow } from '#runtime/verify/compare';
import { answer, fill } from './compiled.ts';
import { type PartCase, type Sample, seenValue } from './generated-parts.ts';

/** What each way to cut the inputs gives, a row a key: `op` of all inputs, `op.late` of those of late parts. */
export type Ways = Readonly<Record<string, readonly ActualRow[]>>;

export type Merger = {
  readonly ofRows: (sample: Sample, one: PartCase) => Promise<Ways>;
  readonly ofItems: (sample: Sample, one: PartCase) => Promise<Ways>;
  readonly close: () => void;
};

const key = column('k', bigint);
const late = column('late', boolean);
const ok = column('ok', boolean);
const both: Expr = { kind: 'call', fn: 'and', args: [ok, late], type: boolean };
const place = { output: 'x', key: textLiteral('a key') };
const part = ['k', 'g', 'late'];
const piece = [...part, 'p'];

type Given = { readonly sample: Sample; readonly one: PartCase };

/** The operations of a shape that take these inputs. */
export const taking = <Shape extends Operation['shape']>(shape: Shape, { type, without, exact }: Sample) =>
  (Object.entries(operations) as (readonly [OperationName, Operation])[]).flatMap(([op, operation]) => {
    if (operation.shape !== shape || !operation.accepts(type) || without.includes(op)) return [];
    // Only these two look at the option.
    if (exact !== null && op !== 'sum' && op !== 'average') return [];
    return [[op, operation as Extract<Operation, { readonly shape: Shape }>] as const];
  });

const chosen = <Shape extends Operation['shape']>(shape: Shape, { sample, one }: Given) =>
  taking(shape, sample).filter(([op]) => one.ops.includes(op));

const optionsOf = ({ exact }: Sample, { k, percentiles }: PartCase): Options => ({ k, percentiles, exact });

/** As wide as the oracle's types. */
const widened = (value: Expr): Expr => {
  const wide = (type: Type): Type => {
    if (type.kind === 'list') return { kind: 'list', element: wide(type.element) };
    return type.kind === 'int' ? bigint : type.kind === 'float' ? double : type;
  };
  return cast(value, wide(value.type));
};

/** A type as both write it. */
const bare = (type: string): string => type.replaceAll(/[" ]/g, '');

/** The relation as a table, whose columns must have the types that the relation says: a sum of longs could be wider. */
const fixed = async (
  connection: DuckDBConnection,
  { name, rel }: { readonly name: string; readonly rel: Rel },
): Promise<Rel> => {
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${tempName(name)} AS ${sqlOf(rel)}`);
  const described = await connection.runAndReadAll(`SELECT column_name, column_type FROM (DESCRIBE ${tempName(name)})`);
  for (const [index, row] of described.getRows().entries()) {
    const declared = rel.columns[index];
    const text = declared === undefined ? '' : bare(duckdb.type(declared.type));
    const found = bare(String(row[1]));
    if (row[0] !== declared?.name || found !== text)
      throw new Error(`state ${String(row[0])} is a ${found}, declared is ${declared?.name} ${text}`);
  }
  return temp(name, rel.columns);
};

const sqlOf = (rel: Rel): string =>
  relSql(rel, () => {
    throw new Error('nothing is scanned here');
  });

/** DuckDB, where states of parts are lifted, stored, merged and finalised. */
export const openMerger = async (): Promise<Merger> => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const load = async (sample: Sample, { rows }: PartCase): Promise<Rel> => {
    const columns = [
      ...(['k', 'g', 'p'] as const).map((name) => [name, 'long'] as const),
      ...(['late', 'ok'] as const).map((name) => [name, 'boolean'] as const),
      ['ts', 'long'] as const,
      ['v', sample.column] as const,
    ];
    await fill(connection, { name: tempName('t'), columns, rows });
    const stored: Type = sample.type.kind === 'int' ? bigint : sample.type.kind === 'float' ? double : sample.type;
    const others = ['k', 'g', 'p', 'ts'].map((name) => ({ name, expr: column(name, bigint) }));
    const flags = ['late', 'ok'].map((name) => ({ name, expr: column(name, boolean) }));
    const table = temp('t', [
      ...[...others, ...flags].map(({ name, expr }) => ({ name, type: expr.type })),
      { name: 'v', type: stored },
    ]);
    return project(table, [...others, ...flags, { name: 'v', expr: seenValue(sample, stored) }]);
  };
  const rowsOf = async (rel: Rel) => await answer(connection, sqlOf(rel));
  return {
    ofRows: async (sample, one) => {
      const rows = await fixed(connection, { name: 'r', rel: await load(sample, one) });
      const all = chosen('row', { sample, one }).map(([name, operation]) =>
        statefulOf(name, operation, { sample, one }),
      );
      const value = { value: column('v', sample.type), ts: column('ts', bigint) };
      const lifted = (by: readonly string[]) =>
        liftStates(
          rows,
          by,
          all.map((each) => ({ ...each, ...value, filter: ok })),
        );
      const whole = liftStates(
        rows,
        ['k'],
        [
          ...all.map((each) => ({ ...each, ...value, filter: ok })),
          ...all.map((each) => ({ ...each, ...value, name: `${each.name}.late`, filter: both })),
        ],
      );
      const pieces = await fixed(connection, { name: 'pieces', rel: lifted(piece) });
      const again = all.map((each): Merged => ({ ...each, from: each.name, filter: null }));
      const parts = await fixed(connection, { name: 'parts', rel: mergeStates(pieces, part, again) });
      const merged = (states: Rel) =>
        mergeStates(
          states,
          ['k'],
          [...again, ...again.map((each) => ({ ...each, name: `${each.name}.late`, filter: late }))],
        );
      const finished = (rel: Rel) =>
        project(rel, [
          { name: 'k', expr: key },
          ...all
            .flatMap((each) => [each, { ...each, name: `${each.name}.late` }])
            .map((each) => ({ name: each.name, expr: widened(finaliseState(each, place)) })),
        ]);
      return {
        'all at once': await rowsOf(finished(whole)),
        'merged once': await rowsOf(finished(await fixed(connection, { name: 'one', rel: merged(pieces) }))),
        'merged twice': await rowsOf(finished(await fixed(connection, { name: 'two', rel: merged(parts) }))),
      };
    },
    ofItems: async (sample, one) => {
      const rows = await fixed(connection, { name: 'r', rel: await load(sample, one) });
      const present = filter(
        project(rows, [
          ...rows.columns.flatMap(({ name, type }) => (name === 'v' ? [] : [{ name, expr: column(name, type) }])),
          { name: itemValue, expr: column('v', sample.type) },
        ]),
        { kind: 'call', fn: 'is_not_null', args: [column(itemValue, sample.type)], type: boolean },
      );
      const counts = [
        { output: countNames.all, filter: ok },
        { output: countNames.late, filter: both },
      ];
      const whole = itemStates(present, ['k'], { counts, sign: null });
      const n = { output: 'n', from: 'n' };
      const pieces = await fixed(connection, {
        name: 'pieces',
        rel: itemStates(present, piece, { counts: [{ output: 'n', filter: ok }], sign: null }),
      });
      const parts = await fixed(connection, {
        name: 'parts',
        rel: mergeItemStates(pieces, part, [{ ...n, filter: null }]),
      });
      const merged = (states: Rel) =>
        mergeItemStates(
          states,
          ['k'],
          [
            { ...n, output: countNames.all, filter: null },
            { ...n, output: countNames.late, filter: late },
          ],
        );
      const aggregates = chosen('item', { sample, one }).flatMap(([op, operation]): readonly ItemAggregate[] => [
        { one: aggregateOf(op, { sample, one, windowMs: null }), operation },
        { one: aggregateOf(op, { sample, one, windowMs: 1 }), operation },
      ]);
      const finished = (items: Rel) => {
        const made = finaliseItems(items, { by: ['k'], aggregates, signed: false });
        return project(
          made,
          made.columns.map(({ name, type }) => ({ name, expr: widened(column(name, type)) })),
        );
      };
      return {
        'all at once': await rowsOf(finished(whole)),
        'merged once': await rowsOf(finished(await fixed(connection, { name: 'one', rel: merged(pieces) }))),
        'merged twice': await rowsOf(finished(await fixed(connection, { name: 'two', rel: merged(parts) }))),
      };
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
};

const statefulOf = (name: string, operation: RowOperation, { sample, one }: Given): Stateful => ({
  name,
  operation,
  type: sample.type,
  options: optionsOf(sample, one),
});

/** A window stands for the late parts. */
const countNames = { all: '__n.all', late: '__n.1' } as const;

const aggregateOf = (
  op: OperationName,
  { sample, one, windowMs }: Given & { readonly windowMs: number | null },
): Aggregate => ({
  output: windowMs === null ? op : `${op}.late`,
  op,
  input: column('v', sample.type),
  type: operations[op].output(sample.type, optionsOf(sample, one)),
  ...optionsOf(sample, one),
  windowMs,
  edge: 'sawtooth',
  explode: false,
  per: null,
});
