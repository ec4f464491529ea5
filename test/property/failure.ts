import fc from 'fast-check';

/** A run says what a change broke, so it is of the same cases each time; `CHRON_SEED=random` looks for new ones. */
const seed = process.env['CHRON_SEED'] ?? '20231201';

/** To repeat a failure: CHRON_SEED, and with CHRON_PATH its shrunk case alone; CHRON_SHRINK=no leaves it as it is. */
export const repeat: { readonly seed?: number; readonly path?: string; readonly endOnFailure?: boolean } = {
  ...(seed !== 'random' && { seed: Number(seed) }),
  ...(process.env['CHRON_PATH'] !== undefined && { path: process.env['CHRON_PATH'] }),
  ...(process.env['CHRON_SHRINK'] === 'no' && { endOnFailure: true }),
};

/** How many cases: those of every run, those of `npm run test:long`, or CHRON_RUNS, for a short look or a long search. */
export const runsOf = (usual: number, long: number): number =>
  Number(process.env['CHRON_RUNS'] ?? (process.env['CHRON_LONG'] === undefined ? usual : long));

/**
 * Runs the cases and throws on the first that fails, shrunk. Ends by itself before a test's own limit would, which would
 * not say which case it was at: shrinking stops at the time limit with the best it has.
 */
export const holds = async <Case>(
  property: fc.IAsyncProperty<[Case]>,
  { runs, seconds }: { readonly runs: number; readonly seconds: number },
  showCase: (one: Case) => string,
): Promise<void> => {
  const limit = { interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: true };
  const run = await fc.check(property, { numRuns: runs, ...limit, ...repeat });
  if (!run.failed) return;
  if (run.counterexample === null) {
    throw new Error(`only ${run.numRuns} of ${runs} cases in ${seconds} s: CHRON_SEED=${run.seed} repeats them`);
  }
  throw new Error(failure(run, showCase), { cause: run.errorInstance });
};

/** How to repeat it, the shrunk case, and what was wrong with it. */
const failure = <Case>(
  { seed, counterexamplePath, counterexample, errorInstance, numShrinks }: fc.RunDetails<[Case]>,
  showCase: (one: Case) => string,
): string =>
  [
    `CHRON_SEED=${seed} CHRON_PATH=${counterexamplePath} repeats this case, shrunk ${numShrinks} times:`,
    counterexample === null ? '' : showCase(counterexample[0]),
    errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
  ].join('\n');
