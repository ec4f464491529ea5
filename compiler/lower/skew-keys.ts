import type { Join } from '#dsl';
import { and, call, column, isNotNull, isNull, not, or } from '../expr.ts';
import { near } from '../near.ts';
import type { JoinPart, SkewedKey } from '../plan.ts';
import type { Expr } from '../relation.ts';
import { filter } from '../relations.ts';
import { showType } from '../types.ts';
import { written } from '../written.ts';
import { constantOf, constantsOf } from './constant.ts';
import type { Context } from './context.ts';
import type { CheckedSource } from './source.ts';

/** By left column: the values that parts are not looked up for. */
export type SkewKeys = ReadonlyMap<string, SkewedKey['values']>;

/** The checked `skewKeys` of a join; what is wrong is reported and left out. */
export const checkSkewKeys = (
  { skewKeys, parts }: Join,
  left: CheckedSource,
  { report }: Pick<Context, 'report'>,
): SkewKeys => {
  const given: unknown = skewKeys;
  if (given === undefined) return new Map();
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const takes = "values by column of the left, { user_id: ['crawler', null] }";
    report('CHR1041', ['skewKeys'], { place: 'skewKeys', takes, given: written(given) });
    return new Map();
  }
  const keys = new Set(parts.flatMap((part) => Object.values(part?.keys ?? {}).map((one) => one?.name)));
  const entries = Object.entries(given).flatMap(
    ([name, values]): readonly (readonly [string, SkewedKey['values']])[] => {
      const path = ['skewKeys', name];
      const found = left.columns.find((one) => one.name === name);
      if (found === undefined) {
        const known = left.columns.map((one) => one.name);
        if (!left.broken.has(name))
          report('CHR1010', path, { column: name, of: 'the left', near: near(name, known), known });
        return [];
      }
      if (!keys.has(name)) {
        const known = [...keys].map(String);
        report('CHR1064', path, { column: name, near: near(name, known), known });
        return [];
      }
      if (!Array.isArray(values) || values.length === 0) {
        const takes = "a list of values, ['crawler', null]";
        const what = Array.isArray(values) ? 'an empty list' : written(values);
        report('CHR1041', path, { place: `skewKeys of '${name}'`, takes, given: what });
        return [];
      }
      const constants = values.map((value: unknown) => (value === null ? null : constantOf(value, found.type)));
      const wrong = values.flatMap((value: unknown, index) =>
        value !== null && constants[index] === null ? [{ value, index }] : [],
      );
      for (const { value, index } of wrong) {
        const takes = constantsOf(found.type) ?? 'no value but null: convert it in the select of the left';
        const place = `'${name}', a ${showType(found.type)},`;
        report('CHR1041', [...path, index], { place, takes, given: written(value) });
      }
      // In one order: to write them in another is no change.
      return [[name, [...new Set(constants)].toSorted(byText)]];
    },
  );
  return new Map(entries);
};

const byText = (one: unknown, other: unknown): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

/** A part without the left rows that it is not looked up for: those whose every skew column, of its keys, has such a value. */
export const withoutSkew = <P extends Pick<JoinPart, 'left' | 'keyMapping'>>(part: P, skewKeys: SkewKeys): P => {
  const skewed = Object.entries(part.keyMapping).flatMap(([key, name]): readonly SkewedKey[] => {
    const values = skewKeys.get(name);
    return values === undefined ? [] : [{ key, values }];
  });
  if (skewed.length === 0) return part;
  const { left } = part;
  const every = and(...skewed.map((one) => isListed(one, left.rel.columns)));
  return { ...part, left: { ...left, rel: filter(left.rel, not(every)) }, skewed };
};

const isListed = ({ key, values }: SkewedKey, columns: JoinPart['left']['rel']['columns']): Expr => {
  const found = columns.find((one) => one.name === key);
  if (found === undefined) throw new Error(`internal: the left of a part has no key ${key}`);
  const value = column(found.name, found.type);
  const listed = values.filter((one) => one !== null);
  const isOne = call('in', [value, ...listed.map((one): Expr => ({ kind: 'literal', value: one, type: found.type }))], {
    kind: 'boolean',
  });
  if (listed.length === values.length) return and(isNotNull(value), isOne);
  return listed.length === 0 ? isNull(value) : or(isNull(value), isOne);
};
