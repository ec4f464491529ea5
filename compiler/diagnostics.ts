/** Every problem a compile can find: one typed table from code to message. Problems are data; all are reported. */

import { definitionDiagnostics } from './definition-diagnostics.ts';
import type { Entry } from './diagnostic-entry.ts';
import type { Place, Span } from './place.ts';
import { sqlDiagnostics } from './sql-diagnostics.ts';

export type { Place, Span } from './place.ts';

export type Diagnostic = {
  readonly code: DiagnosticCode;
  /** Full name of the definition, or null for a file that could not be read. */
  readonly definition: string | null;
  readonly place: Place | null;
  readonly span: Span | null;
  readonly message: string;
  readonly hint: string | null;
};

export const diagnostics = { ...definitionDiagnostics, ...sqlDiagnostics };

export type DiagnosticCode = keyof typeof diagnostics;

type Parameters<C extends DiagnosticCode> = (typeof diagnostics)[C] extends Entry<infer P> ? P : never;

/** Makes a diagnostic; its span is added when the sources are at hand. */
export const diagnostic = <C extends DiagnosticCode>(
  code: C,
  at: { readonly definition: string | null; readonly place: Place | null },
  parameters: Parameters<C>,
): Diagnostic => {
  const found = diagnostics[code] as unknown as Entry<Parameters<C>>;
  return { code, ...at, span: null, message: found.message(parameters), hint: found.hint(parameters) };
};
