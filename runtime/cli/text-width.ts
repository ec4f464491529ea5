const isWide = (character: string): boolean =>
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u.test(
    character,
  );

const isNothing = (character: string): boolean => /[\p{Mn}\p{Me}\p{Cf}]/u.test(character);

const characterWidth = (character: string): number => (isNothing(character) ? 0 : isWide(character) ? 2 : 1);

/** Columns that a text takes in a terminal. */
export const textWidth = (text: string): number =>
  [...text].reduce((sum, character) => sum + characterWidth(character), 0);

/** The text cut to at most `width` columns, the last one an ellipsis where something was cut. */
export const fitted = (text: string, width: number): string => {
  if (text.length <= width && textWidth(text) <= width) return text;
  let taken = 0;
  let result = '';
  for (const character of text) {
    const next = taken + characterWidth(character);
    if (next > width - 1) return textWidth(text) <= width ? text : `${result}…`;
    taken = next;
    result += character;
  }
  return result;
};

/** Spaces that fill a text up to `width` columns. */
export const padding = (text: string, width: number): string => ' '.repeat(Math.max(0, width - textWidth(text)));
