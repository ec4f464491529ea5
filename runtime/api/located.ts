import type { SourceIndex } from '#compiler';
import { RaisedError, raisedMessage } from '../backfill/raised.ts';
import { EngineError } from '../errors.ts';

/** The error, with lines and columns of the SQL that may have raised it. */
export const located = async (error: unknown, sources: () => Promise<SourceIndex>): Promise<unknown> => {
  if (!(error instanceof RaisedError)) return error;
  const { said, suspects, code, hint, cause } = error;
  const index = await sources();
  const message = raisedMessage(said, suspects, ({ file, export: name, path }) => {
    const span = index.span(file, name, path);
    return span === null ? file : `${file}:${span.line}:${span.column}`;
  });
  return new EngineError({ code, message, ...(hint !== null && { hint }), cause });
};
