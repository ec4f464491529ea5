import type { Varying } from '#compiler';

type Json = { readonly [key: string]: unknown };

const all = (kind: Varying['kind'], names: string): readonly (readonly [string, Varying['kind']])[] =>
  names.split(' ').map((name) => [name, kind]);

/**
 * Functions of DuckDB whose value is not made of what they are given alone, in lower case: those that it says change
 * within a session, and those of which it does not say so. `error` is not among them: it gives no value.
 */
export const varyingFunctions: ReadonlyMap<string, Varying['kind']> = new Map([
  ...all('time', 'now today ago current_date get_current_time get_current_timestamp transaction_timestamp'),
  ...all('time', 'current_localtime current_localtimestamp pg_conf_load_time pg_postmaster_start_time'),
  ...all('random', 'random setseed uuid uuidv4 uuidv7 gen_random_uuid'),
  ...all('session', 'current_connection_id current_query current_query_id current_transaction_id txid_current'),
  ...all('session', 'current_catalog current_database current_schema current_schemas in_search_path'),
  ...all('session', 'current_setting getvariable currval nextval sleep_ms stats write_log'),
]);

/** The same that are written like a column; a column of that name comes first. */
const words: ReadonlyMap<string, Varying['kind']> = new Map([
  ...all('time', 'current_date current_time current_timestamp localtime localtimestamp'),
  ...all('session', 'current_catalog current_schema'),
  ...all('place', 'rowid'),
]);

const candidate = new RegExp(`\\b(?:${[...varyingFunctions.keys(), ...words.keys()].join('|')}|age|sample)\\b`, 'i');

/** Whether the text may hold one of them, so that it is worth a look. */
export const mayVary = (sql: string): boolean => candidate.test(sql);

type Found = Omit<Varying, 'position'> & {
  /** In bytes. */
  readonly position: number | null;
};

/** What varies in a statement as DuckDB's json_serialize_sql gives it; `columns` are the names that are columns. */
export const varyingIn = (statement: unknown, columns: ReadonlySet<string>): readonly Found[] => {
  if (Array.isArray(statement)) return statement.flatMap((one) => varyingIn(one, columns));
  if (typeof statement !== 'object' || statement === null) return [];
  const node = statement as Json;
  const found = ofNode(node, columns);
  const position = Number(node['query_location']);
  return [
    ...(found === null ? [] : [{ ...found, position: Number.isSafeInteger(position) ? position : null }]),
    ...Object.values(node).flatMap((one) => varyingIn(one, columns)),
  ];
};

const ofNode = (node: Json, columns: ReadonlySet<string>): Omit<Varying, 'position'> | null => {
  const { function_name: called, children, column_names: names, sample } = node;
  if (sample !== undefined && sample !== null) return { name: 'a sample', kind: 'random' };
  if (typeof called === 'string') {
    const name = called.toLowerCase();
    // With one argument it is measured from today.
    const kind =
      name === 'age' && Array.isArray(children) && children.length === 1 ? 'time' : varyingFunctions.get(name);
    return kind === undefined ? null : { name: `${name}()`, kind };
  }
  if (!Array.isArray(names) || names.length !== 1) return null;
  const name = String(names[0]).toLowerCase();
  const kind = columns.has(name) ? undefined : words.get(name);
  return kind === undefined ? null : { name, kind };
};
