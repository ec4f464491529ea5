import { and, bigint, bigintLiteral, call, column, compare } from '../expr.ts';
import type { Aggregate } from '../plan.ts';
import type { Column, Rel } from '../relation.ts';
import { aggregate, columnOf, joinOn, joinWhere, project, temp, union } from '../relations.ts';
import { dayMs } from '../window.ts';
import { keyText } from './key-text.ts';
import { finaliseState, liftStates, mergeStates, type Stateful } from './operations/index.ts';
import { type Asked, inputColumns, seenEvents } from './pairs.ts';
import { inputName, type Moment, optionsOf, rowAggregates } from './pass.ts';
import { query, startOf } from './queries.ts';
import { withKeys } from './row-pass.ts';
import type { RelScript } from './script.ts';
import {
  boundsOf,
  bucketsOf,
  floorTo,
  headColumn,
  type Level,
  levels,
  marks,
  type Step,
  steps,
  takes,
} from './tile-bounds.ts';
import { timeColumn } from './visible.ts';

/** The number of a heavy key, of a tile's or a row's place, and the first moment of the partition a row lies in. */
const heavyKey: Column = { name: '__k', type: bigint };
const start = column('__start', bigint);
const readable = column('__readable', bigint);
const earliest = -9_000_000_000_000_000;

const kept = (rel: Rel) => rel.columns.map(({ name, type }) => ({ name, expr: column(name, type) }));

const tileName = (step: Step): string => `tiles_${step / 60_000}m`;

/**
 * The values of the queries of heavy keys, `__q` and the outputs of `aggregates`, from tiles: states of 5 minutes, an
 * hour and a day of each key and partition. A window is cut into the longest tiles that it holds whole, and rows at its
 * ends; each level finds its pieces by equality, so that none of them multiplies queries by all tiles of a key.
 * `asking` are those queries with their key's number.
 */
export const tileValues = (
  asking: Rel,
  asked: Asked,
  request: { readonly heavy: Rel; readonly aggregates: readonly Aggregate[]; readonly moment: Moment },
): { readonly temps: RelScript['temps']; readonly values: Rel } => {
  const { heavy, aggregates, moment } = request;
  const marked = project(asking, [...kept(asking), ...marks(aggregates)]);
  const rows = heavyRows(heavy, asked, aggregates);
  const asks = temp('tile_queries', marked.columns);
  const found = temp('heavy_rows', rows.columns);
  const tiles = tilesOf(found, aggregates);
  const states = union(
    levels.map((level) => levelStates(level, { asks, rows: found, tiles: tiles.of }, { asked, aggregates })),
  );
  const merged = mergeStates(
    temp('tile_states', states.columns),
    [query.name],
    aggregates.map((one) => ({ ...stateful(one), from: one.output, filter: null })),
  );
  const values = aggregates.map((one) => ({
    name: one.output,
    expr: finaliseState(stateful(one), { output: one.output, key: keyText(moment.node) }),
  }));
  return {
    temps: [
      { name: 'tile_queries', rel: marked },
      { name: 'heavy_rows', rel: rows },
      ...tiles.temps,
      { name: 'tile_states', rel: states },
    ],
    values: project(withKeys(merged, values, moment), [
      { name: query.name, expr: column(query.name, query.type) },
      ...values,
    ]),
  };
};

/** The rows of heavy keys: what the aggregates read, and the 5 minutes that they lie in. */
const heavyRows = (heavy: Rel, asked: Asked, aggregates: readonly Aggregate[]): Rel => {
  const inputs = inputColumns({ aggregates });
  const keys = asked.features.keys.map(({ name }) => ({ left: name, right: name }));
  const read = union(
    asked.features.sources.map((source) => {
      const seen = seenEvents(source, asked);
      return project(seen, [
        ...kept(seen).filter(({ name }) => name !== '__ds'),
        {
          name: '__readable',
          expr: call(
            'coalesce',
            [startOf(column('__ds', columnOf(seen, '__ds').type)), bigintLiteral(earliest)],
            bigint,
          ),
        },
      ]);
    }),
  );
  const found = joinWhere(
    'inner',
    { left: heavy, right: read },
    {
      on: keys,
      condition: null,
      columns: [heavyKey, ...inputs, { name: '__ts', type: bigint }, { name: '__readable', type: bigint }],
    },
  );
  // Times beyond all windows count where there is none; one mark is as good as another.
  const time = call('greatest', [timeColumn, bigintLiteral(earliest)], bigint);
  return project(found, [...kept(found), { name: '__start', expr: floorTo(time, steps[0]) }]);
};

/** One state in the tiles for all windows of an input and operation. */
const tileState = (one: Aggregate): Stateful => {
  const { k, exact } = optionsOf(one);
  return { ...stateful(one), name: [inputName(one), one.op, k, exact].filter((part) => part !== null).join('.') };
};

const stateful = (one: Aggregate): Stateful => {
  const [row] = rowAggregates([one]);
  if (row === undefined) throw new Error(`internal: ${one.op} has no row states`);
  return { name: one.output, operation: row.operation, type: one.input.type, options: optionsOf(one) };
};

