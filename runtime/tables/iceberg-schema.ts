import { z } from 'zod';
import { showType } from '#compiler';
import type { Column, Type } from '#compiler/plan';
import { duckdbType } from '../engine/duckdb-type.ts';
import { nestedIdCount } from '../engine/field-ids.ts';
import { StorageError } from '../errors.ts';
import type { Field } from '../ports.ts';

type IcebergType =
  | string
  | { type: 'list'; 'element-id': number; element: IcebergType; 'element-required': boolean }
  | {
      type: 'map';
      'key-id': number;
      key: IcebergType;
      'value-id': number;
      value: IcebergType;
      'value-required': boolean;
    }
  | { type: 'struct'; fields: IcebergField[] };

export type IcebergField = { id: number; name: string; required: boolean; type: IcebergType };

const icebergType: z.ZodType<IcebergType> = z.lazy(() =>
  z.union([
    z.string(),
    z.looseObject({
      type: z.literal('list'),
      'element-id': z.number(),
      element: icebergType,
      'element-required': z.boolean(),
    }),
    z.looseObject({
      type: z.literal('map'),
      'key-id': z.number(),
      key: icebergType,
      'value-id': z.number(),
      value: icebergType,
      'value-required': z.boolean(),
    }),
    z.looseObject({ type: z.literal('struct'), fields: z.array(icebergField) }),
  ]),
);

const icebergField: z.ZodType<IcebergField> = z.lazy(() =>
  z.looseObject({ id: z.number(), name: z.string(), required: z.boolean(), type: icebergType }),
);

/** A schema as Iceberg's metadata holds it. */
export const icebergSchema = z.looseObject({
  type: z.literal('struct'),
  'schema-id': z.number(),
  fields: z.array(icebergField),
});
export type IcebergSchema = z.infer<typeof icebergSchema>;

const toIceberg = (id: number, type: Type): IcebergType => {
  switch (type.kind) {
    case 'bigint':
      return 'long';
    case 'decimal':
      return `decimal(${type.precision}, ${type.scale})`;
    case 'list':
      return {
        type: 'list',
        'element-id': id + 1,
        element: toIceberg(id + 1, type.element),
        'element-required': false,
      };
    case 'map': {
      const value = id + 2 + nestedIdCount(type.key);
      return {
        type: 'map',
        'key-id': id + 1,
        key: toIceberg(id + 1, type.key),
        'value-id': value,
        value: toIceberg(value, type.value),
        'value-required': false,
      };
    }
    case 'struct': {
      let next = id + 1;
      const fields = type.fields.map((field) => {
        const own = next;
        next += 1 + nestedIdCount(field.type);
        return { id: own, name: field.name, required: false, type: toIceberg(own, field.type) };
      });
      return { type: 'struct', fields };
    }
    default:
      return type.kind;
  }
};

const scalars = ['boolean', 'int', 'float', 'double', 'string', 'binary', 'date', 'timestamp'] as const;

const fromIceberg = (type: IcebergType): Type | null => {
  if (typeof type === 'string') {
    if (type === 'long') return { kind: 'bigint' };
    // Read as UTC, which is what its values are.
    if (type === 'timestamptz') return { kind: 'timestamp' };
    const decimal = /^decimal\((\d+), ?(\d+)\)$/.exec(type);
    if (decimal !== null) return { kind: 'decimal', precision: Number(decimal[1]), scale: Number(decimal[2]) };
    const scalar = scalars.find((name) => name === type);
    return scalar === undefined ? null : { kind: scalar };
  }
  switch (type.type) {
    case 'list': {
      const element = fromIceberg(type.element);
      return element && { kind: 'list', element };
    }
    case 'map': {
      const key = fromIceberg(type.key);
      const value = fromIceberg(type.value);
      return key && value && { kind: 'map', key, value };
    }
    case 'struct': {
      const fields: Column[] = [];
      for (const field of type.fields) {
        const inner = fromIceberg(field.type);
        if (inner === null) return null;
        fields.push({ name: field.name, type: inner });
      }
      return { kind: 'struct', fields };
    }
  }
};

/** Fields in the form of Iceberg's metadata. Ids inside a type follow its own in pre-order, as in the Parquet files. */
export const toIcebergFields = (fields: readonly Field[]): IcebergField[] =>
  fields.map(({ id, name, type }) => ({ id, name, required: false, type: toIceberg(id, type) }));

/** Throws StorageError for a column of a type that only other writers have (time, uuid, fixed, ...). */
export const fromIcebergSchema = (table: string, schema: IcebergSchema): readonly Field[] =>
  schema.fields.map((field) => {
    const type = fromIceberg(field.type);
    if (type !== null) return { id: field.id, name: field.name, type };
    throw new StorageError({
      code: 'CHR2206',
      message: `Column ${field.name} of ${table} has the type ${JSON.stringify(field.type)}, which cannot be read`,
      hint: 'Another writer made this column; drop it from the table there.',
    });
  });

export type PlannedSchema = { readonly fields: readonly Field[]; readonly lastColumnId: number };

/**
 * The schema for `columns` after `before`: a name that is there keeps its id, any other name gets a new one, so that a
 * column dropped and added again does not show its old values. Throws StorageError where a type changed.
 */
export const planSchema = (table: string, columns: readonly Column[], before: PlannedSchema | null): PlannedSchema => {
  let lastColumnId = before?.lastColumnId ?? 0;
  const fields = columns.map(({ name, type }) => {
    const known = before?.fields.find((field) => field.name === name);
    if (known === undefined) {
      const id = lastColumnId + 1;
      lastColumnId = id + nestedIdCount(type);
      return { id, name, type };
    }
    if (duckdbType(known.type) === duckdbType(type)) return { id: known.id, name, type };
    throw new StorageError({
      code: 'CHR2205',
      message: `Column ${name} of ${table} is ${showType(known.type)}, the definition now makes it ${showType(type)}`,
      hint: 'A stored column keeps its type: give the column another name, or write to another table.',
    });
  });
  return { fields, lastColumnId };
};
