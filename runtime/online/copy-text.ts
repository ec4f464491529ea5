import type { OnlineRow } from '../ports.ts';

/** One network write. */
const blockSize = 65_536;
const special = /[\\\n\r\t]/;
const everySpecial = /[\\\n\r\t]/g;
const loneSurrogate = /\p{Surrogate}/u;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (text: string): string =>
  special.test(text) ? text.replace(everySpecial, (character) => escapes[character] ?? character) : text;

/** Thrown for text that has no UTF-8 form; it would be stored as something else in silence. */
export class LoneSurrogate extends Error {}

const encoded = (text: string): Buffer => {
  if (loneSurrogate.test(text)) throw new LoneSurrogate('a text holds half of a surrogate pair');
  return Buffer.from(text, 'utf8');
};

/** Rows in PostgreSQL's COPY text format, `versionId` first, in blocks of about 64 KB; `sent` hears the rows of each. */
export async function* copyText(
  versionId: string,
  batches: AsyncIterable<readonly OnlineRow[]>,
  sent: (rows: number) => void,
): AsyncGenerator<Buffer> {
  let text = '';
  let rows = 0;
  for await (const batch of batches) {
    for (const [key, feature] of batch) {
      text += `${versionId}\t${escaped(key)}\t${escaped(feature)}\n`;
      rows += 1;
      if (text.length < blockSize) continue;
      sent(rows);
      yield encoded(text);
      text = '';
      rows = 0;
    }
  }
  if (rows === 0) return;
  sent(rows);
  yield encoded(text);
}
