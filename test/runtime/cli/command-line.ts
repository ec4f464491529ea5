import { run } from '#runtime/cli/run';

export type Ran = { readonly code: number; readonly out: string; readonly err: string };

/** Runs a command line as typed in `cwd`, without a terminal unless `columns` says how wide one is. */
export const chron = async (
  cwd: string,
  args: readonly string[],
  options: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly columns?: number;
    readonly signal?: AbortSignal;
  } = {},
): Promise<Ran> => {
  let [out, err] = ['', ''];
  const columns = options.columns ?? null;
  const text = (piece: string | Uint8Array): string =>
    typeof piece === 'string' ? piece : Buffer.from(piece).toString('latin1');
  const code = await run(args, {
    cwd,
    environment: options.environment ?? {},
    stdout: { columns, write: (piece) => (out += text(piece)) },
    stderr: { columns, write: (piece) => (err += text(piece)) },
    signal: options.signal ?? new AbortController().signal,
  });
  return { code, out, err };
};
