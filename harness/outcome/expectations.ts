/** `--expect FILE`: known deviations of a target, each with its reason. What they explain is waived; what they claim in vain is stale. */
import { isMap, isSeq, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { KINDS, findKind } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import { UsageError, didYouMean } from '../config/config.ts';
import { pairsOf } from '../run/run.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Result, Verdict } from '../model/result.ts';

/** The verdicts that a deviation may have. */
export const DEVIATING = ['fail', 'inconclusive'] as const satisfies readonly Verdict[];
type Deviating = (typeof DEVIATING)[number];

export interface Expectation {
  /** Ids, or the beginnings of ids up to a slash, and `*`; that alone for all. */
  requirement: readonly string[];
  /** Names of kinds; absent: any. */
  kind?: readonly string[];
  reason: string;
  /** The last day on which it counts, `2026-12-31` (UTC). */
  expires?: string;
  /** Every finding has to say one of these, in its message, its path, or what was received; an inconclusive's reason likewise. */
  finding?: readonly string[];
  /** What it waives. */
  verdict: readonly Deviating[];
  /** A deviation that timing brings about: a run without it makes the entry no staler. */
  sometimes: boolean;
}

export interface Expectations {
  file: string;
  entries: readonly Expectation[];
}

const MEMBERS = ['requirement', 'kind', 'reason', 'expires', 'finding', 'verdict', 'sometimes'] as const;

/** Throws a UsageError, of one line, for the first thing that is wrong. */
export function readExpectations(file: string, text: string, requirements: readonly Requirement[]): Expectations {
  return {
    file,
    entries: entriesOf(file, text).map((entry, i) => expectationOf(entry, `${file}: entry ${i + 1}`, requirements)),
  };
}

/** The file as a document, for who changes it. */
export function expectationsDocument(file: string, text: string): Document {
  const document = parseDocument(text, { schema: 'core' });
  const [error] = document.errors;
  if (error !== undefined) throw new UsageError(`${file}: no YAML: ${error.message.split('\n')[0]}`);
  if (document.contents !== null && !isSeq(document.contents))
    throw new UsageError(`${file}: a list of entries is wanted, each with requirement and reason`);
  return document;
}

function entriesOf(file: string, text: string): unknown[] {
  const document = expectationsDocument(file, text);
  if (!isSeq(document.contents)) return [];
  const odd = document.contents.items.findIndex((item) => !isMap(item));
  if (odd >= 0) throw new UsageError(`${file}: entry ${odd + 1} is no mapping: give it requirement and reason`);
  return document.toJS() as unknown[];
}

function expectationOf(entry: unknown, where: string, requirements: readonly Requirement[]): Expectation {
  const given = entry as Record<string, unknown>;
  const unknown = Object.keys(given).find((name) => !MEMBERS.some((m) => m === name));
  if (unknown !== undefined)
    throw new UsageError(
      `${where} has an unknown member "${unknown}"${didYouMean(unknown, MEMBERS)}: there are ${MEMBERS.join(', ')}`,
    );
  const texts = (member: (typeof MEMBERS)[number]): string[] | undefined => {
    const value = given[member];
    if (value === undefined) return undefined;
    const list = Array.isArray(value) ? value : [value];
    if (list.length > 0 && list.every((one) => typeof one === 'string' && one.trim() !== '')) return list as string[];
    throw new UsageError(`${where}: ${member} is to be text, or a list of texts`);
  };
  const oneText = (member: 'reason' | 'expires'): string | undefined => {
    const [text, ...more] = texts(member) ?? [];
    if (more.length > 0) throw new UsageError(`${where}: ${member} is to be one text`);
    return text?.replace(/\s+/g, ' ').trim();
  };
  const reason = oneText('reason'),
    expires = oneText('expires');
  if (reason === undefined) throw new UsageError(`${where} has no reason: say why the target deviates`);
  if (expires !== undefined && !isDay(expires))
    throw new UsageError(`${where}: expires "${expires}" is no date such as 2026-12-31`);
  if (![undefined, true, false].includes(given['sometimes'] as boolean | undefined))
    throw new UsageError(`${where}: sometimes is to be true or false`);
  const requirement = texts('requirement');
  if (requirement === undefined) throw new UsageError(`${where} names no requirement`);
  for (const name of requirement) known(name, where, requirements);
  return {
    requirement,
    kind: texts('kind')?.map((name) => kindNamed(name, where)),
    reason,
    expires,
    finding: texts('finding'),
    verdict: verdictsOf(texts('verdict'), where),
    sometimes: given['sometimes'] === true,
  };
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

const covers = (pattern: string, id: string): boolean =>
  pattern === '*' || pattern.endsWith('/*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern;

function known(name: string, where: string, requirements: readonly Requirement[]): void {
  if (requirements.some(({ id }) => covers(name, id))) return;
  throw new UsageError(
    `${where}: no requirement is named "${name}"${didYouMean(
      name,
      requirements.map(({ id }) => id),
    )}: see cci-conformance list`,
  );
}

function kindNamed(name: string, where: string): string {
  const kind = findKind(name);
  if (kind !== undefined) return kind.singular;
  const names = KINDS.map((k) => k.singular);
  throw new UsageError(`${where}: unknown kind "${name}"${didYouMean(name, names)}: there are ${names.join(', ')}`);
}

function verdictsOf(given: readonly string[] | undefined, where: string): Deviating[] {
  const odd = given?.find((name) => !DEVIATING.some((v) => v === name));
  if (odd !== undefined) throw new UsageError(`${where}: verdict "${odd}" cannot be waived: ${DEVIATING.join(' or ')}`);
  return given === undefined ? ['fail'] : DEVIATING.filter((v) => given.includes(v));
}

/** What became of a file of expectations in a run. */
export interface Settled<R> {
  results: R[];
  /** Results that an entry waives. */
  used: number;
  /** One line each: entries, or parts of them, to which nothing of what ran answers. */
  stale: string[];
  /** One line each: entries that would waive something, but have expired. */
  expired: string[];
}

type Judged = Pick<Result, 'id' | 'kind' | 'verdict' | 'reason' | 'findings'>;

/** @param today `2026-11-21` */
export function applyExpectations<R extends Judged & Pick<Result, 'was'>>(
  { entries }: Expectations,
  results: readonly R[],
  requirements: readonly Requirement[],
  kinds: readonly Kind[],
  today: string,
): Settled<R> {
  const valid = entries.filter((entry) => !hasExpired(entry, today));
  const expired = entries
    .filter((entry) => hasExpired(entry, today) && results.some((result) => answers(entry, result)))
    .map((entry) => `${entry.requirement.join(', ')}: expired on ${entry.expires}`);
  const settled = results.map((result) => {
    const entry = valid.find((one) => answers(one, result));
    const { verdict, reason } = result;
    return entry === undefined
      ? result
      : {
          ...result,
          verdict: 'waived' as const,
          reason: entry.reason,
          was: { verdict, ...(reason === undefined ? {} : { reason }) },
        };
  });
  const stale = entries
    .filter(({ sometimes }) => !sometimes)
    .flatMap((entry) => partsOf(entry).flatMap((part) => staleness(part, results, pairsOf(requirements, kinds))));
  return { results: settled, used: settled.filter(({ verdict }) => verdict === 'waived').length, stale, expired };
}

const hasExpired = ({ expires }: Expectation, today: string): boolean => (expires ?? today) < today;

const names = ({ requirement, kind }: Expectation, id: string, of: string): boolean =>
  requirement.some((pattern) => covers(pattern, id)) && (kind === undefined || kind.includes(of));

/** Whether a result deviates just as the entry says. */
function answers(entry: Expectation, { id, kind, verdict, reason, findings }: Judged): boolean {
  if (!names(entry, id, kind) || !entry.verdict.some((v) => v === verdict)) return false;
  const { finding } = entry;
  if (finding === undefined) return true;
  const said =
    verdict === 'inconclusive' ? [[reason]] : findings.map(({ message, path, received }) => [message, path, received]);
  return said.length > 0 && said.every((texts) => finding.some((part) => texts.some((text) => text?.includes(part))));
}

/** Each requirement, and each kind where kinds are named, has to be of use by itself. */
const partsOf = (entry: Expectation): Expectation[] =>
  entry.requirement.flatMap((requirement) =>
    (entry.kind ?? [undefined]).map((kind) => ({
      ...entry,
      requirement: [requirement],
      ...(kind === undefined ? {} : { kind: [kind] }),
    })),
  );

const anyFinding = ({ finding: _, ...rest }: Expectation): Expectation => rest;

/** Nothing is said of what has not run as a whole: it might have deviated there. */
function staleness(
  part: Expectation,
  results: readonly Judged[],
  pairs: readonly { requirement: Requirement; kind: Kind }[],
): string[] {
  const all = pairs.filter(({ requirement, kind }) => names(part, requirement.id, kind.singular));
  const ran = results.filter(({ id, kind }) => names(part, id, kind));
  if (ran.length < all.length || ran.some((result) => answers(part, result))) return [];
  const differs = ran.some((result) => answers(anyFinding(part), result));
  const who = `${part.requirement[0]}${part.kind === undefined ? '' : ` (${part.kind[0]})`}`;
  return [differs ? `${who}: deviates, but not by what "finding" says` : `${who}: nothing deviates so any more`];
}
