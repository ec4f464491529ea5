import { type Diagnostic, type DiagnosticCode, diagnostic } from './diagnostics.ts';
import type { Place } from './place.ts';
import type { Named } from './project.ts';

/** Collects the problems of one definition, each at a place in it. */
export type Report = <C extends DiagnosticCode>(
  code: C,
  path: readonly (string | number)[],
  parameters: Parameters<typeof diagnostic<C>>[2],
  text?: Place['text'],
) => void;

export const reportFor =
  (one: Named, into: Diagnostic[]): Report =>
  (code, path, parameters, text) => {
    const whole = [...one.within, ...path];
    const place: Place = { file: one.file, export: one.export, path: whole, ...(text === undefined ? {} : { text }) };
    into.push(diagnostic(code, { definition: one.name, place }, parameters));
  };
