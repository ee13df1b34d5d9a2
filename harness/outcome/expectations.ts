/**
 * `--expect FILE`: known deviations of a target, each with its reason. Results that an entry describes are waived;
 * entries that describe no result are stale.
 */
import { isMap, isSeq } from 'yaml';
import type { Document } from 'yaml';
import { readYaml } from '../formats/yaml.ts';
import { KINDS, findKinds, nameFor } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import { UsageError, didYouMean } from '../errors/usage.ts';
import {
  DEVIATING,
  EXPECTATION_SCHEMA,
  type Deviation,
  type WrittenExpectation,
} from '../formats/expectations-schema.ts';
import { formatChecker, type FormatError } from '../formats/read.ts';
import { pairsOf } from '../run/run.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Result } from '../model/result.ts';

export interface Expectation {
  /** Ids of requirements, `area/*` for all of an area, or `*` for all. */
  requirement: readonly string[];
  /** Names of kinds; absent: any. */
  kind?: readonly string[];
  reason: string;
  /** The last day on which the entry counts, `2026-12-31` (UTC). */
  expires?: string;
  /**
   * Every finding must contain one of these texts, in its message, its path, or the received value; for inconclusive,
   * the reason must.
   */
  finding?: readonly string[];
  /** The verdicts that the entry waives. */
  verdict: readonly Deviation[];
  /** The deviation depends on timing: the entry is not stale after a run without it. */
  sometimes: boolean;
}

export interface Expectations {
  file: string;
  entries: readonly Expectation[];
}

const wrongIn = formatChecker(EXPECTATION_SCHEMA);
const MEMBERS = Object.keys(EXPECTATION_SCHEMA['properties'] as object);

/** Throws a UsageError of one line for the first error in the file. */
export function readExpectations(
  file: string,
  text: string,
  requirements: readonly Requirement[],
  kinds: readonly Kind[] = KINDS,
): Expectations {
  const known = { requirements, kinds };
  return {
    file,
    entries: entriesOf(file, text).map((entry, i) => expectationOf(entry, `${file}: entry ${i + 1}`, known)),
  };
}

/** The file as a YAML document, for code that changes it. */
export function expectationsDocument(file: string, text: string): Document {
  const read = readYaml(text);
  if (read.wrong !== undefined) throw new UsageError(`${file}: no YAML: ${read.wrong}`);
  const { document } = read;
  if (document.contents !== null && !isSeq(document.contents))
    throw new UsageError(`${file}: a list of entries is wanted, each with requirement and reason`);
  return document;
}

function entriesOf(file: string, text: string): unknown[] {
  const document = expectationsDocument(file, text);
  if (!isSeq(document.contents)) return [];
  const invalid = document.contents.items.findIndex((item) => !isMap(item));
  if (invalid >= 0) throw new UsageError(`${file}: entry ${invalid + 1} is no mapping: give it requirement and reason`);
  return document.toJS() as unknown[];
}

function expectationOf(
  entry: unknown,
  where: string,
  { requirements, kinds }: { requirements: readonly Requirement[]; kinds: readonly Kind[] },
): Expectation {
  const wrong = wrongIn(entry);
  if (wrong !== undefined) throw new UsageError(`${where}${sentence(wrong, entry as Record<string, unknown>)}`);
  const written = entry as WrittenExpectation;
  const requirement = listed(written.requirement);
  for (const name of requirement) known(name, where, requirements);
  return {
    requirement,
    ...(written.kind !== undefined && { kind: listed(written.kind).flatMap((name) => kindsNamed(name, where, kinds)) }),
    reason: written.reason.replace(/\s+/g, ' ').trim(),
    ...(written.expires !== undefined && { expires: written.expires }),
    ...(written.finding !== undefined && { finding: listed(written.finding) }),
    verdict: DEVIATING.filter((verdict) => listed(written.verdict ?? 'fail').includes(verdict)),
    sometimes: written.sometimes === true,
  };
}

