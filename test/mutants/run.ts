import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Mutant, mutants, type Property } from './mutants.ts';

/** `npm run mutants [word of a name, or a property]`: does its property test see each mistake, within this many cases? */
const properties = {
  values: { file: 'test/property/items.test.ts', runs: 300 },
  merges: { file: 'test/property/merge.test.ts', runs: 6 },
  moments: { file: 'test/property/tiles.test.ts', runs: 200 },
  joins: { file: 'test/property/join.test.ts', runs: 300 },
} as const satisfies Record<Property, { readonly file: string; readonly runs: number }>;
const needed = [
  'compiler',
  'dsl',
  'runtime',
  'test/property',
  'test/closing-line.ts',
  'test/longest-first.ts',
  'package.json',
  'vitest.config.ts',
];

const root = process.cwd();
const place = mkdtempSync(join(tmpdir(), 'chron-mutants-'));

type Verdict = { readonly failed: boolean; readonly why: string; readonly seconds: number };

/** A property over the copied tree; shrinking is left out, the first difference is enough. */
const check = (property: Property): Verdict => {
  const { file, runs } = properties[property];
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'unit', '--no-color', '--bail', '1', file],
    {
      cwd: place,
      encoding: 'utf8',
      env: {
        ...process.env,
        NO_COLOR: '1',
        CHRON_RUNS: String(runs),
        CHRON_SHRINK: 'no',
        CHRON_SEED: process.env['CHRON_SEED'] ?? '20240229',
      },
    },
  );
  const output = `${stdout}${stderr}`;
  const lines = output.split('\n').map((line) => line.trim());
  // A mutant that does not even load was not seen by a value.
  const found = lines.find((line) => /^(\S+=.*, expected |expected the error )|Error: .*Error: /.test(line));
  const seen = output.includes('repeats this case');
  if (status !== 0 && !seen) throw new Error(`the property test itself failed:\n${output}`);
  return {
    failed: status !== 0,
    why: found ?? lines.find((line) => line.includes('Error')) ?? '',
    seconds: (performance.now() - started) / 1000,
  };
};

const mutated = ({ name, file, find, replace, property = 'values' }: Mutant): Verdict => {
  const path = join(place, file);
  const text = readFileSync(path, 'utf8');
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`${name}: ${file} has its place ${parts.length - 1} times, not once`);
  writeFileSync(path, parts.join(replace));
  try {
    return check(property);
  } finally {
    writeFileSync(path, text);
  }
};

const row = (verdict: string, { why, seconds }: Verdict, name: string): string =>
  `${verdict.padEnd(9)} ${seconds.toFixed(0).padStart(4)} s  ${name}${why === '' ? '' : `\n                   ${why.slice(0, 150)}`}`;

const run = (): number => {
  for (const path of needed) cpSync(join(root, path), join(place, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'));
  const word = process.argv[2];
  const chosen = mutants.filter(
    ({ name, property = 'values' }) => word === undefined || name.includes(word) || property === word,
  );
  const wanted = new Set<string>(chosen.map(({ property = 'values' }) => property));
  for (const [name, { runs }] of Object.entries(properties).filter(([some]) => wanted.has(some))) {
    const control = check(name as Property);
    console.log(row(control.failed ? 'FAILED' : 'passed', control, `${name} without a mistake, ${runs} cases`));
    if (control.failed) return 1;
  }
  const survivors = chosen.filter((mutant) => {
    const verdict = mutated(mutant);
    console.log(row(verdict.failed ? 'caught' : 'SURVIVED', verdict, mutant.name));
    return !verdict.failed;
  });
  console.log(`${chosen.length - survivors.length} of ${chosen.length} caught`);
  return survivors.length === 0 && chosen.length > 0 ? 0 : 1;
};

try {
  process.exitCode = run();
} finally {
  rmSync(place, { recursive: true });
}
