import type { Span } from './place.ts';

type Path = readonly (string | number)[];

/** Where definitions stand in their files. A port: compiler/source answers it with ts-morph, loaded only when asked. */
export type SourceIndex = {
  /** The doc comment of an exported definition, and those of its columns. */
  readonly describe: (
    file: string,
    exportName: string,
  ) => { readonly text: string | null; readonly columns: Readonly<Record<string, string>> };
  readonly span: (file: string, exportName: string, path: Path) => Span | null;
  /** A character inside the text of a tagged template. */
  readonly templateSpan: (
    file: string,
    exportName: string,
    at: { readonly path: Path; readonly text: { readonly part: number; readonly offset: number } },
  ) => Span | null;
};
