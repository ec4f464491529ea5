import type { Partitions } from '#compiler/plan';

/** The partitions that a scan asks for, once it is known which exist: `first` and `last` become a day, or none. */
export const picked = (
  { from, to, pick }: Partitions,
  existing: Iterable<string>,
): { readonly from: string | null; readonly to: string | null } | null => {
  if (pick === undefined) return { from, to };
  const among = [...existing].filter((day) => (from === null || day >= from) && (to === null || day <= to));
  const day = pick === 'first' ? among[0] : among.at(-1);
  return day === undefined ? null : { from: day, to: day };
};
