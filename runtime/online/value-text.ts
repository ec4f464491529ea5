import type { Column } from '#compiler/plan';
import { json, shown, typed, wrong } from './typed-value.ts';

const number = /^[+-]?(\d+)(?:\.(\d+))?(e[+-]?\d+)?$/i;

const float = (column: Column, value: unknown): string => {
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
  if (typeof text !== 'string' || !number.test(text) || !Number.isFinite(Number(text)))
    throw wrong(column, shown(value));
  return text.replace(/^\+/, '');
};

const decimal = (column: Column, value: unknown): string => {
  if (column.type.kind !== 'decimal') throw new Error('internal: a decimal of another type');
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
  const [, whole = '', fraction = '', exponent] = (typeof text === 'string' ? number.exec(text) : null) ?? [];
  if (typeof text !== 'string' || whole === '' || exponent !== undefined) throw wrong(column, shown(value));
  const { precision, scale } = column.type;
  const digits = whole.replace(/^0+/, '').length;
  if (digits > precision - scale || fraction.replace(/0+$/, '').length > scale) {
    throw wrong(column, `${shown(value)}, which does not fit`);
  }
  return text.replace(/^\+/, '');
};

const moment = (column: Column, value: unknown): string => {
  const text = value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value;
  const parts =
    typeof text === 'string' ? /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)Z?$/.exec(text) : null;
  const [, day = '', time = ''] = parts ?? [];
  const seconds = Date.parse(`${day}T${time.slice(0, 8)}Z`);
  // 2023-02-30 is read as 2 March.
  if (Number.isNaN(seconds) || new Date(seconds).toISOString().slice(0, 19) !== `${day}T${time.slice(0, 8)}`) {
    throw wrong(column, shown(value));
  }
  return JSON.stringify(`${day}T${time}Z`);
};

/**
 * What a caller gave for a column, as the JSON text under which a value of this type is served. Throws ConfigError
 * (CHR2310).
 *
 *     valueText({ name: 'cart', type: { kind: 'double' } }, '12.50') // '12.50'
 */
export const valueText = (column: Column, value: unknown): string => {
  if (value === null) return 'null';
  switch (column.type.kind) {
    case 'float':
    case 'double':
      return float(column, value);
    case 'decimal':
      return decimal(column, value);
    case 'timestamp':
      return moment(column, value);
    default:
      return json(typed(column, value));
  }
};
