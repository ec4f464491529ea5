import { randomBytes } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import avro, { type Schema, type Type } from 'avsc';
import { StorageError } from '../errors.ts';

/** A 64-bit integer: a number where JavaScript holds it exactly, else a bigint; so equal values are `===`. */
export type Long = number | bigint;

const inRange = (value: bigint): Long => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

/** Ids of Spark and PyIceberg go beyond 2^53, which the library's own long refuses. */
const long = avro.types.LongType.__with({
  fromBuffer: (buffer: Buffer) => inRange(buffer.readBigInt64LE()),
  toBuffer: (value: Long) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(BigInt(value));
    return buffer;
  },
  fromJSON: Number,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint' || Number.isSafeInteger(value),
  compare: (left: Long, right: Long) => (left < right ? -1 : Number(left > right)),
});

const typed = (schema: Schema): Type => avro.Type.forSchema(schema, { registry: { long }, wrapUnions: 'never' });

const magic = Buffer.from('Obj\u0001', 'latin1');
const header = avro.Type.forSchema({
  type: 'record',
  name: 'org.apache.avro.file.Header',
  fields: [
    { name: 'magic', type: { type: 'fixed', name: 'Magic', size: 4 } },
    { name: 'meta', type: { type: 'map', values: 'bytes' } },
    { name: 'sync', type: { type: 'fixed', name: 'Sync', size: 16 } },
  ],
});
const block = avro.Type.forSchema({
  type: 'record',
  name: 'Block',
  fields: [
    { name: 'count', type: 'long' },
    { name: 'data', type: 'bytes' },
    { name: 'sync', type: { type: 'fixed', name: 'BlockSync', size: 16 } },
  ],
});

export type AvroFile = { readonly metadata: ReadonlyMap<string, string>; readonly rows: readonly unknown[] };

/** An Avro container file. The schema goes into the header as it is written here: Iceberg needs its `field-id`s. */
export const writeAvro = (request: {
  readonly schema: object;
  readonly rows: readonly unknown[];
  readonly metadata: Readonly<Record<string, string>>;
}): Buffer => {
  const type = typed(request.schema as Schema);
  const sync = randomBytes(16);
  const meta = { ...request.metadata, 'avro.schema': JSON.stringify(request.schema), 'avro.codec': 'null' };
  const bytes = Object.fromEntries(Object.entries(meta).map(([name, text]) => [name, Buffer.from(text)]));
  const data = Buffer.concat(request.rows.map((row) => type.toBuffer(row)));
  const blocks = request.rows.length === 0 ? [] : [block.toBuffer({ count: request.rows.length, data, sync })];
  return Buffer.concat([header.toBuffer({ magic, meta: bytes, sync }), ...blocks]);
};

const types = new Map<string, Type>();

/** A foreign program may write a thousand manifests with one schema: it is understood once. */
const typeOf = (text: string): Type => {
  const known = types.get(text);
  if (known !== undefined) return known;
  const type = typed(JSON.parse(text) as Schema);
  types.set(text, type);
  return type;
};

const inflate = (codec: string, data: Buffer): Buffer => {
  if (codec === 'null') return data;
  if (codec === 'deflate') return inflateRawSync(data);
  throw new Error(`codec ${codec} is not known`);
};

/** Rows of an Avro container file (codec null or deflate). Throws StorageError naming `path` where it is damaged. */
export const readAvro = (bytes: Uint8Array, path: string): AvroFile => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const start = header.decode(buffer, 0) as {
      value: { magic: Buffer; meta: Record<string, Buffer>; sync: Buffer };
      offset: number;
    };
    if (start.offset < 0 || !magic.equals(start.value.magic)) throw new Error('no Avro header');
    const metadata = new Map(Object.entries(start.value.meta).map(([name, text]) => [name, text.toString()]));
    const type = typeOf(metadata.get('avro.schema') ?? '');
    const rows: unknown[] = [];
    for (let at = start.offset; at < buffer.length; ) {
      const next = block.decode(buffer, at) as { value: { count: number; data: Buffer; sync: Buffer }; offset: number };
      if (next.offset < 0 || !next.value.sync.equals(start.value.sync)) throw new Error('a block is cut short');
      const data = inflate(metadata.get('avro.codec') ?? 'null', next.value.data);
      let from = 0;
      for (let row = 0; row < next.value.count; row += 1) {
        const { value, offset } = type.decode(data, from);
        if (offset < 0) throw new Error('a row is cut short');
        rows.push(value);
        from = offset;
      }
      at = next.offset;
    }
    return { metadata, rows };
  } catch (cause) {
    throw new StorageError({
      code: 'CHR2200',
      message: `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'The file is damaged or not part of an Iceberg table: restore it from a copy of the table folder.',
      cause,
    });
  }
};
