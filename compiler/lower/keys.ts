import type { GroupBy } from '#dsl';
import { near } from '../near.ts';
import { isMisspelt } from '../options.ts';
import type { Column, Type } from '../relation.ts';
import { showType } from '../types.ts';
import { written } from '../written.ts';
import type { Context } from './context.ts';
import type { CheckedSource } from './source.ts';
import { dayIsUnder, sameName } from './table.ts';

/** The key columns; what is wrong with one is reported, and it is left out. */
export const checkKeys = (definition: GroupBy, first: CheckedSource, context: Context): readonly Column[] => {
  const { report, settings } = context;
  if (definition.keyNames.length === 0 && !isMisspelt(definition, 'keys')) report('CHR1012', ['keys'], {});
  return definition.keyNames.flatMap((key: unknown, index) => {
    const path = ['keys', index];
    if (typeof key !== 'string') {
      report('CHR1041', path, { place: 'keys', takes: "names of columns, ['user_id']", given: written(key) });
      return [];
    }
    if (first.broken.has(key)) return [];
    const found = first.columns.find((one) => one.name === key);
    if (found === undefined) {
      const known = first.columns.map((one) => one.name);
      report('CHR1010', path, { column: key, of: 'the source', near: near(key, known), known });
      return [];
    }
    if (definition.keyNames.indexOf(key) < index) {
      report('CHR1011', path, { key });
      return [];
    }
    if (sameName(key, settings.partitionColumn)) {
      report('CHR1016', path, { column: key, why: dayIsUnder(settings.partitionColumn, key) });
      return [];
    }
    if (!keyKinds.has(found.type.kind) && definition.online === true) {
      report('CHR1037', path, { key, type: showType(found.type) });
    }
    return [found];
  });
};

/** Types whose text is one thing: what is served is looked up by it. */
const keyKinds: ReadonlySet<Type['kind']> = new Set(['string', 'bigint', 'int', 'boolean', 'date']);
