import type { Reporter } from '../ports.ts';

export type Progress = Reporter & {
  /** Ends a line that is being redrawn; nothing is reported after it. */
  readonly close: () => void;
};
