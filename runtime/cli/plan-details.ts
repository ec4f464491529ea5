import type { PlannedStep, PlannedTable } from '../api.ts';
import { rangeText } from '../plan/work.ts';
import { counted } from './count.ts';
import { tableLines } from './row-formats.ts';

/** What `--verbose` adds to a table: how its days are computed, the largest keys, and what they are made from. */
export const detailLines = ({ steps = [], inputs = [] }: PlannedTable): readonly string[] => [
  ...steps.flatMap(stepLines),
  ...inputs.map(({ input, at, partitions }) => {
    const read = partitions.length === 0 ? '' : `, ${counted(partitions.length, 'version')} of it`;
    return `  made from ${input}${at === null ? ', not there yet' : ` as of ${at.slice(0, versionLength)}`}${read}`;
  }),
];

/** Names of metadata files are shorter. */
const versionLength = 24;

const stepLines = ({ days, queries, text, keys }: PlannedStep): readonly string[] => {
  const of =
    days === null ? '' : `${days.map(rangeText).join(', ')}, ${queries === 1 ? '1 query' : `${queries} queries`}: `;
  return [`  how: ${of}${text}`, ...(keys === null || keys.largest.length === 0 ? [] : keyLines(keys))];
};

const number = { kind: 'bigint' } as const;

const keyLines = ({ pairs, largest }: NonNullable<PlannedStep['keys']>): readonly string[] => {
  const shown = (value: number): string => value.toLocaleString('en-US');
  const rows = largest.map((one) => [one.key, shown(one.leftRows), shown(one.eventRows), shown(one.pairs)]);
  return [
    `  about ${shown(pairs)} pairs of left rows and rows of their keys; the largest keys:`,
    ...tableLines(
      [
        { name: 'key', type: { kind: 'string' } },
        { name: 'left rows', type: number },
        { name: 'rows, about', type: number },
        { name: 'pairs, about', type: number },
      ],
      rows,
    ).map((line) => `    ${line}`),
  ];
};
