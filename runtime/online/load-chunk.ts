import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isChronError, OnlineError } from '../errors.ts';
import { copyText, LoneSurrogate } from './copy-text.ts';
import { causeOf, codeOf, isPassing } from './failure.ts';
import { progressWatch } from './progress-watch.ts';
import { doing, type Publishing } from './publishing.ts';
import { timedOut, transaction } from './session.ts';
import { copyRows } from './statements/copy-rows.ts';
import { finishChunk } from './statements/finish-chunk.ts';

const stuckAfter = 30_000;

/** An error of whoever gives the rows; it is theirs to word and is never retried here. */
export class SourceFailure extends Error {
  constructor(cause: unknown) {
    super('the rows could not be read', { cause });
  }
}

async function* asSource<T>(rows: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* rows;
  } catch (error) {
    throw new SourceFailure(error);
  }
}

/** PostgreSQL names the COPY line last; a JSON error names a line of the value first. */
const lineOf = (error: unknown): string => {
  const { where } = error as { readonly where?: unknown };
  const line = typeof where === 'string' ? /COPY [^\n]*, line (\d+)/.exec(where)?.[1] : undefined;
  return line === undefined ? '' : `, row ${line} of the chunk`;
};

/** Values may be personal, so PostgreSQL's details, which repeat them, are left out. */
const refused = ({ request, redact }: Publishing, index: number, error: unknown): unknown => {
  const data = /^22/.test(codeOf(error)) || error instanceof LoneSurrogate;
  if (isChronError(error) || isPassing(error) || !data) return error;
  const cause = causeOf(error, redact);
  return new OnlineError({
    code: 'CHR2305',
    message: `${doing(request)}, chunk ${index}${lineOf(error)}: PostgreSQL cannot store a value: ${cause.message}`,
    hint: 'Nothing was published. Correct or drop the value in the definition.',
    cause,
  });
};

const copy = async (publishing: Publishing, versionId: string, index: number): Promise<void> => {
  const { session, request } = publishing;
  const watch = progressWatch(stuckAfter, () =>
    session.cut(timedOut(`PostgreSQL took no rows for ${stuckAfter / 1000} s`)),
  );
  let sent = 0;
  async function* blocks(): AsyncGenerator<Buffer> {
    const counted = (rows: number): void => {
      sent += rows;
    };
    for await (const block of copyText(versionId, asSource(request.chunk(index)), counted)) {
      // The time until the stream asks for more is PostgreSQL's; the time until the next block is the source's.
      watch.waiting();
      yield block;
      watch.moving();
    }
    watch.waiting();
  }
  const target = session.copyIn(copyRows(versionId));
  try {
    const source = Readable.from(blocks(), { objectMode: true, highWaterMark: 1 });
    await pipeline(source, target, request.signal === undefined ? {} : { signal: request.signal });
  } finally {
    watch.moving();
  }
  if (target.rowCount !== sent || !(await finishChunk(session, { versionId, index, rows: sent }))) {
    throw new OnlineError({
      code: 'CHR2306',
      message: `${doing(request)}, chunk ${index}: ${sent} rows were sent and ${target.rowCount} arrived, or the chunk was no longer ours`,
      hint: 'Nothing was published. Run the same command again.',
    });
  }
};

/** Loads one chunk and ticks it off, in one transaction. Throws OnlineError (CHR2305, CHR2306), SourceFailure. */
export const loadChunk = async (publishing: Publishing, versionId: string, index: number): Promise<void> => {
  try {
    await transaction(publishing.session, async () => {
      await copy(publishing, versionId, index);
      await publishing.hook(`copied ${index}`);
    });
  } catch (error) {
    throw refused(publishing, index, error);
  }
};
