/** Factories of expressions: each gives a typed, plain object. */
import type { Column, Expr, ScalarFunction, Type } from './relation.ts';

export const boolean: Type = { kind: 'boolean' };
export const bigint: Type = { kind: 'bigint' };
export const double: Type = { kind: 'double' };
export const string: Type = { kind: 'string' };
export const date: Type = { kind: 'date' };
export const exactInteger: Type = { kind: 'decimal', precision: 38, scale: 0 };

export const column = (name: string, type: Type): Expr => ({ kind: 'column', name, type });
export const bigintLiteral = (value: number): Expr => ({ kind: 'literal', value, type: bigint });
export const textLiteral = (value: string): Expr => ({ kind: 'literal', value, type: string });
export const dateLiteral = (value: string): Expr => ({ kind: 'literal', value, type: date });
export const doubleLiteral = (value: number): Expr => ({ kind: 'literal', value, type: double });

export const call = (fn: ScalarFunction, args: readonly Expr[], type: Type): Expr => ({ kind: 'call', fn, args, type });
export const cast = (input: Expr, type: Type): Expr => ({ kind: 'cast', input, type });

/** `when` true: `then`; otherwise `otherwise`, or null. */
export const caseWhen = (when: Expr, then: Expr, otherwise: Expr | null = null): Expr => ({
  kind: 'case',
  branches: [{ when, then }],
  otherwise,
  type: then.type,
});

export const and = (...conditions: readonly Expr[]): Expr => logical('and', conditions);
export const or = (...conditions: readonly Expr[]): Expr => logical('or', conditions);

const logical = (fn: 'and' | 'or', conditions: readonly Expr[]): Expr => {
  const [first] = conditions;
  return conditions.length === 1 && first !== undefined ? first : call(fn, conditions, boolean);
};

export const compare = (fn: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge', left: Expr, right: Expr): Expr =>
  call(fn, [left, right], boolean);

export const isNotNull = (value: Expr): Expr => call('is_not_null', [value], boolean);
export const not = (value: Expr): Expr => call('not', [value], boolean);
export const isNull = (value: Expr): Expr => call('is_null', [value], boolean);

export const isFloat = (type: Type): boolean => type.kind === 'float' || type.kind === 'double';
export const isInteger = (type: Type): boolean => type.kind === 'int' || type.kind === 'bigint';

/** A key of nulls only is none. */
export const hasKey = (keys: readonly Column[]): Expr =>
  or(...keys.map((key) => isNotNull(column(key.name, key.type))));

/** A float that is NaN or infinite is null (semantics section 4). */
export const finite = (value: Expr): Expr =>
  isFloat(value.type) ? caseWhen(call('is_finite', [value], boolean), value) : value;

/** -0.0 becomes 0.0, in a list too. */
export const positiveZero = (value: Expr): Expr => {
  if (isFloat(value.type)) return call('add', [value, { kind: 'literal', value: 0, type: double }], value.type);
  const listed = value.type.kind === 'list' && isFloat(value.type.element);
  return listed ? call('clean', [value], value.type) : value;
};

/** The columns that an expression names outside of user SQL. */
export const columnsIn = (expr: Expr): readonly string[] => {
  switch (expr.kind) {
    case 'column':
      return [expr.name];
    case 'literal':
    case 'user-sql':
      return [];
    case 'call':
      return expr.args.flatMap(columnsIn);
    case 'case':
      return [
        ...expr.branches.flatMap(({ when, then }) => [when, then]),
        ...(expr.otherwise ? [expr.otherwise] : []),
      ].flatMap(columnsIn);
    case 'cast':
    case 'to-day':
      return columnsIn(expr.input);
  }
};
