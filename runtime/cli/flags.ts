import { parseDay } from '../backfill/date-range.ts';
import { ConfigError } from '../errors.ts';

const misuse = (message: string, hint: string): ConfigError => new ConfigError({ code: 'CHR2411', message, hint });

/** The one of several flags that mean the same; two that disagree are an error. A day of the calendar, or undefined. */
export const dayFlag = (written: Readonly<Record<string, string | undefined>>): string | undefined => {
  const given = Object.entries(written).flatMap(([flag, text]) =>
    text === undefined ? [] : [{ flag, day: parseDay(text, flag) }],
  );
  const [first] = given;
  const other = given.find(({ day }) => day !== first?.day);
  if (first === undefined || other === undefined) return first?.day;
  throw misuse(
    `${first.flag} ${first.day} and ${other.flag} ${other.day} mean the same flag`,
    `leave out ${other.flag}`,
  );
};

/** A whole number of one or more, or undefined. */
export const countFlag = (flag: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw misuse(`${flag} ${text}: not a number of one or more`, `write ${flag} 10`);
};

/** What a command that fills, or plans to, is asked for. */
export type FillFlags = {
  readonly conf: string;
  readonly startDate?: string;
  readonly startDs?: string;
  readonly endDate?: string;
  readonly endDs?: string;
  readonly ds?: string;
  readonly stepDays?: string;
  readonly force?: boolean;
};

/** The same as a request. Throws ConfigError at the flag that is wrong. */
export const fillRequest = (flags: FillFlags) => ({
  conf: flags.conf,
  start: dayFlag({ '--start-date': flags.startDate, '--start-ds': flags.startDs }),
  end: dayFlag({ '--end-date': flags.endDate, '--end-ds': flags.endDs, '--ds': flags.ds }),
  stepDays: countFlag('--step-days', flags.stepDays),
  force: flags.force,
});

/** `user_id=user_1` and others, as an object. A value may hold `=`; it may be empty. */
export const keyFlags = (pairs: readonly string[] = []): Readonly<Record<string, string>> => {
  const keys = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at <= 0) throw misuse(`--key ${pair}: not name=value`, 'write --key user_id=user_1');
    const name = pair.slice(0, at);
    if (keys.has(name)) throw misuse(`--key ${name} is given twice`, 'give each key column one value');
    keys.set(name, pair.slice(at + 1));
  }
  return Object.fromEntries(keys);
};
