import { expect, test } from 'vitest';
import { localLocation, mountsFrom } from '#runtime/project/mounts';

const root = '/shop';
const mounts = mountsFrom(root, { 's3://b': './data', 's3://b/deep': '/deep', 's3a://c/x/': './c' });

test.each([
  ['s3://b/p/*.parquet', '/shop/data/p/*.parquet'],
  ['s3://b', '/shop/data'],
  ['s3a://b/a', '/shop/data/a'],
  ['s3://b/deep/p.parquet', '/deep/p.parquet'],
  ['s3://b/deeper/p.parquet', '/shop/data/deeper/p.parquet'],
  ['s3://c/x/1', '/shop/c/1'],
  ['data/a.csv', '/shop/data/a.csv'],
  ['../a.csv', '/a.csv'],
  ['/abs/a.csv', '/abs/a.csv'],
  ['file:///abs/a%20b.csv', '/abs/a b.csv'],
])('%s is %s', (location, path) => {
  expect(localLocation(location, { root, mounts })).toBe(path);
});

test.each([
  ['s3://bb/a', 'CHR2406', "mounts: { 's3://bb': './folder' }"],
  ['s3://c/a', 'CHR2406', "mounts: { 's3://c': './folder' }"],
  ['https://b/a', 'CHR2405', 'mount'],
  ['s3://b/../../etc/passwd', 'CHR2407', "without '..'"],
  ['s3://b/../dataset/x', 'CHR2407', "without '..'"],
])('%s is refused: %s', (location, code, hint) => {
  expect(() => localLocation(location, { root, mounts })).toThrow(
    expect.objectContaining({ code, exitCode: 2, hint: expect.stringContaining(hint) }),
  );
});
