const DAY_MS = 86_400_000;

/** Days since 1970-01-01 of `YYYY-MM-DD`; null where the text is no day of the calendar. */
export const dayNumber = (day: string): number | null => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const millis = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(millis) || dayText(millis / DAY_MS) !== day ? null : millis / DAY_MS;
};

/** The inverse of `dayNumber`. */
export const dayText = (days: number): string => new Date(days * DAY_MS).toISOString().slice(0, 10);