const listed = <T extends string>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

/** What is wrong with an entry, and what to write instead; the message puts it after the place of the entry. */
function sentence({ pointer, keyword }: FormatError, entry: Record<string, unknown>): string {
  const member = pointer.split('/')[1] ?? '';
  const value = entry[member];
  if (keyword === 'additionalProperties')
    return ` has an unknown member "${member}"${didYouMean(member, MEMBERS)}: there are ${MEMBERS.join(', ')}`;
  if (keyword === 'required')
    return member === 'reason' ? ' has no reason: say why the target deviates' : ` names no ${member}`;
  if (keyword === 'format') return `: ${member} "${String(value)}" is no date such as 2026-12-31`;
  if (member === 'sometimes') return ': sometimes is to be true or false';
  if (member === 'verdict') {
    const unknown = listed(value as string | string[]).find((name) => !DEVIATING.some((verdict) => verdict === name));
    return `: verdict ${JSON.stringify(unknown ?? value)} cannot be waived: ${DEVIATING.join(' or ')}`;
  }
  const single = member === 'reason' || member === 'expires';
  return `: ${member} is to be ${single && Array.isArray(value) ? 'one text' : 'text, or a list of texts'}`;
}

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

function kindsNamed(name: string, where: string, known: readonly Kind[]): string[] {
  const kinds = findKinds(name, known);
  if (kinds.length > 0) return kinds.map((kind) => nameFor(kind, kind.singular));
  const names = known.map((k) => k.singular);
  throw new UsageError(`${where}: unknown kind "${name}"${didYouMean(name, names)}: there are ${names.join(', ')}`);
}

/** The results of a run after a file of expectations was applied. */
export interface Settled<R> {
  results: R[];
  /** Number of results that were waived. */
  used: number;
  /** One line each: entries, or parts of them, that match no result. */
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
    .filter((entry) => hasExpired(entry, today) && results.some((result) => matches(entry, result)))
    .map((entry) => `${entry.requirement.join(', ')}: expired on ${entry.expires}`);
  const settled = results.map((result) => {
    const entry = valid.find((one) => matches(one, result));
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

/** Whether the result deviates as the entry describes. */
function matches(entry: Expectation, { id, kind, verdict, reason, findings }: Judged): boolean {
  if (!names(entry, id, kind) || !entry.verdict.some((v) => v === verdict)) return false;
  const { finding } = entry;
  if (finding === undefined) return true;
  const said =
    verdict === 'inconclusive' ? [[reason]] : findings.map(({ message, path, received }) => [message, path, received]);
  return said.length > 0 && said.every((texts) => finding.some((part) => texts.some((text) => text?.includes(part))));
}

/** Splits an entry by requirement and kind: each part must match a result, or it is stale. */
const partsOf = (entry: Expectation): Expectation[] =>
  entry.requirement.flatMap((requirement) =>
    (entry.kind ?? [undefined]).map((kind) => ({
      ...entry,
      requirement: [requirement],
      ...(kind === undefined ? {} : { kind: [kind] }),
    })),
  );

const anyFinding = ({ finding: _, ...rest }: Expectation): Expectation => rest;

/** No staleness is reported for what has not run completely: the rest might have deviated. */
function staleness(
  part: Expectation,
  results: readonly Judged[],
  pairs: readonly { requirement: Requirement; kind: Kind }[],
): string[] {
  const all = pairs.filter(({ requirement, kind }) => names(part, requirement.id, nameFor(kind, kind.singular)));
  const ran = results.filter(({ id, kind }) => names(part, id, kind));
  if (ran.length < all.length || ran.some((result) => matches(part, result))) return [];
  const differs = ran.some((result) => matches(anyFinding(part), result));
  const who = `${part.requirement[0]}${part.kind === undefined ? '' : ` (${part.kind[0]})`}`;
  return [differs ? `${who}: deviates, but not by what "finding" says` : `${who}: nothing deviates so any more`];
}
