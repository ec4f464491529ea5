/** Whether a path holds a pattern rather than a name. */
export const isGlob = (path: string): boolean => /[*?[]/.test(path);

/** The folder above the first part that is a pattern. */
export const fixedPrefix = (pattern: string): string => {
  const parts = pattern.split('/');
  const first = parts.findIndex(isGlob);
  return parts.slice(0, first).join('/') || '/';
};

const ofPart = (part: string): string =>
  part.replaceAll(/\[!?[^\]/]+\]|[*?]|[\\^$.|+(){}[\]]/g, (found) => {
    if (found === '*') return '[^/]*';
    if (found === '?') return '[^/]';
    if (found.length > 2) return `(?!/)${found.replace(/^\[!/, '[^').replaceAll('\\', '\\\\')}`;
    return `\\${found}`;
  });

/** `*` and `?` within a name, `[abc]`, `[a-z]`, `[!a]`, and `**` over any number of folders. */
export const globPattern = (pattern: string): RegExp => {
  const parts = pattern.split('/');
  const text = parts.map((part, at) => {
    const last = at === parts.length - 1;
    if (part === '**') return last ? '.*' : '(?:[^/]+/)*';
    return last ? ofPart(part) : `${ofPart(part)}/`;
  });
  return new RegExp(`^${text.join('')}$`, 's');
};
