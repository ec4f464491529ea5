import { basename } from 'node:path';
import type { Task } from '../backfill/decide.ts';
import { inputName } from '../backfill/input-name.ts';
import type { Target } from '../backfill/tasks.ts';
import type { InputVersion } from '../ports.ts';

/** An input as it is now, and the partitions of it that are read, as they would be recorded. */
export type InputSeen = {
  readonly input: string;
  /** The metadata file of a table; of files a hash of their names, sizes and times. null: there is nothing yet. */
  readonly at: string | null;
  readonly partitions: readonly Omit<InputVersion<string | null>, 'input'>[];
};

export const inputsSeen = (target: Target, tasks: readonly Task[]): readonly InputSeen[] =>
  tasks.length === 0
    ? []
    : target.reads.map((input) => {
        const name = inputName(input);
        const read = tasks.flatMap(({ inputs }) => inputs.filter((one) => one.input === name));
        const partitions = new Map(read.map(({ partition, version }) => [partition, { partition, version }]));
        return { input: name, at: versionAt(target, name), partitions: [...partitions.values()] };
      });

const versionAt = ({ inputs }: Target, name: string): string | null => {
  const state = inputs.get(name);
  if (state === undefined) return null;
  if (state.kind === 'table') return basename(state.state?.metadataLocation ?? '') || null;
  const version = state.files.version(null);
  return version === 'absent' ? null : version.content;
};
