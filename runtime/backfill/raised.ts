import { type DaySet, daysText, duckdb, type Place, userExpressions, wholeTable } from '#compiler';
import type { JoinPart, NodeRef, PlanNode } from '#compiler/plan';
import { isEnginesOwn } from '../engine/failure.ts';
import { EngineError } from '../errors.ts';

/** SQL of a definition that may have raised an error. */
export type Suspect = {
  readonly definition: NodeRef;
  readonly place: Place;
  /** As it was written; null: a whole query. */
  readonly text: string | null;
};

/** SQL of a definition has no value for a row of the data. What is said of its place is said by `locatedMessage`. */
export class RaisedError extends EngineError {
  readonly said: string;
  readonly suspects: readonly Suspect[];

  constructor(said: string, suspects: readonly Suspect[], cause: unknown) {
    super({ code: 'CHR2056', message: raisedMessage(said, suspects, fileOf), hint: hintOf(suspects), cause });
    this.said = said;
    this.suspects = suspects;
  }
}

const fileOf = ({ file }: Place): string => file;

const shown = 8;

/** What was said, and below it each place where it may have been raised. */
export const raisedMessage = (said: string, suspects: readonly Suspect[], where: (place: Place) => string): string => {
  const lines = suspects
    .slice(0, shown)
    .map(({ place, text }) => `  ${where(place)} ${place.path.join('.')}${text === null ? '' : `: ${text}`}`);
  const more = suspects.length > shown ? [`  and ${suspects.length - shown} more`] : [];
  return [`${said}${suspects.length > 1 ? '; raised by one of' : ''}`, ...lines, ...more].join('\n');
};

const hintOf = (suspects: readonly Suspect[]): string => {
  const [first] = suspects;
  const example = suspects.length === 1 && first?.text ? first.text : '...';
  return `give null where it has no value: TRY(${example}), or CASE WHEN ... THEN ... END`;
};

/** What is computed when an error comes. */
export type Computing = {
  readonly node: PlanNode | JoinPart;
  readonly days: DaySet;
  readonly byName: ReadonlyMap<NodeRef, PlanNode | JoinPart>;
};

/** Errors of the data in what was written, not of files, memory or of chron itself. */
const ofValues = /^(?:Out of Range|Conversion|Invalid Input|Invalid|Mismatch Type|Divide by Zero) Error: (?!CSV Error)/;

/** An error of the engine, with the definition and days that were computed, and what of the definition may have raised it. */
export const raised = (error: unknown, computing: Computing): unknown => {
  if (!(error instanceof EngineError) || error instanceof RaisedError || !(error.cause instanceof Error)) return error;
  const { node, days } = computing;
  const of = days.every(({ start }) => start === wholeTable) ? '' : ` of ${daysText(days)}`;
  const text = error.cause.message;
  if (/^CHR210\d$/.test(error.code)) {
    const told = text.replace(/^Invalid Input Error: CHR\d{4} /, '');
    return new EngineError({ code: error.code, message: `${node.name}${of}: ${told}`, cause: error.cause });
  }
  if (!isEnginesOwn(error)) return error;
  if (!ofValues.test(text)) {
    return new EngineError({ code: error.code, message: `${node.name}${of}: ${error.message}`, cause: error.cause });
  }
  return new RaisedError(`${node.name}${of}: ${saidIn(text)}`, likely(suspectsOf(computing), text), error.cause);
};

/** What the engine said where SQL has no value for a row; null: any other error. */
export const saidOf = (error: unknown): string | null =>
  error instanceof EngineError &&
  isEnginesOwn(error) &&
  error.cause instanceof Error &&
  ofValues.test(error.cause.message)
    ? saidIn(error.cause.message)
    : null;

/** The first line, without names of ours. */
const saidIn = (text: string): string =>
  (text.split('\n')[0] ?? '').replace(/ when casting from source column .*$/, '');

type Expression = Suspect & { readonly sql: string };

const suspectsOf = ({ node, byName }: Computing): readonly Expression[] =>
  writtenIn(node, byName).flatMap((one) => {
    const written = suspectsIn(one);
    // Of its join a part computes the left rows alone.
    const isJoin = node.kind === 'join-part' && one.kind === 'join';
    return isJoin ? written.filter(({ place }) => place.path[0] === 'left') : written;
  });

/** The SQL of one definition. */
export const suspectsIn = (node: PlanNode): readonly Expression[] => {
  if (node.source === null) return [];
  const at = { file: node.source.file, export: node.source.export };
  if (node.kind === 'staging-query' || node.kind === 'view') {
    return [{ definition: node.name, place: { ...at, path: ['query'] }, text: null, sql: '' }];
  }
  const quote = { name: duckdb.quoteName, string: duckdb.quoteString };
  return userExpressions(node, quote).map(({ path, text, sql }) => {
    return { definition: node.name, place: { ...at, path }, text, sql };
  });
};

/** The definitions whose SQL is computed: the node's own, of a part those of its GroupBy and its join, and views. */
const writtenIn = (given: PlanNode | JoinPart, byName: Computing['byName']): readonly PlanNode[] => {
  // As it is written, not as it reads through views.
  const node = byName.get(given.name) ?? given;
  if (node.kind === 'join-part') {
    const made = [node.features, node.join].flatMap((ref) => byName.get(ref) ?? []);
    return [...new Set(made.flatMap((one) => (one.kind === 'join-part' ? [] : writtenIn(one, byName))))];
  }
  if (node.kind === 'external') return [];
  const views = node.inputs.flatMap(({ ref }) => byName.get(ref) ?? []).filter((one) => one.kind === 'view');
  return [...new Set([node, ...views.flatMap((one) => writtenIn(one, byName))])];
};

/** Those that the engine points at, else those that can raise such an error. */
const likely = (all: readonly Expression[], text: string): readonly Suspect[] => {
  const queries = all.filter((one) => one.text === null);
  const pointed = pointedAt(text);
  const hit = pointed === null ? [] : all.filter(({ sql }) => sql !== '' && pointed(sql));
  const able = all.filter(({ sql }) => canRaise(text).test(sql));
  const found = hit.length > 0 ? hit : able.length > 0 || queries.length > 0 ? [...able, ...queries] : all;
  return found.map(({ definition, place, text }) => ({ definition, place, text }));
};

// What stands before SQL that is converted to the type it is declared with, which the engine may make one with its own.
const conversion = 'CAST((';

/** Whether SQL stands where the engine's caret is, in the line that it shows. */
const pointedAt = (text: string): ((sql: string) => boolean) | null => {
  const [, before, line, indent] = /^(LINE \d+: )(.*)\n( *)\^/m.exec(text) ?? [];
  if (before === undefined || line === undefined || indent === undefined) return null;
  const caret = indent.length - before.length;
  return (sql) => {
    for (let at = line.indexOf(sql); at !== -1; at = line.indexOf(sql, at + 1)) {
      if (at - conversion.length <= caret && caret <= at + sql.length) return true;
    }
    return false;
  };
};

const canRaise = (text: string): RegExp => {
  if (/Overflow in \w+ of/.test(text)) return /[-+*(]/;
  return /^Conversion Error/.test(text) ? /\(|::/ : /\(/;
};
