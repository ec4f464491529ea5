import { type Comparison, isEqual } from './compare.ts';
import type { Machine } from './machine.ts';
import { type Cost, counted, median, type Sample, type Side } from './measure.ts';

/** A cost in seconds: the median of the rounds, and the least and greatest wall time. */
export type Figure = { readonly wall: number; readonly cpu: number; readonly least: number; readonly most: number };

export type SideReport = {
  readonly name: string;
  /** What is held against the other side: the whole without `apart`. */
  readonly counted: Figure;
  readonly whole: Figure;
  readonly parts: Readonly<Record<string, Figure>>;
  readonly apart: readonly string[];
  /** Of a process that runs this side alone; null: not measured. */
  readonly peakRssMb: number | null;
  readonly outputMb: number;
};

/** The rival to beat: the one with the least wall time. */
export const fastest = (rivals: readonly SideReport[]): SideReport => {
  const [first] = rivals.toSorted((left, right) => left.counted.wall - right.counted.wall);
  if (first === undefined) throw new Error('internal: no rival');
  return first;
};

export type Report = {
  readonly version: 1;
  readonly scenario: string;
  readonly at: string;
  readonly machine: Machine;
  readonly data: Readonly<Record<string, string | number>>;
  readonly rounds: number;
  readonly rivals: readonly SideReport[];
  readonly ours: SideReport;
  /** Ours divided by the figure of the rival that was fastest, of the counted parts. */
  readonly ratio: { readonly wall: number; readonly cpu: number; readonly peakRss: number | null };
  readonly bar: number;
  /** Of each rival's rows with ours, in the order of `rivals`. */
  readonly comparisons: readonly Comparison[];
  readonly equal: boolean;
};

const figure = (costs: readonly Cost[]): Figure => {
  const walls = costs.map(({ wall }) => wall / 1000);
  return {
    wall: median(walls),
    cpu: median(costs.map(({ cpu }) => cpu / 1000)),
    least: Math.min(...walls),
    most: Math.max(...walls),
  };
};

/** The figures of one side. */
export const sideReport = (
  side: Pick<Side, 'name' | 'apart'>,
  samples: readonly Sample[],
  sizes: { readonly peakRssMb: number | null; readonly outputMb: number },
): SideReport => {
  const names = [...new Set(samples.flatMap(({ parts }) => Object.keys(parts)))];
  const none: Cost = { wall: 0, cpu: 0 };
  return {
    name: side.name,
    counted: figure(samples.map((sample) => counted(sample, side))),
    whole: figure(samples.map(({ whole }) => whole)),
    parts: Object.fromEntries(names.map((name) => [name, figure(samples.map(({ parts }) => parts[name] ?? none))])),
    apart: side.apart,
    ...sizes,
  };
};

const seconds = (value: number): string => value.toFixed(3).padStart(7);

const line = (label: string, { wall, cpu, least, most }: Figure): string =>
  `  ${label.padEnd(52)}${seconds(wall)} s   ${seconds(cpu)} cpu s   (${least.toFixed(3)} to ${most.toFixed(3)})`;

const sideText = (side: SideReport): readonly string[] => {
  const parts = Object.entries(side.parts);
  const detail =
    parts.length < 2
      ? []
      : parts.map(([name, cost]) => line(`  ${name}${side.apart.includes(name) ? ' *' : ''}`, cost));
  const rss = side.peakRssMb === null ? '' : `, peak ${side.peakRssMb} MB in a process of its own`;
  return [line(side.name, side.counted), ...detail, `  ${' '.repeat(52)}${side.outputMb.toFixed(1)} MB written${rss}`];
};

/** The report for people. */
export const reportText = (report: Report): string => {
  const { machine, ratio, ours } = report;
  const data = Object.entries(report.data).map(([name, value]) => `${name} ${value}`);
  const peak = ratio.peakRss === null ? '' : `, ${ratio.peakRss.toFixed(2)} peak memory`;
  const share = ratio.wall <= report.bar ? 'within' : 'above';
  return [
    `${report.scenario}   ${report.at}`,
    `  ${machine.cores} cores (${machine.processor}), ${machine.memoryGb} GB, ${machine.platform}, load ${machine.load}; node ${machine.node}, duckdb ${machine.duckdb}`,
    `  ${data.join(', ')}; medians of ${report.rounds} rounds in turn`,
    '',
    ...report.rivals.flatMap(sideText),
    ...sideText(ours),
    ...(ours.apart.length === 0
      ? []
      : [`  * not in the figure of ${ours.name}; with them ${ours.whole.wall.toFixed(3)} s`]),
    '',
    `  ratio to ${fastest(report.rivals).name}: ${ratio.wall.toFixed(3)} wall, ${ratio.cpu.toFixed(3)} cpu${peak}; the bar is ${report.bar} wall: ${share} it`,
    ...report.comparisons.map(
      (one, at) =>
        `  results of ${report.rivals[at]?.name} and ${ours.name} ${isEqual(one) ? 'are equal' : 'DIFFER'}: ${one.leftRows} and ${one.rightRows} rows, ${one.unmatched} without a partner, ${one.differing} of ${one.cells} cells differ, ${one.values} hold a value`,
    ),
  ].join('\n');
};
