import { exitOn } from './exit.ts';
import { run } from './run.ts';
import { stopOnSignals } from './signals.ts';

const { stdout, stderr, env, argv } = process;

// `chron show ... | head` closes the pipe early, which is no error of ours; a command that works was cut short by it.
const reads = ['show', 'help', 'fetch', 'plan'].includes(argv[2] ?? '');
stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' && reads ? 0 : 1));

const code = await run(argv.slice(2), {
  cwd: process.cwd(),
  environment: env,
  stdout: { write: (text) => stdout.write(text), columns: stdout.isTTY ? stdout.columns : null },
  stderr: { write: (text) => stderr.write(text), columns: stderr.isTTY ? stderr.columns : null },
  signal: stopOnSignals(process),
});
exitOn(code);
