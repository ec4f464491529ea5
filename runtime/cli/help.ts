import type { Command } from 'commander';
import { diagnostics, near } from '#compiler';
import { runtimeCodes } from '../codes.ts';
import { ConfigError, type ExitCode, exitCodes } from '../errors.ts';
import type { CommonFlags, Session } from './session.ts';

const explanations: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(diagnostics).map(([code, { help }]) => [code, help])),
  ...runtimeCodes,
};

/** `chron help`, `chron help CODE`, `chron help COMMAND`. */
export const helpCommand =
  (program: Command) =>
  async (_flags: CommonFlags, { terminal }: Session, topic: string): Promise<ExitCode> => {
    const code = topic.toUpperCase();
    const text = explanations[code];
    const command = topic === '' ? program : program.commands.find((one) => one.name() === topic);
    if (text !== undefined) terminal.out(terminal.json ? JSON.stringify({ code, text }) : `${code}: ${text}`);
    else if (command !== undefined) terminal.out(command.helpInformation().trimEnd());
    else throw unknown(topic, program);
    return exitCodes.ok;
  };

const unknown = (topic: string, program: Command): ConfigError => {
  const isCode = /^chr\d*$/i.test(topic);
  const names = isCode ? Object.keys(explanations) : program.commands.map((one) => one.name());
  const [close] = near(isCode ? topic.toUpperCase() : topic, names);
  return new ConfigError({
    code: 'CHR2412',
    message: isCode ? `there is no code ${topic.toUpperCase()}` : `there is no command or code '${topic}'`,
    hint: close === undefined ? 'chron --help lists the commands' : `did you mean ${close}?`,
  });
};
