/** What a piece of work cost: wall time and processor time of this process, both in milliseconds. */
export type Cost = { readonly wall: number; readonly cpu: number };

/** One run of a side: the whole, and pieces of it by name. */
export type Sample = { readonly whole: Cost; readonly parts: Readonly<Record<string, Cost>> };

/** A competitor. `apart` names pieces that are reported on lines of their own and not held against the other side. */
export type Side = {
  readonly name: string;
  readonly apart: readonly string[];
  readonly run: (watch: Watch) => Promise<void>;
};

/** Adds what `work` costs to the piece `part`. */
export type Watch = <T>(part: string, work: () => Promise<T>) => Promise<T>;

const now = (): Cost => {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now(), cpu: (user + system) / 1000 };
};

const minus = (left: Cost, right: Cost): Cost => ({ wall: left.wall - right.wall, cpu: left.cpu - right.cpu });
const plus = (left: Cost, right: Cost): Cost => ({ wall: left.wall + right.wall, cpu: left.cpu + right.cpu });

/** One run, timed. What no named piece took is the piece `rest`. */
export const measure = async (side: Side): Promise<Sample> => {
  const parts: Record<string, Cost> = {};
  const started = now();
  await side.run(async (part, work) => {
    const before = now();
    try {
      return await work();
    } finally {
      parts[part] = plus(parts[part] ?? { wall: 0, cpu: 0 }, minus(now(), before));
    }
  });
  const whole = minus(now(), started);
  const named = Object.values(parts).reduce(plus, { wall: 0, cpu: 0 });
  return { whole, parts: { ...parts, rest: minus(whole, named) } };
};

/** What counts of a run: the whole without the pieces that stand apart. */
export const counted = (sample: Sample, side: Pick<Side, 'apart'>): Cost =>
  side.apart.reduce((rest, part) => minus(rest, sample.parts[part] ?? { wall: 0, cpu: 0 }), sample.whole);

/** Runs all sides in turn, A B A B, `rounds` times each, after one round that only warms them up. */
export const alternate = async (
  sides: readonly Side[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly Sample[]>> => {
  const samples = new Map<string, Sample[]>(sides.map((side) => [side.name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const side of sides) {
      const sample = await measure(side);
      if (round > 0) samples.get(side.name)?.push(sample);
    }
  }
  return samples;
};

/** The middle value; of an even number of values the mean of the middle two. Throws for none. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((left, right) => left - right);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  if (low === undefined || high === undefined) throw new Error('internal: the median of nothing');
  return (low + high) / 2;
};
