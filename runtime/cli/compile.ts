import type { Diagnostic } from '#compiler';
import { compileProject } from '../api/compile-project.ts';
import type { Compiled } from '../api.ts';
import { type ExitCode, exitCodes } from '../errors.ts';
import { compareProduction, type Difference, isSame } from '../production/compare.ts';
import { productionFiles } from '../production/production-files.ts';
import { writeProduction } from '../production/write.ts';
import { counted } from './count.ts';
import { problemLines, problemsData } from './report-error.ts';
import type { CommonFlags, Session } from './session.ts';
import type { Terminal } from './terminal.ts';

type Flags = CommonFlags & { readonly conf?: string; readonly check?: boolean };

/** `chron compile`: with any problem nothing is written. */
export const compileCommand = async (flags: Flags, { project: open, terminal }: Session): Promise<ExitCode> => {
  const project = await open();
  const compiled = await compileProject(project, flags.conf === undefined ? {} : { conf: flags.conf });
  if (compiled.diagnostics.length > 0) return refuse(compiled.diagnostics, terminal);
  const whole = flags.conf === undefined;
  const nodes = whole ? compiled.nodes : compiled.nodes.filter(({ node }) => compiled.selected.includes(node.name));
  const files = productionFiles(nodes);
  const act = flags.check === true ? compareProduction : writeProduction;
  const difference = await act(project.root, files, { whole });
  const code = flags.check === true && !isSame(difference) ? exitCodes.outOfDate : exitCodes.ok;
  if (terminal.json) terminal.out(JSON.stringify(data({ ...compiled, nodes }, difference, flags)));
  else if (!terminal.quiet || code !== exitCodes.ok) {
    for (const line of textOf({ ...compiled, nodes }, difference, flags)) terminal.out(line);
  }
  return code;
};

const refuse = (diagnostics: readonly Diagnostic[], terminal: Terminal): ExitCode => {
  if (terminal.json) terminal.out(JSON.stringify({ ok: false, ...problemsData(diagnostics) }));
  else terminal.err(problemLines(diagnostics, terminal).join('\n'));
  return exitCodes.usage;
};

const data = ({ nodes }: Compiled, difference: Difference, { check }: Flags) => ({
  ok: check !== true || isSame(difference),
  diagnostics: [],
  definitions: nodes.flatMap(({ node }) =>
    node.kind === 'external'
      ? []
      : [
          {
            name: node.name,
            kind: node.kind,
            table: node.kind === 'view' ? null : node.output.table,
            file: node.source?.file,
          },
        ],
  ),
  ...(check === true
    ? difference
    : { written: [...difference.missing, ...difference.differing], removed: difference.stale }),
});

const textOf = ({ nodes }: Compiled, difference: Difference, { check, conf }: Flags): readonly string[] => {
  const definitions = counted(nodes.filter(({ node }) => node.kind !== 'external').length, 'definition');
  if (isSame(difference)) return [`${definitions}: production/ is up to date`];
  const { missing, differing, stale } = difference;
  if (check === true) {
    return [
      ...missing.map((path) => `missing    ${path}`),
      ...differing.map((path) => `differs    ${path}`),
      ...stale.map((path) => `stale      ${path}`),
      `${definitions}: production/ is out of date; run: chron compile${conf === undefined ? '' : ` --conf ${conf}`}`,
    ];
  }
  return [
    ...[...missing, ...differing].toSorted().map((path) => `wrote      ${path}`),
    ...stale.map((path) => `removed    ${path} (its definition is gone)`),
    `${definitions} compiled`,
    `next: chron backfill --conf ${conf ?? 'FILE'} --start-date YYYY-MM-DD --end-date YYYY-MM-DD`,
  ];
};
