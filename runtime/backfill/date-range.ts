import { daysBetween, wholeTable } from '#compiler';
import { ConfigError } from '../errors.ts';

/** Days, both included, `YYYY-MM-DD`. */
export type DateRange = { readonly start: string; readonly end: string };

/** The one thing that is computed of a table without partitions. */
export const wholeRange: DateRange = { start: wholeTable, end: wholeTable };

/** Every day of a range. */
export const daysOf = (range: DateRange): readonly string[] =>
  range.start === wholeTable ? [wholeTable] : daysBetween(range.start, range.end);

/** A calendar day, or ConfigError naming the flag. */
export const parseDay = (text: string, flag: string): string => {
  const shaped = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const time = shaped ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text;
  throw new ConfigError({
    code: 'CHR2431',
    message: shaped ? `${flag} ${text}: there is no such day` : `${flag} ${text}: not a day`,
    hint: `write it as YYYY-MM-DD, for example ${flag} 2023-12-01`,
  });
};

/** The asked range; without a start the definition's own. Throws ConfigError where one is missing or they are swapped. */
export const rangeOf = (asked: {
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly backfillStart: string | null;
}): DateRange => {
  const { start = asked.backfillStart ?? undefined, end } = asked;
  if (end === undefined) {
    throw new ConfigError({
      code: 'CHR2432',
      message: 'no end of the range',
      hint: 'give --end-date YYYY-MM-DD',
    });
  }
  if (start === undefined) {
    throw new ConfigError({
      code: 'CHR2432',
      message: 'no start of the range, and the definition has no backfillStartDate',
      hint: 'give --start-date YYYY-MM-DD',
    });
  }
  const range = { start: parseDay(start, '--start-date'), end: parseDay(end, '--end-date') };
  if (range.start <= range.end) return range;
  throw new ConfigError({
    code: 'CHR2433',
    message: `--start-date ${range.start} is after --end-date ${range.end}`,
    hint: 'swap them',
  });
};
