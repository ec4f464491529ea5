export type Command =
  | { readonly name: 'backfill'; readonly conf: string; readonly start: string; readonly end: string }
  | { readonly name: 'upload'; readonly conf: string; readonly ds: string };

/** Where a victim ends: at the `nth` time that it comes to a step, of one table or of any. */
export type Kill = { readonly step: string; readonly table: string | null; readonly nth: number };

export type Job = {
  readonly root: string;
  /** null: the command needs none. */
  readonly postgres: string | null;
  readonly command: Command;
  readonly kill: Kill | null;
};
