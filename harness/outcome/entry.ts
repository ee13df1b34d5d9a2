/** Makes an entry of the report from a result: with its statements, its place in `specs/`, and the command that judges it again. */
import { statementOf, type Contract } from '../../contract/contract.ts';
import { findKinds } from '../../contract/kinds.ts';
import type { Kind, Statement } from '../../contract/types.ts';
import { addressOf, describeSource, sourceFor } from '../../contract/sources.ts';
import { MASK } from '../evidence/redact.ts';
import { positionsIn } from '../evidence/positions.ts';
import type { Exchange, NamedIdentity } from '../model/exchange.ts';
import type { Report, ReportEntry } from '../model/report.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Result } from '../model/result.ts';
import { areaOf, derive } from '../run/plan.ts';

/** What an entry says of its run. */
export type EntryFacts = Pick<Report, 'target' | 'seed' | 'runs'> & {
  /** The file of `--kinds`. */
  kindsFile?: string;
};

export function entryOf(result: Result, requirement: Requirement, contract: Contract, facts: EntryFacts): ReportEntry {
  const { id, kind, verdict, reason, causedBy, restsOn, was, findings, code, exchanges, leftOut, ms, seed, stack } =
    result;
  const definedAt = verdict === 'pass' ? [] : positionsIn(requirement.definedAt?.stack);
  const unresolved = verdict !== 'pass' && verdict !== 'not-applicable';
  return {
    id,
    kind,
    verdict,
    ...derive(requirement, contract.register),
    area: areaOf(requirement),
    ...(reason === undefined ? {} : { reason }),
    ...(causedBy === undefined ? {} : { causedBy }),
    ...(restsOn === undefined ? {} : { restsOn }),
    ...(was === undefined ? {} : { was }),
    statements: requirement.tests.map((test) =>
      citationOf(statementOf(contract, test), findKinds(kind, contract.kinds)[0] as Kind, contract),
    ),
    findings,
    ...(code === undefined ? {} : { code }),
    ...(definedAt.length === 0 ? {} : { definedAt }),
    exchangeCount: exchanges.length,
    ms,
    seed,
    ...(leftOut === undefined ? {} : { leftOut }),
    ...(unresolved
      ? {
          exchanges: leftOut === undefined ? [...exchanges] : exchanges.filter(isShown),
          replay: replayOf(result, facts),
        }
      : {}),
    ...(stack === undefined ? {} : { stack }),
  };
}

/** Whether more than the request line and the status of an exchange was kept. */
const isShown = (exchange: Exchange): boolean => exchange.requestHeaders.length > 0 || exchange.responseBody !== '';

function citationOf(
  { id, text, source, level, layer }: Statement,
  kind: Kind,
  { errata }: Contract,
): ReportEntry['statements'][number] {
  const readings = errata
    .filter((e) => source.errata?.includes(e.number))
    .map(({ number, reading }) => ({ number, reading }));
  const { errata: _, ...place } = sourceFor(source, kind);
  const url = addressOf(source);
  return {
    id,
    text,
    source: describeSource(place),
    ...(url === undefined ? {} : { url }),
    level,
    layer,
    ...(readings.length === 0 ? {} : { errata: readings }),
  };
}

/** As a shell takes it for one word. */
export const quotedWord = (text: string): string =>
  /^[\w:/.@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** The file with its token, for each identity that a judgement sent requests as. */
const TOKEN_FILES: readonly (readonly [NamedIdentity, string])[] = [
  ['full', '--token-file "$TOKEN_FILE"'],
  ['read-only', '--read-only-token-file "$READ_ONLY_TOKEN_FILE"'],
  ['foreign', '--foreign-token-file "$FOREIGN_TOKEN_FILE"'],
];

/** The command that judges this requirement again, with the seed of the run. Tokens come from files, not from here. */
function replayOf({ id, kind, exchanges }: Result, { target, seed, runs, kindsFile }: EntryFacts): string {
  const files = TOKEN_FILES.filter(([identity]) =>
    exchanges.some(({ as, requestHeaders }) => as === identity && requestHeaders.some(([, value]) => value === MASK)),
  ).map(([, flag]) => flag);
  const names = [
    ['namespace', target.namespace],
    ['other-namespace', target.otherNamespace],
    ['scratch-namespace', target.scratchNamespace],
  ].flatMap(([flag, name]) => (name === undefined ? [] : [`--${flag} ${name}`]));
  const where = target.embedded ? [] : [`--target ${quotedWord(target.url)}`, ...names, ...files];
  return [
    'npx -p cci-job-conformance cci-conformance',
    ...where,
    ...(kindsFile === undefined ? [] : [`--kinds ${quotedWord(kindsFile)}`]),
    `--only ${id}`,
    `--kind ${kind}`,
    `--seed ${seed}`,
    ...(runs === 100 ? [] : [`--runs ${runs}`]),
  ].join(' ');
}
