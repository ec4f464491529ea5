const units = ['kB', 'MB', 'GB', 'TB', 'PB'];

/** `812 B`, `12.3 kB`, `4.0 GB`: three digits or so are enough. */
export const sizeText = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes;
  let unit = '';
  for (const one of units) {
    if (value < 999.95 && unit !== '') break;
    value /= 1000;
    unit = one;
  }
  return `${value.toFixed(1)} ${unit}`;
};
