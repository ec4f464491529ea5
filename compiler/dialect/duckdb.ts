import type { Type } from '../relation.ts';
import { comma, f, joined, name, word } from '../sql/fragment.ts';
import { ansi, argument, call } from './ansi.ts';
import type { Dialect } from './dialect.ts';
import { jsonText } from './duckdb-json.ts';

const quoted = ansi.quoteName;

const typeText = (type: Type): string => {
  switch (type.kind) {
    case 'int':
      return 'INTEGER';
    case 'string':
      return 'VARCHAR';
    case 'binary':
      return 'BLOB';
    case 'decimal':
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case 'list':
      return `${typeText(type.element)}[]`;
    case 'map':
      return `MAP(${typeText(type.key)}, ${typeText(type.value)})`;
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${quoted(field.name)} ${typeText(field.type)}`).join(', ')})`;
    default:
      return type.kind.toUpperCase();
  }
};

const fieldNames = (type: Type): readonly string[] => {
  if (type.kind !== 'struct') throw new Error(`internal: struct() is typed ${type.kind}`);
  return type.fields.map((field) => field.name);
};

/** DuckDB 1.5. */
export const duckdb: Dialect = {
  name: 'duckdb',
  quoteName: quoted,
  quoteString: ansi.quoteString,
  // A bare 0.29 is a DECIMAL to DuckDB; with an exponent it is a DOUBLE.
  double: (value) => (/[e]/.test(String(value)) ? String(value) : `${value}e0`),
  type: typeText,
  scalar: {
    ...ansi.scalar,
    divide: (args) => f`(${argument(args, 0)} / ${argument(args, 1)})`,
    is_finite: call('isfinite'),
    struct: (args, type) =>
      f`{${joined(
        fieldNames(type).map((field, index) => f`${name(field)}: ${argument(args, index)}`),
        comma,
      )}}`,
    field: (args) => f`${argument(args, 0)}[${argument(args, 1)}]`,
    to_millis: (args) => f`epoch_ms(${argument(args, 0)})`,
    day_of_millis: (args) => f`CAST(make_timestamp_ms(${argument(args, 0)}) AS DATE)`,
    day_start_millis: (args) => f`epoch_ms(${argument(args, 0)})`,
    concat: (args) => f`(${joined(args, word(' || '))})`,
    to_json_text: (args, _type, types) => jsonText(argument(args, 0), types[0]),
    raise: call('error'),
  },
  toDay: (input, message) =>
    f`CASE WHEN regexp_full_match(${input}, '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN CAST(${input} AS DATE) WHEN ${input} IS NOT NULL THEN error(${message} || ${input}) END`,
  aggregate: ansi.aggregate,
  series: (from, to, column) =>
    f`(SELECT CAST(unnest(generate_series(${from}, ${to}, INTERVAL 1 DAY)) AS DATE) AS ${column})`,
};
