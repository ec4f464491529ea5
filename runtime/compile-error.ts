import type { Diagnostic } from '#compiler';
import { ConfigError } from './errors.ts';

/** A command was asked of a project whose definitions have problems: all of them are in `diagnostics`. Exit code 2. */
export class CompileError extends ConfigError {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const [first] = diagnostics;
    const count = diagnostics.length === 1 ? 'a problem' : `${diagnostics.length} problems`;
    super({ code: first?.code ?? 'CHR1001', message: `${count} in the definitions: ${first?.message ?? ''}` });
    this.diagnostics = diagnostics;
  }
}
