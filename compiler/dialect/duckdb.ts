import type { Type } from '../relation.ts';
import { comma, type Fragment, f, joined, name, word } from '../sql/fragment.ts';
import { ansi, argument, call } from './ansi.ts';
import type { Dialect } from './dialect.ts';
import { clean } from './duckdb-clean.ts';
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

const floorMillis = (timestamp: Fragment): Fragment =>
  f`((epoch_us(${timestamp}) - ((epoch_us(${timestamp}) % 1000) + 1000) % 1000) // 1000)`;

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
    clean: (args, type) => clean(argument(args, 0), type),
    struct: (args, type) =>
      f`{${joined(
        fieldNames(type).map((field, index) => f`${name(field)}: ${argument(args, index)}`),
        comma,
      )}}`,
    field: (args) => f`${argument(args, 0)}[${argument(args, 1)}]`,
    list: call('list_value'),
    list_head: (args) => f`${argument(args, 0)}[1:${argument(args, 1)}]`,
    list_field: (args) => f`list_transform(${argument(args, 0)}, lambda e: e[${argument(args, 1)}])`,
    flatten: (args) => f`nullif(flatten(${argument(args, 0)}), [])`,
    sorted: call('list_sort'),
    sorted_descending: call('list_reverse_sort'),
    without_null: (args) => f`list_filter(${argument(args, 0)}, lambda e: e IS NOT NULL)`,
    list_length: (args) => f`CAST(len(${argument(args, 0)}) AS BIGINT)`,
    has_null: (args) => f`(list_count(${argument(args, 0)}) < len(${argument(args, 0)}))`,
    map_from_sorted: (args) => f`map_from_entries(nullif(${argument(args, 0)}, []))`,
    map_entries: call('map_entries'),
    ordered_entries: (args) => f`list_sort(map_entries(${argument(args, 0)}))`,
    sorted_by_key: call('list_sort'),
    // epoch_ms truncates towards 1970: a microsecond before it would become the millisecond after.
    to_millis: (args, _type, types) =>
      types[0]?.kind === 'date' ? f`epoch_ms(${argument(args, 0)})` : floorMillis(argument(args, 0)),
    // A number that is no time has no day. It must not reach make_timestamp_ms, which would stop the run: a branch around
    // the call does not keep it away, since a function may be worked out for rows that the branch leaves out.
    day_of_millis: (args) => {
      const millis = argument(args, 0);
      const safe = f`least(greatest(${millis}, -9000000000000000), 9000000000000000)`;
      return f`CASE WHEN ${millis} BETWEEN -9000000000000000 AND 9000000000000000 THEN CAST(make_timestamp_ms(${safe}) AS DATE) END`;
    },
    day_start_millis: (args) => f`epoch_ms(${argument(args, 0)})`,
    quotient: (args) => f`(${argument(args, 0)} // ${argument(args, 1)})`,
    floor_to: (args) =>
      f`(${argument(args, 0)} - ((${argument(args, 0)} % ${argument(args, 1)}) + ${argument(args, 1)}) % ${argument(args, 1)})`,
    concat: (args) => f`(${joined(args, word(' || '))})`,
    to_json_text: (args, _type, types) => jsonText(argument(args, 0), types[0]),
    raise: call('error'),
  },
  toDay: (input, message) =>
    f`CASE WHEN regexp_full_match(${input}, '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN CAST(${input} AS DATE) WHEN ${input} IS NOT NULL THEN error(${message} || ${input}) END`,
  aggregate: ansi.aggregate,
  slice: (keys, slices) => f`hash(${joined(keys, comma)}) % ${slices}`,
  series: (from, to, column) =>
    f`(SELECT CAST(unnest(generate_series(${from}, ${to}, INTERVAL 1 DAY)) AS DATE) AS ${column})`,
};
