/** How days are written where it is not `yyyy-MM-dd`: yyyy, MM and dd once each, and signs between them. */
export type DayPattern = {
  /** A group for each of the three, in the order they are written; nothing else. */
  readonly regex: string;
  /** The groups of year, month and day. */
  readonly groups: readonly [year: number, month: number, day: number];
};

const parts = ['yyyy', 'MM', 'dd'] as const;

/** The pattern of `yyyyMMdd`, `dd.MM.yyyy`, ...; null: not a format. */
export const dayPattern = (format: string): DayPattern | null => {
  const pieces = format.split(/(yyyy|MM|dd)/);
  const order = pieces.filter((_, index) => index % 2 === 1);
  const signs = pieces.filter((_, index) => index % 2 === 0);
  const [year, month, day] = parts.map((part) => order.indexOf(part) + 1);
  if (!year || !month || !day || order.length > 3 || signs.some((text) => /[\p{L}\p{N}]/u.test(text))) return null;
  const regex = pieces
    .map((piece, index) => {
      if (index % 2 === 1) return piece === 'yyyy' ? '([0-9]{4})' : '([0-9]{2})';
      return piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    })
    .join('');
  return { regex, groups: [year, month, day] };
};

/** A day that is written in this pattern as `YYYY-MM-DD`, whether it is in the calendar or not; null: another shape. */
export const dayIn = ({ regex, groups }: DayPattern, text: string): string | null => {
  const found = new RegExp(`^(?:${regex})$`, 'su').exec(text);
  return found === null ? null : groups.map((group) => found[group]).join('-');
};
