import { bigint, call, column } from '../expr.ts';
import type { GroupByNode } from '../plan.ts';
import type { Column, Rel } from '../relation.ts';
import { joinOn, joinWhere, keySlice, numbered, project, temp, union } from '../relations.ts';
import { heavyKeys, inTiles, type Threshold, takesTiles } from './heavy.ts';
import { type Asked, countsWhole, hasMutations, pairs, pairWindow } from './pairs.ts';
import type { Values } from './part-rows.ts';
import type { Moment } from './pass.ts';
import { at, query, tailColumn } from './queries.ts';
import { tileValues } from './tiles.ts';
import { type Passes, passesOf, readsTwice, valuesOf } from './values.ts';
import { timeColumn } from './visible.ts';

type Request = { readonly slices: number; readonly heavy?: Threshold | null; readonly spans?: boolean };

/** The values of each query that sees a row, in one relation for each slice: over pairs, and for heavy keys from tiles. */
export const aggregated = (asking: Rel, asked: Asked, { slices, heavy = null, spans = false }: Request): Values => {
  const moment = queryMoment(asking, asked);
  const passes = passesOf(asked.features);
  if (heavy === null || !takesTiles(asked))
    return direct(asking, { asked, passes, moment, slices, spans, name: 'pairs' });
  const found = numbered(heavyKeys(asking, asked, heavy), '__k');
  const keys = temp('heavy_keys', found.columns);
  const on = asked.features.keys.map(({ name }) => ({ left: name, right: name }));
  const light = joinWhere('anti', { left: asking, right: keys }, { on, condition: null, columns: asking.columns });
  const columns = [...asking.columns, { name: '__k', type: bigint }];
  const ofHeavy = joinWhere('inner', { left: asking, right: keys }, { on, condition: null, columns });
  const [lights, heavies] = [temp('light_queries', light.columns), temp('heavy_queries', ofHeavy.columns)];
  const ofLight = direct(lights, { asked, passes, moment, slices, spans, name: 'pairs' });
  const aggregates = asked.features.aggregates.filter(inTiles);
  const tiles = tileValues(heavies, asked, { heavy: keys, aggregates, moment });
  const others = asked.features.aggregates.filter((one) => !inTiles(one));
  const rest = direct(heavies, {
    asked,
    passes: passesOf({ ...asked.features, aggregates: others }),
    moment,
    slices,
    spans,
    name: 'heavy_pairs',
  });
  return {
    temps: [
      { name: 'heavy_keys', rel: found },
      { name: 'light_queries', rel: light },
      { name: 'heavy_queries', rel: ofHeavy },
      ...tiles.temps,
      ...ofLight.temps,
      ...(others.length === 0 ? [] : rest.temps),
    ],
    checks: [],
    values: ofLight.values.map((values, index) => {
      const own = sliced(heavies, slices, index);
      const numbers = project(own, [{ name: query.name, expr: column(query.name, query.type) }]);
      const beside = [tiles.values, ...(others.length === 0 ? [] : rest.values.slice(index, index + 1))].reduce(
        (left, right) => joinOn('left', { left, right }, [query.name]),
        numbers,
      );
      const same = values.columns.map(({ name, type }) => ({ name, expr: column(name, type) }));
      return union([values, project(beside, same)]);
    }),
  };
};

const sliced = (asking: Rel, of: number, at: number): Rel =>
  of === 1 ? asking : keySlice(asking, [query.name], { of, at });

/** Each query with each row of its key that it may see. */
const direct = (
  asking: Rel,
  request: {
    readonly asked: Asked;
    readonly passes: Passes;
    readonly moment: Moment;
    readonly slices: number;
    readonly spans: boolean;
    readonly name: string;
  },
): Values => {
  const { asked, passes, moment, slices, spans } = request;
  const parts = Array.from({ length: slices }, (_, index) => ({
    name: `${request.name}_${index}`,
    rel: pairs(sliced(asking, slices, index), asked, { carried: moment.carried, spans }),
  }));
  const twice = readsTwice(passes);
  return {
    temps: twice ? parts : [],
    checks: [],
    values: parts.map(({ name, rel }) => valuesOf(twice ? temp(name, rel.columns) : rel, passes, moment)),
  };
};

/** Each query's own moment. */
const queryMoment = (asking: Rel, asked: Asked): Moment => {
  const { features } = asked;
  const whole = countsWhole(asked);
  const window = pairWindow(asked);
  const tails = features.aggregates.filter((one) => window(one) !== null).map(tailColumn);
  const signed = hasMutations(asked);
  const sign: Column = { name: '__sign', type: bigint };
  return {
    node: features,
    by: [query],
    carried: [
      ...new Map(tails.map((one) => [one.name, one])).values(),
      ...(whole ? [{ name: '__at', type: bigint }] : []),
      ...(signed ? [sign] : []),
    ],
    window,
    // A row of a snapshot that has no time is the state at the moment itself.
    time: whole ? call('coalesce', [timeColumn, at], bigint) : timeColumn,
    sign: signed ? column(sign.name, sign.type) : null,
    keyed: (groups) => joinOn('inner', { left: groups, right: keysOf(asking, features) }, [query.name]),
  };
};

const keysOf = (asking: Rel, { keys }: GroupByNode): Rel =>
  project(
    asking,
    [query, ...keys].map(({ name, type }) => ({ name, expr: column(name, type) })),
  );
