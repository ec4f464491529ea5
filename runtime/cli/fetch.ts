import { parse } from 'lossless-json';
import { fetch } from '../api/fetch.ts';
import type { FetchAnswer, JoinAnswer } from '../api.ts';
import { type ExitCode, exitCodes } from '../errors.ts';
import { keyFlags } from './flags.ts';
import { errorLines } from './report-error.ts';
import { tableLines } from './row-formats.ts';
import type { CommonFlags, Session } from './session.ts';
import type { Terminal } from './terminal.ts';

type Flags = CommonFlags & { readonly conf: string; readonly key?: readonly string[] };

/**
 * `chron fetch`: exit 0 when every definition has a value for the key (a join: some part has, and every derived column
 * could be computed), else 1.
 */
export const fetchCommand = async (flags: Flags, { project, terminal }: Session): Promise<ExitCode> => {
  const keys = keyFlags(flags.key);
  const answers = await fetch(await project(), { conf: flags.conf, keys });
  if (terminal.json) terminal.out(`[${answers.map(jsonOf).join(',')}]`);
  else {
    for (const line of answers.flatMap((one) => linesOf(one, flags.key ?? [], terminal))) terminal.out(line);
    const failed = answers.flatMap((one) => (one.parts === undefined ? [] : (one.failed ?? [])));
    for (const line of failed.flatMap((one) => errorLines(one, terminal))) terminal.err(line);
  }
  return answers.every(({ answer }) => answer === 'value') ? exitCodes.ok : exitCodes.failed;
};

/** The feature is JSON text already, and stays as it is: numbers keep every digit. */
const jsonOf = (one: FetchAnswer): string => {
  if (one.parts === undefined && one.answer !== 'value') return JSON.stringify(one);
  const { feature, ...rest } = one;
  return `${JSON.stringify(rest).slice(0, -1)},"feature":${feature}}`;
};

const linesOf = (one: FetchAnswer, key: readonly string[], terminal: Terminal): readonly string[] => {
  const { colors } = terminal;
  if (one.parts !== undefined) return joinLines(one, key, terminal);
  if (one.answer === 'no version') {
    return [
      `${colors.bold(one.definition)}: no version yet: nothing was uploaded`,
      `  next: chron upload --conf ${one.definition}`,
    ];
  }
  const head = `${colors.bold(one.definition)} ${one.ds} (version ${one.version})`;
  if (one.answer === 'no such key') return [`${head}: no such key: ${key.join(' ')}`];
  return [head, ...valueLines(one.feature)];
};

const text = { kind: 'string' } as const;
const partColumns = ['part', 'key', 'answer', 'ds', 'version'].map((name) => ({ name, type: text }));

/** What each part answered, then the row as it is served. */
const joinLines = (one: JoinAnswer, key: readonly string[], { colors }: Terminal): readonly string[] => {
  const given = new Map(Object.entries(keyFlags(key)));
  const parts = one.parts.map((part) => [
    part.prefix === null ? part.definition : `${part.prefix}: ${part.definition}`,
    Object.values(part.keys)
      .map((name) => `${name}=${given.get(name) ?? ''}`)
      .join(' '),
    part.answer === 'no version' ? 'no version yet' : part.answer,
    'ds' in part ? part.ds : '',
    'version' in part ? part.version : '',
  ]);
  const hint = one.answer === 'no version' ? [`  next: chron upload --conf ${one.definition}`] : [];
  return [
    colors.bold(one.definition),
    ...tableLines(partColumns, parts).map((line) => `  ${line}`),
    '',
    ...valueLines(one.feature),
    ...hint,
  ];
};

const valueLines = (feature: string): readonly string[] => {
  const values = fieldsOf(feature);
  const width = Math.max(0, ...values.map(([name]) => name.length));
  return values.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
};

/** Top-level fields with their values as they are written. */
const fieldsOf = (feature: string): readonly (readonly [string, string])[] =>
  Object.entries(parse(feature) as Readonly<Record<string, unknown>>).map(([name, value]) => [name, textOf(value)]);

const textOf = (value: unknown): string => {
  if (value === null || typeof value !== 'object') return String(value);
  if ('isLosslessNumber' in value) return String(value);
  if (Array.isArray(value)) return `[${value.map(quoted).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([name, item]) => `${JSON.stringify(name)}: ${quoted(item)}`)
    .join(', ')}}`;
};

const quoted = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : textOf(value));
