import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packages = ['pyiceberg[pyarrow,sql-sqlite]==0.12.0', 'pyarrow==26.0.1'];

/** A Python of our own with the readers that tables are checked against; made once per set of pins. */
const python = async (): Promise<string> => {
  const id = createHash('sha256').update(packages.join(' ')).digest('hex').slice(0, 12);
  const home = resolve('node_modules', '.cache', `python-${id}`);
  const path = join(home, 'bin', 'python');
  const ready = join(home, 'ready');
  try {
    await access(ready);
    return path;
  } catch {
    await rm(home, { recursive: true, force: true });
    await mkdir(resolve('node_modules', '.cache'), { recursive: true });
    await run('python3', ['-m', 'venv', home]);
    await run(path, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
    await mkdir(`${ready}-`);
    await rename(`${ready}-`, ready);
    return path;
  }
};

/** What a script of this folder prints. */
export const script = async (name: string, ...args: readonly string[]): Promise<string> => {
  const { stdout } = await run(await python(), [join('test', 'integration', name), ...args], { maxBuffer: 1 << 28 });
  return stdout;
};
