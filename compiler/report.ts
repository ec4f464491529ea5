import { type Diagnostic, type DiagnosticCode, diagnostic } from './diagnostics.ts';
import type { Place } from './place.ts';
import type { Named } from './project.ts';

/** A place in a definition, or a character of SQL in it. */
export type At = Place['path'] | Pick<Place, 'path' | 'text'>;

/** Collects the problems of one definition, each at a place in it. */
export type Report = <C extends DiagnosticCode>(
  code: C,
  at: At,
  parameters: Parameters<typeof diagnostic<C>>[2],
) => void;

export const reportFor =
  (one: Named, into: Diagnostic[]): Report =>
  (code, at, parameters) => {
    const { path, ...text } = 'path' in at ? at : { path: at };
    const place: Place = { file: one.file, export: one.export, path: [...one.within, ...path], ...text };
    into.push(diagnostic(code, { definition: one.name, place }, parameters));
  };
