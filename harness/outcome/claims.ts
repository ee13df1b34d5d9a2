/**
 * `--claims FILE`: what a target declares of itself, held against what a run has seen. A claim that the evidence
 * contradicts is a failure, whichever of the two promises more; one without evidence is unproven.
 */
import { readYaml } from '../formats/yaml.ts';
import type { Contract } from '../../contract/contract.ts';
import { isOption } from '../../contract/freedoms/builder.ts';
import { FREEDOMS } from '../../contract/freedoms/index.ts';
import { VERBS } from '../../contract/types.ts';
import type { Freedom } from '../../contract/types.ts';
import { didYouMean, UsageError } from '../errors/usage.ts';
import { CLAIMS_SCHEMA } from '../formats/claims-schema.ts';
import { formatChecker, type FormatError } from '../formats/read.ts';
import type { Claimed, LevelClaim, Report, ReportEntry, WrittenClaims } from '../model/report.ts';
import type { Requirement } from '../model/requirement.ts';
import { plural } from './conclusion.ts';
import { derive, isWhole } from '../run/plan.ts';

interface ChoiceClaim {
  /** As it was written. */
  name: string;
  freedom: string;
  verb?: string;
  options: readonly string[];
}

export interface Claims {
  file: string;
  declared: WrittenClaims;
}

/** What claims are read against. */
export interface Known {
  requirements: readonly Requirement[];
  contract: Pick<Contract, 'freedoms' | 'register'>;
}

const wrongIn = formatChecker(CLAIMS_SCHEMA);
const MEMBERS = Object.keys(CLAIMS_SCHEMA['properties'] as object);

/** Throws a UsageError of one line for the first error in the file. */
export function readClaims(file: string, text: string, known: Known): Claims {
  const fail = (what: string): never => {
    throw new UsageError(`${file}: ${what}`);
  };
  const read = readYaml(text);
  if (read.wrong !== undefined) return fail(`neither YAML nor JSON: ${read.wrong}`);
  const { value } = read;
  const wrong = wrongIn(value);
  if (wrong !== undefined) fail(sentence(wrong));
  const declared = value as WrittenClaims;
  for (const claim of choicesOf(declared)) knownChoice(claim, known.contract.freedoms, fail);
  for (const claim of declared.levels ?? []) knownLevel(claim, known, fail);
  return { file, declared };
}

const choicesOf = ({ choices = {} }: WrittenClaims): ChoiceClaim[] =>
  Object.entries(choices).map(([name, options]) => {
    const [, freedom = name, verb] = /^(.+?)\s*\((.*)\)$/.exec(name.trim()) ?? [];
    return { name, freedom, options: [options].flat(), ...(verb !== undefined && { verb }) };
  });

function sentence({ pointer, keyword, message }: FormatError): string {
  const at = pointer.slice(1).replaceAll('/', '.');
  if (at === '') return `a mapping is wanted, of ${MEMBERS.join(', ')}`;
  const name = pointer.split('/').at(-1) ?? '';
  if (keyword === 'additionalProperties' && at === name) return `unknown member "${name}"${near(name, MEMBERS)}`;
  return `${at} ${message}${message.endsWith('is number') ? ': put it in quotes' : ''}`;
}

/** The nearest name, or all of them where none is near. */
const near = (name: string, names: readonly string[]): string =>
  didYouMean(name, names) || `: there are ${names.join(', ')}`;

type Fail = (what: string) => never;

function knownChoice({ freedom: id, verb, options }: ChoiceClaim, freedoms: readonly Freedom[], fail: Fail): void {
  const ids = freedoms.map((freedom) => freedom.id);
  const freedom = freedoms.find((one) => one.id === id);
  if (freedom === undefined) return fail(`choices: no freedom is named "${id}"${near(id, ids)}`);
  if (verb !== undefined && !VERBS.some((one) => one === verb))
    return fail(`choices: ${id}: no operation is named "${verb}"${near(verb, VERBS)}`);
  const all = freedom.options.map((option) => option.id);
  const unknown = options.find((option) => !all.some((one) => isOption(option, one)));
  if (unknown !== undefined) return fail(`choices: ${id} has no option "${unknown}"${near(unknown, all)}`);
}

function knownLevel(claim: LevelClaim, { requirements, contract }: Known, fail: Fail): void {
  for (const id of claim.except ?? []) {
    const requirement = requirements.find((one) => one.id === id);
    if (requirement === undefined) {
      const ids = requirements.map((one) => one.id);
      return fail(`levels: no requirement is named "${id}"${didYouMean(id, ids)}: see cci-conformance list`);
    }
    const { layer, level } = derive(requirement, contract.register);
    if (layer !== claim.layer || level !== claim.level)
      return fail(`levels: ${id} is excepted from ${nameOf(claim)}, but it is a ${level} of the layer ${layer}`);
  }
}

const nameOf = ({ layer, level }: LevelClaim): string => `every ${level} of the layer ${layer}`;

