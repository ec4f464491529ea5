/** The one thing of Node that the compiler may see (compiler/hash.ts); everything else of Node is a type error there. */
declare module 'node:crypto' {
  export const createHash: (algorithm: 'sha256') => {
    update(data: string): { digest(encoding: 'hex'): string };
  };
}
