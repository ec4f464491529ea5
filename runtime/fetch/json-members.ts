/**
 * JSON text cut into its members without reading them: numbers keep every digit, and no member's name means anything to
 * JavaScript.
 */

const marks = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},]/g;

/** The elements of an array, or the `"name": value` of an object, as they are written. */
const membersOf = (text: string): readonly string[] => {
  const members: string[] = [];
  let depth = 0;
  let from = text.search(/[[{]/) + 1;
  for (const { 0: mark, index } of text.matchAll(marks)) {
    if (mark === '[' || mark === '{') depth += 1;
    if (mark === ']' || mark === '}') depth -= 1;
    if (depth === 0 || (depth === 1 && mark === ',')) {
      const member = text.slice(from, index).trim();
      if (member !== '') members.push(member);
      from = index + 1;
    }
    if (depth === 0) break;
  }
  return members;
};

/** The elements of an array: `[1, "a"]` is `1` and `"a"`. */
export const itemsOf = membersOf;

/** The fields of an object: `{"a": 1}` is a → `1`. */
export const fieldsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    membersOf(text).map((member) => {
      const [name = ''] = /^"[^"\\]*(?:\\.[^"\\]*)*"/.exec(member) ?? [];
      return [JSON.parse(name) as string, member.slice(name.length).replace(/^\s*:\s*/, '')];
    }),
  );