/** The claims, each with what came of it. */
export const heldAgainst = (
  declared: WrittenClaims,
  report: Pick<Report, 'freedoms' | 'results' | 'scope'>,
): Claimed[] => [
  ...choicesOf(declared).map((claim) => ofChoice(claim, report.freedoms)),
  ...(declared.levels ?? []).flatMap((claim) => ofLevel(claim, report)),
];

function ofChoice({ name, freedom, verb, options }: ChoiceClaim, seen: Report['freedoms']): Claimed {
  const rows = seen.filter((row) => row.freedom === freedom && (verb === undefined || row.verb === verb));
  const times = (wanted: typeof rows): string =>
    wanted
      .map(
        ({ option, verb: on, times }) =>
          `${option} was seen ${times === 1 ? 'once' : `${times} times`}${on === undefined ? '' : ` (${on})`}`,
      )
      .join(', ');
  const claim = `${name}: ${options.join(' or ')}`;
  const allowed = options.flatMap((option) => [option, insteadOf(freedom, option)]);
  const others = rows.filter(({ option }) => !allowed.includes(option));
  if (others.length > 0) return { claim, outcome: 'contradicted', text: times(others) };
  const unseen = options.filter((option) => !rows.some((row) => row.option === option));
  if (unseen.length === 0) return { claim, outcome: 'holds', text: times(rows) };
  const lacking = unseen.map((option) => unprovable(freedom, option) ?? `${option} was not seen`);
  const were = rows.length === 0 ? [] : [times(rows)];
  return { claim, outcome: 'unproven', text: [...were, ...lacking].join('; ') };
}

/** What a run notes where a target takes this option, if not the option itself. */
const insteadOf = (freedom: string, option: string): string | undefined =>
  FREEDOMS.find(({ id }) => id === freedom)?.options.find(({ id }) => id === option)?.notedAs;

/** Why no run shows that a target takes this option; undefined where one does. */
function unprovable(freedom: string, option: string): string | undefined {
  const noted = insteadOf(freedom, option);
  if (noted === undefined) return undefined;
  return noted === 'nothing' ? `no run notes ${option}` : `no run tells ${option} from ${noted}`;
}

/** A line for each choice that is claimed and that no run can show to be so, whatever the target does. */
export const unprovableIn = ({ file, declared }: Claims): string[] =>
  choicesOf(declared).flatMap(({ name, freedom, options }) => {
    const why = options.flatMap((option) => unprovable(freedom, option) ?? []);
    return why.length === 0
      ? []
      : [`${file}: "${name}: ${options.join(' or ')}" will stay unproven: ${why.join('; ')}`];
  });

/** The verdict before anything was waived. */
const before = ({ was, verdict }: ReportEntry): ReportEntry['verdict'] => was?.verdict ?? verdict;

/** One for the level, and one for each exception. */
function ofLevel(level: LevelClaim, { results, scope }: Pick<Report, 'results' | 'scope'>): Claimed[] {
  const { except = [] } = level;
  const of = results.filter((entry) => entry.layer === level.layer && entry.level === level.level);
  const claimed = of.filter(({ id }) => !except.includes(id));
  const withVerdict = (entries: readonly ReportEntry[], ...verdicts: string[]): ReportEntry[] =>
    entries.filter((entry) => verdicts.includes(before(entry)));
  const claim = `${nameOf(level)}${except.length === 0 ? '' : ' with its exceptions'}`;
  const failed = withVerdict(claimed, 'fail');
  const open = withVerdict(claimed, 'inconclusive', 'harness-error');
  const passed = withVerdict(claimed, 'pass');
  const whole = scope.ran >= scope.planned && isWhole(scope.notPlanned);
  const result = (): Claimed => {
    if (failed.length > 0) return { claim, outcome: 'contradicted', text: `${some(failed)} failed` };
    if (open.length > 0) return { claim, outcome: 'unproven', text: `${some(open)} could not be judged` };
    if (passed.length === 0) return { claim, outcome: 'unproven', text: 'nothing of it was judged' };
    if (!whole)
      return {
        claim,
        outcome: 'unproven',
        text: `${plural(passed.length, 'judgement')} passed, but not all were made`,
      };
    return { claim, outcome: 'holds', text: `${plural(passed.length, 'judgement')} passed` };
  };
  return [
    result(),
    ...except.map((id): Claimed => {
      const mine = of.filter((entry) => entry.id === id);
      const exception = `${id} does not hold`;
      if (withVerdict(mine, 'fail').length > 0)
        return { claim: exception, outcome: 'holds', text: `${some(withVerdict(mine, 'fail'))} failed` };
      if (withVerdict(mine, 'pass').length > 0 && withVerdict(mine, 'inconclusive', 'harness-error').length === 0)
        return { claim: exception, outcome: 'contradicted', text: 'it holds' };
      return { claim: exception, outcome: 'unproven', text: 'it could not be judged' };
    }),
  ];
}

/** `patch/merges (tfjob) and 3 more`. */
function some([first, ...rest]: readonly ReportEntry[]): string {
  return `${first?.id} (${first?.kind})${rest.length === 0 ? '' : ` and ${rest.length} more`}`;
}
