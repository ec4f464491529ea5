import { writeSync } from 'node:fs';
import { isChronError } from '#runtime/errors';
import { openOnlineStore } from '#runtime/online/open-online-store';
import { numbered, request } from '../../runtime/online/rows.ts';

/** A process that publishes one input, told where to send itself a signal. Bundled by publisher-process.ts. */
const [url = '', input = '', rows = '0', chunks = '0', at = '', signal = 'SIGKILL'] = process.argv.slice(2);

let sent = false;

const store = await openOnlineStore({
  url,
  project: 'shop',
  profile: 'test',
  hook: (step) => {
    writeSync(1, `${step}\n`);
    if (step !== at || sent) return;
    sent = true;
    process.kill(process.pid, signal);
  },
});
try {
  await store.publish(request(numbered(Number(rows), input), { inputDigest: input }, Number(chunks)));
} catch (error) {
  writeSync(2, String(error));
  process.exitCode = isChronError(error) ? error.exitCode : 1;
} finally {
  await store.close();
}
