import { parse, stringify } from 'lossless-json';

const number = (text: string): number | bigint => {
  const value = Number(text);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(text) ? value : BigInt(text);
};

/** JSON text to a value; integers that JavaScript's numbers cannot hold come as bigint. */
export const parseMetadata = (text: string): unknown => parse(text, null, number);

/** The inverse: a bigint is written as a bare number. */
export const formatMetadata = (value: unknown): string => {
  const text = stringify(value);
  if (text === undefined) throw new Error('internal: metadata is undefined');
  return text;
};