const place = [heavyKey.name, '__start', '__readable'];

/** Tiles of 5 minutes of the rows, hours of those, days of these. */
const tilesOf = (
  rows: Rel,
  aggregates: readonly Aggregate[],
): { readonly temps: RelScript['temps']; readonly of: ReadonlyMap<Step, Rel> } => {
  const states = [...new Map(aggregates.map((one) => [tileState(one).name, one])).values()];
  const [shortest, ...longer] = steps;
  const lifted = states.map((one) => ({ ...tileState(one), value: one.input, ts: timeColumn, filter: null }));
  const temps = [{ name: tileName(shortest), rel: liftStates(rows, place, lifted) }];
  for (const step of longer) {
    const below = temps.at(-1);
    if (below === undefined) throw new Error('internal: no tiles to merge');
    const read = temp(below.name, below.rel.columns);
    const moved = project(
      read,
      kept(read).map((one) => (one.name === '__start' ? { ...one, expr: floorTo(start, step) } : one)),
    );
    const merged = states.map((one) => ({ ...tileState(one), from: tileState(one).name, filter: null }));
    temps.push({ name: tileName(step), rel: mergeStates(moved, place, merged) });
  }
  return { temps, of: new Map(steps.map((step, at) => [step, temp(tileName(step), temps[at]?.rel.columns ?? [])])) };
};

/**
 * What the pieces of a level add to each query: `__q` and a state for each aggregate. Queries of one key that take the
 * same pieces are answered together.
 */
const levelStates = (
  level: Level,
  sources: { readonly asks: Rel; readonly rows: Rel; readonly tiles: ReadonlyMap<Step, Rel> },
  { asked, aggregates }: { readonly asked: Asked; readonly aggregates: readonly Aggregate[] },
): Rel => {
  const { asks, rows } = sources;
  const pieces = level.step === 1 ? rows : sources.tiles.get(level.step);
  if (pieces === undefined) throw new Error(`internal: no tiles of ${level.step}`);
  const bounds = [heavyKey.name, ...boundsOf(level, aggregates).map((one) => one.name)];
  const at = level.step === 1 ? timeColumn : start;
  const joined = piecesOf(level, { asks, pieces, bounds }, { asked, aggregates });
  const states =
    level.step === 1
      ? liftStates(
          joined,
          bounds,
          aggregates.map((one) => ({
            ...stateful(one),
            value: one.input,
            ts: timeColumn,
            filter: takes(one, level, at),
          })),
        )
      : mergeStates(
          joined,
          bounds,
          aggregates.map((one) => ({ ...stateful(one), from: tileState(one).name, filter: takes(one, level, at) })),
        );
  const answered = joinOn('inner', { left: asks, right: states }, bounds);
  return project(answered, [
    { name: query.name, expr: column(query.name, query.type) },
    ...states.columns
      .filter((one) => !bounds.includes(one.name))
      .map(({ name, type }) => ({ name, expr: column(name, type) })),
  ]);
};

/** Each distinct ask with each piece that lies where its own can, and in a partition that its day reads. */
const piecesOf = (
  { above }: Level,
  sides: { readonly asks: Rel; readonly pieces: Rel; readonly bounds: readonly string[] },
  { asked, aggregates }: { readonly asked: Asked; readonly aggregates: readonly Aggregate[] },
): Rel => {
  const { bounds } = sides;
  const bucket = { name: '__bucket', type: bigint };
  const tails = aggregates.filter((one) => one.windowMs !== null);
  const asks =
    above === null
      ? aggregate(sides.asks, bounds, [])
      : aggregate(
          union(
            bucketsOf(above, tails).map((expr) =>
              project(sides.asks, [
                ...bounds.map((name) => ({ name, expr: column(name, bigint) })),
                { name: bucket.name, expr },
              ]),
            ),
          ),
          [...bounds, bucket.name],
          [],
        );
  const pieces =
    above === null
      ? sides.pieces
      : project(sides.pieces, [...kept(sides.pieces), { name: '__of', expr: floorTo(start, above) }]);
  const today = column(headColumn(dayMs).name, bigint);
  const { lookbackDays } = asked.features;
  const oldest = call('subtract', [today, bigintLiteral(((lookbackDays ?? 0) + 1) * dayMs)], bigint);
  const read = [compare('le', readable, today), ...(lookbackDays === null ? [] : [compare('ge', readable, oldest)])];
  return joinWhere(
    'inner',
    { left: asks, right: pieces },
    {
      on: [
        { left: heavyKey.name, right: heavyKey.name },
        ...(above === null ? [] : [{ left: bucket.name, right: '__of' }]),
      ],
      condition: and(...read),
      columns: [
        ...bounds.map((name) => ({ name, type: bigint })),
        ...sides.pieces.columns.filter(({ name }) => !place.includes(name) || name === '__start'),
      ],
    },
  );
};
