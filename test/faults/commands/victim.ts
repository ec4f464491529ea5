/**
 * A process that runs one whole command over a project and kills itself where it is told to. Its job comes as one line
 * of JSON on standard input, so that it can be started ahead of time. Bundled by victim-process.ts.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { backfill } from '#runtime/api/backfill';
import { upload } from '#runtime/api/upload';
import { isChronError } from '#runtime/errors';
import { openProject } from '#runtime/project/project';
import type { Job } from './job.ts';

const say = (text: string): void => void writeSync(1, `${text}\n`);

const work = async ({ root, postgres, command, kill }: Job): Promise<void> => {
  let table = '';
  let met = 0;
  const hook = (step: string): void => {
    say(`STEP ${table} ${step}`);
    if (kill === null || kill.step !== step || (kill.table !== null && kill.table !== table)) return;
    met += 1;
    if (met === kill.nth) process.kill(process.pid, 'SIGKILL');
  };
  const project = await openProject({ from: root, environment: postgres === null ? {} : { CHRON_PG_URL: postgres } });
  const watched = {
    conf: command.conf,
    hook,
    signal: new AbortController().signal,
    reporter: {
      report: (event: { readonly event: string; readonly table?: string }) => {
        if (event.event === 'started') table = event.table ?? '';
      },
    },
  };
  if (command.name === 'backfill') await backfill(project, { ...watched, start: command.start, end: command.end });
  else await upload(project, { ...watched, ds: command.ds });
};

say('READY');
for await (const line of createInterface({ input: process.stdin })) {
  say('BEGUN');
  try {
    await work(JSON.parse(line) as Job);
    say('DONE');
  } catch (error) {
    writeSync(2, String(error));
    process.exitCode = isChronError(error) ? error.exitCode : 1;
  }
  break;
}
process.exit();
