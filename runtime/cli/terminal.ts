import pc from 'picocolors';
import type { Environment } from '../project/environment.ts';

export type Stream = {
  readonly write: (text: string | Uint8Array) => unknown;
  /** Width of a terminal; null: a file or a pipe. */
  readonly columns: number | null;
};

/** What a command may see of the world outside its project. */
export type World = {
  readonly cwd: string;
  readonly environment: Environment;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly signal: AbortSignal;
};

/** Where and how a command prints. Results go to `out`, errors to `err`; with `json` everything goes to `out`. */
export type Terminal = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Without a line end: for a line that is redrawn, or for bytes. */
  readonly draw: (text: string | Uint8Array) => void;
  /** Width for a progress bar that is redrawn; null: plain lines. */
  readonly columns: number | null;
  readonly colors: ReturnType<typeof pc.createColors>;
  readonly json: boolean;
  readonly quiet: boolean;
};

const isSet = (value: string | undefined): boolean =>
  value !== undefined && value !== '' && value !== '0' && value !== 'false';

export const openTerminal = (
  { stdout, stderr, environment }: World,
  flags: { readonly json?: boolean | undefined; readonly quiet?: boolean | undefined },
): Terminal => {
  const plain = isSet(environment['CI']) || environment['TERM'] === 'dumb';
  const colored =
    isSet(environment['FORCE_COLOR']) || (stdout.columns !== null && !plain && !isSet(environment['NO_COLOR']));
  return {
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    draw: (text) => void stdout.write(text),
    columns: plain ? null : stdout.columns,
    colors: pc.createColors(colored && flags.json !== true),
    json: flags.json === true,
    quiet: flags.quiet === true,
  };
};
