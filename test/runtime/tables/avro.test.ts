import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readAvro, writeAvro } from '#runtime/tables/avro';
import { formatMetadata, parseMetadata } from '#runtime/tables/metadata-json';

const schema = {
  type: 'record',
  name: 'r',
  fields: [
    { name: 'id', type: 'long', 'field-id': 7 },
    { name: 'maybe', type: ['null', 'long'], default: null, 'field-id': 8 },
    { name: 'text', type: 'string', 'field-id': 9 },
    { name: 'bytes', type: ['null', 'bytes'], 'field-id': 10 },
    { name: 'day', type: ['null', { type: 'int', logicalType: 'date' }], 'field-id': 11 },
    {
      name: 'counts',
      'field-id': 12,
      type: [
        'null',
        {
          type: 'array',
          logicalType: 'map',
          items: {
            type: 'record',
            name: 'k1_v2',
            fields: [
              { name: 'key', type: 'int' },
              { name: 'value', type: 'long' },
            ],
          },
        },
      ],
    },
  ],
};

const row = (id: number | bigint) => ({
  id,
  maybe: null,
  text: 'ü😀',
  bytes: Buffer.from([0, 255]),
  day: -1,
  counts: [{ key: 1, value: 2 }],
});

test('rows come back, and integers beyond 2^53 keep every digit', () => {
  const ids = [0, -1, 9007199254740991, 9007199254740993n, 9223372036854775807n, -9223372036854775808n];
  const rows = ids.map((id) => ({ ...row(id), maybe: id }));
  const read = readAvro(writeAvro({ schema, rows, metadata: { 'snapshot-id': '5' } }), 'x.avro');
  expect(read.rows).toEqual(rows);
  expect(read.metadata.get('snapshot-id')).toBe('5');
});

test('the header keeps attributes that Avro does not know', () => {
  const read = readAvro(writeAvro({ schema, rows: [], metadata: {} }), 'x.avro');
  expect(JSON.parse(read.metadata.get('avro.schema') ?? '')).toEqual(schema);
  expect(read.rows).toEqual([]);
});

/** The specification's zigzag integer, for values from 0 to 8191. */
const int = (value: number): Buffer =>
  Buffer.from(value < 64 ? [value * 2] : [((value * 2) & 127) | 128, (value * 2) >> 7]);
const text = (value: string): Buffer => Buffer.concat([int(value.length), Buffer.from(value)]);

test('files of other programs are read by the specification, plain and deflated, block by block', () => {
  const sync = Buffer.from('0123456789abcdef');
  const simple = JSON.stringify({ type: 'record', name: 'r', fields: [{ name: 'id', type: 'long' }] });
  const head = (codec: string) => [
    ...[Buffer.from('Obj\u0001'), int(2), text('avro.schema'), text(simple)],
    ...[text('avro.codec'), text(codec), int(0), sync],
  ];
  const body = Buffer.from([6, 5, 0x80, 0x01]);
  const block = (data: Buffer) => [int(3), int(data.length), data, sync];
  const expected = [{ id: 3 }, { id: -3 }, { id: 64 }];
  expect(readAvro(Buffer.concat([...head('null'), ...block(body)]), 'x.avro').rows).toEqual(expected);
  const packed = block(deflateRawSync(body));
  const twice = readAvro(Buffer.concat([...head('deflate'), ...packed, ...packed]), 'x.avro');
  expect(twice.rows).toEqual([...expected, ...expected]);
  const unknown = Buffer.concat([...head('snappy'), ...block(body)]);
  expect(() => readAvro(unknown, 'x.avro')).toThrow('codec snappy');
});

test('a file cut anywhere is refused, never half read', () => {
  const whole = writeAvro({ schema, rows: [row(1), row(2)], metadata: {} });
  for (let length = 0; length < whole.length; length += 1) {
    const cut = whole.subarray(0, length);
    // Cut right behind the header it is a file without rows, which the manifest's length tells apart.
    let rows = -1;
    try {
      rows = readAvro(cut, 'cut.avro').rows.length;
    } catch (error) {
      expect(error).toMatchObject({ code: 'CHR2200', message: expect.stringContaining('cut.avro') as string });
    }
    expect(rows).toBeLessThan(1);
  }
});

test('metadata keeps integers beyond 2^53 and everything else', () => {
  const text = '{"a":9223372036854775807,"b":-9007199254740993,"c":5,"d":1.5,"e":"9007199254740993","f":[null,true]}';
  const value = parseMetadata(text);
  expect(value).toEqual({
    a: 9223372036854775807n,
    b: -9007199254740993n,
    c: 5,
    d: 1.5,
    e: '9007199254740993',
    f: [null, true],
  });
  expect(formatMetadata(value)).toBe(text);
});
