import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { version } from '@duckdb/node-api';

/** Where figures were taken: without it they say nothing. */
export type Machine = {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly platform: string;
  readonly node: string;
  readonly duckdb: string;
  /** Of the last minute, at the start: above 0 on a machine that others use too. */
  readonly load: number;
};

/** Facts of this machine and the versions at work. */
export const machine = (): Machine => ({
  cores: availableParallelism(),
  processor: cpus()[0]?.model ?? 'unknown',
  memoryGb: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform} ${process.arch}`,
  node: process.versions.node,
  duckdb: version().replace(/^v/, ''),
  load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
});
