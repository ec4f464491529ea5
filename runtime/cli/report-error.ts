import type { Diagnostic } from '#compiler';
import { CompileError } from '../compile-error.ts';
import { type ExitCode, exitCodes, isChronError } from '../errors.ts';
import { interruption } from '../interruption.ts';
import { redactor } from '../online/redact.ts';
import { sourceFrame } from './source-frame.ts';
import type { Terminal, World } from './terminal.ts';

/** Prints an error as the user sees it, or as data, and gives the exit code. No message leaves with a secret in it. */
export const reportError = (
  thrown: unknown,
  terminal: Terminal,
  { environment, signal }: Pick<World, 'environment' | 'signal'>,
): ExitCode => {
  // Whatever a stopped command ends with, it ended because it was stopped.
  const error = signal.aborted ? interruption(signal) : thrown;
  const redact = redactor(environment['CHRON_PG_URL'] ?? 'postgres://');
  const print = (lines: readonly string[]): void => terminal.err(redact(lines.join('\n')));
  if (error instanceof CompileError) {
    if (terminal.json)
      terminal.out(redact(JSON.stringify({ error: { ...problemsData(error.diagnostics), exitCode: error.exitCode } })));
    else print(problemLines(error.diagnostics, terminal));
    return error.exitCode;
  }
  const known = isChronError(error)
    ? { code: error.code, message: error.message, hint: error.hint, exitCode: error.exitCode }
    : internal(error, environment['CHRON_DEBUG']);
  if (terminal.json) terminal.out(redact(JSON.stringify({ error: known })));
  else print(errorLines(known, terminal));
  return known.exitCode;
};

type Known = {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly exitCode: ExitCode;
};

const internal = (error: unknown, debug: string | undefined): Known => {
  const text = error instanceof Error ? error.message.replace(/^internal: /, '') : String(error);
  const stack = debug && error instanceof Error ? `\n${error.stack}` : '';
  return {
    code: 'CHR2999',
    message: `internal error: ${text}${stack}`,
    hint: debug
      ? 'this is a fault of chron: please report it with this text'
      : 'this is a fault of chron: please report it; CHRON_DEBUG=1 shows more',
    exitCode: exitCodes.failed,
  };
};

/** An error as the user sees it. */
export const errorLines = (
  { code, message, hint }: Pick<Known, 'code' | 'message' | 'hint'>,
  { colors }: Pick<Terminal, 'colors'>,
): readonly string[] => {
  const [first = '', ...rest] = message.split('\n');
  return [
    `${colors.red('error')} ${colors.bold(code)}: ${first}`,
    ...rest,
    ...(hint === null ? [] : [`  ${colors.cyan('hint:')} ${hint}`]),
  ];
};

/** Every problem with its place, source line and hint, by file and line; then how many there are. */
export const problemLines = (diagnostics: readonly Diagnostic[], { colors }: Terminal): readonly string[] => {
  const lines = inOrder(diagnostics).flatMap(({ code, definition, message, hint, span, place }) => {
    const where = span === null ? (place?.file ?? definition ?? '') : `${span.file}:${span.line}:${span.column}`;
    return [
      `${colors.bold(where)} ${colors.red('error')} ${colors.bold(code)}: ${message}`,
      ...(span === null ? [] : sourceFrame(span, colors)),
      ...(hint === null ? [] : [`  ${colors.cyan('hint:')} ${hint}`]),
      '',
    ];
  });
  const [first] = diagnostics;
  const count = diagnostics.length === 1 ? '1 problem' : `${diagnostics.length} problems`;
  return [...lines, `${count}; for the rule behind one: chron help ${first?.code ?? 'CODE'}`];
};

/** The same as data. */
export const problemsData = (diagnostics: readonly Diagnostic[]) => ({
  message: `${diagnostics.length} problems in the definitions`,
  diagnostics: inOrder(diagnostics).map(({ code, definition, message, hint, span }) => ({
    code,
    definition,
    message,
    hint,
    span,
  })),
});

const inOrder = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.toSorted((a, b) => {
    const [left, right] = [a.span?.file ?? a.place?.file ?? '', b.span?.file ?? b.place?.file ?? ''];
    if (left !== right) return left < right ? -1 : 1;
    return (a.span?.line ?? 0) - (b.span?.line ?? 0) || (a.span?.column ?? 0) - (b.span?.column ?? 0);
  });
