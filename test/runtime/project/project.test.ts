import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openProject } from '#runtime/project/project';
import { projectFolder } from './project-folder.ts';

const folders: ReturnType<typeof projectFolder>[] = [];
const folder = (config: string) => {
  const made = projectFolder({ 'chron.config.ts': config });
  folders.push(made);
  return made.root;
};
afterEach(() => {
  for (const one of folders.splice(0)) one.remove();
});

const full = `
const secret = process.env.SHOP_URL ?? 'postgres://chron:hunter2@db/shop';
export default {
  defaultProfile: 'dev',
  profiles: {
    dev: { warehouse: './w', mounts: { 's3://shop/': './data', 's3a://shop/deep/er': '/abs' }, engine: { threads: 2 } },
    prod: { postgres: secret },
  },
  teams: { bootcamp: { outputNamespace: 'bc' }, other: {} },
  partitionColumn: 'day',
};
`;

test('an empty configuration is a local project', async () => {
  const root = folder('export default {};');
  expect(await openProject({ from: root, environment: {} })).toEqual({
    root,
    name: basename(root),
    profile: 'local',
    state: join(root, '.chron'),
    warehouse: join(root, '.chron/warehouse'),
    mounts: [],
    postgres: null,
    engine: {},
    settings: { partitionColumn: 'ds', namespaces: {} },
  });
});

test('the configuration is found from a folder below, and its folders are taken from the root', async () => {
  const root = folder(full);
  mkdirSync(join(root, 'features/deep'), { recursive: true });
  const project = await openProject({ from: join(root, 'features/deep'), environment: {} });
  expect(project).toMatchObject({
    root,
    profile: 'dev',
    warehouse: join(root, 'w'),
    mounts: [
      { prefix: 's3://shop/deep/er', folder: '/abs' },
      { prefix: 's3://shop', folder: join(root, 'data') },
    ],
    engine: { threads: 2 },
    settings: { partitionColumn: 'day', namespaces: { bootcamp: 'bc' } },
  });
});

test('--profile wins over CHRON_PROFILE, and that over defaultProfile; variables win over the profile', async () => {
  const from = folder(full);
  const environment = {
    CHRON_PROFILE: 'prod',
    CHRON_WAREHOUSE: 'elsewhere',
    CHRON_MOUNTS: 's3://shop=./other;s3://more=/m',
    CHRON_THREADS: '8',
    CHRON_MEMORY_LIMIT: '1GB',
  };
  expect(await openProject({ from, environment })).toMatchObject({
    profile: 'prod',
    postgres: 'postgres://chron:hunter2@db/shop',
    warehouse: join(from, 'elsewhere'),
  });
  expect(await openProject({ from, environment, profile: 'dev' })).toMatchObject({
    profile: 'dev',
    mounts: [
      { prefix: 's3://shop/deep/er', folder: '/abs' },
      { prefix: 's3://shop', folder: join(from, 'other') },
      { prefix: 's3://more', folder: '/m' },
    ],
    engine: { threads: 8, memoryLimit: '1GB' },
  });
});

test.each([
  ['export default {\n  profiles: {\n', {}, 'CHR2401', 'chron.config.ts:3:1'],
  [
    "const x: string = 'a';\nthrow new Error(x);",
    {},
    'CHR2401',
    'chron.config.ts:2:7: this file could not be loaded: Error: a',
  ],
  ['export default { profile: {} };', {}, 'CHR2402', 'Unrecognized key: "profile"'],
  ['export const config = {};', {}, 'CHR2402', 'default:'],
  [
    'export default { profiles: { a: { warehouse: 7, engine: { threads: 0 } } } };',
    {},
    'CHR2402',
    'profiles.a.engine.threads',
  ],
  [full, { CHRON_PROFILE: 'prot' }, 'CHR2403', "no profile 'prot', only dev, prod"],
  ['export default {};', { CHRON_PROFILE: 'prod' }, 'CHR2403', 'has none'],
  ['export default {};', { CHRON_MOUNTS: 'shop=./x' }, 'CHR2404', 'shop=./x'],
  ['export default {};', { CHRON_THREADS: 'many' }, 'CHR2404', 'many'],
  ["export default { profiles: { local: { warehouse: 's3://shop' } } };", {}, 'CHR2408', 's3://shop'],
])('a configuration that cannot be used is refused: %j', async (config, environment, code, text) => {
  await expect(openProject({ from: folder(config), environment })).rejects.toMatchObject({
    code,
    exitCode: 2,
    message: expect.stringContaining(text),
    hint: expect.stringMatching(/./),
  });
});

test('what is wrong with a connection string is said without repeating it', async () => {
  const from = folder("export default { profiles: { local: { postgres: 'mysql://u:hunter2@h/d' } } };");
  const error: unknown = await openProject({ from, environment: {} }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'CHR2402', message: expect.stringContaining('profiles.local.postgres') });
  expect(String(error)).not.toContain('hunter2');
});

test('outside any project', async () => {
  await expect(openProject({ from: '/', environment: {} })).rejects.toMatchObject({ code: 'CHR2400', exitCode: 2 });
});
