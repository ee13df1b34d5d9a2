/** `npm run check -- ID`: a requirement on the reference server, on legal servers and on broken ones, in seconds. */
import { EXIT } from '../../harness/outcome/conclusion.ts';
import { UsageError } from '../../harness/errors/usage.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Result } from '../../harness/model/result.ts';
import { VARIANTS } from '../../reference/rules/variants.ts';
import { requirementsNamed, variantsNamed } from '../mutants/named.ts';
import { describeExchanges, describeResult, field, names } from './describe-check.ts';
import { mutantsOf, onReference, onVariants, reports } from './judge-requirement.ts';

export interface CheckOptions {
  /** Ids of requirements, or their beginnings. */
  ids: readonly string[];
  /** These variants alone, and no mutants; empty: every variant, and the mutants. */
  variants: readonly string[];
  seed: number;
  /** Every exchange of a failure, and every name of a long list. */
  verbose: boolean;
}

type Write = (text: string) => void;

/** Judges each of the requirements, prints what came of it, and returns the exit code. */
export async function check(options: CheckOptions, write: Write): Promise<number> {
  if (options.ids.length === 0)
    throw new UsageError('check what? npm run check -- ID (an id, or the beginning of ids)');
  const requirements = requirementsNamed(options.ids, 'check');
  const variants = variantsNamed(options.variants, '--variant');
  let wrong = 0;
  for (const requirement of requirements) {
    write(`${requirement.id}\n`);
    const held = [
      await checkReference(requirement, options, write),
      await checkVariants(requirement, variants, options, write),
      variants.length > 0 || (await checkMutants(requirement, options, write)),
    ];
    if (held.includes(false)) wrong += 1;
  }
  if (requirements.length > 1)
    write(`${requirements.length - wrong} of ${requirements.length} requirements are as they have to be\n`);
  return wrong === 0 ? EXIT.conformant : EXIT.notConformant;
}

const print = (lines: readonly string[], write: Write): void => lines.forEach((line) => write(`${line}\n`));
const isHarmless = ({ verdict }: Result): boolean => verdict === 'pass' || verdict === 'not-applicable';

async function checkReference(requirement: Requirement, options: CheckOptions, write: Write): Promise<boolean> {
  const results = await onReference(requirement, options.seed);
  const passing = results.filter(({ verdict }) => verdict === 'pass').map(({ kind }) => kind);
  if (passing.length > 0) print(field('reference', `pass with ${passing.join(', ')}`), write);
  for (const result of results.filter(({ verdict }) => verdict !== 'pass')) {
    print(describeResult('reference', result), write);
    if (options.verbose && !isHarmless(result)) print(describeExchanges(result.exchanges), write);
  }
  return passing.length > 0 && results.every(isHarmless);
}

async function checkVariants(
  requirement: Requirement,
  chosen: readonly string[],
  options: CheckOptions,
  write: Write,
): Promise<boolean> {
  const variants = chosen.length > 0 ? chosen : VARIANTS.map(({ id }) => id);
  const accusations = await onVariants(requirement, variants, options.seed);
  const accused = new Set(accusations.map(({ variant }) => variant));
  print(field('variants', `${variants.length - accused.size} of ${variants.length} are accused of nothing`), write);
  for (const { variant, result } of accusations) {
    print(describeResult('ACCUSED', { ...result, kind: `${result.kind} of the variant ${variant}` }), write);
    if (options.verbose) print(describeExchanges(result.exchanges), write);
  }
  return accused.size === 0;
}

/** Long lists are cut at so many names. */
const FEW = 12;

async function checkMutants(requirement: Requirement, options: CheckOptions, write: Write): Promise<boolean> {
  const mutants = mutantsOf(requirement);
  const reported: string[] = [],
    silent: string[] = [];
  for (const mutant of mutants)
    ((await reports(requirement, mutant, options.seed)) ? reported : silent).push(mutant.name);
  const most = options.verbose ? Infinity : FEW;
  print(field('mutants', `${reported.length} of ${mutants.length} that break its statements are reported`), write);
  if (reported.length > 0) print(field('reported', names(reported, most)), write);
  if (silent.length > 0) print(field('not', names(silent, most)), write);
  if (reported.length === 0)
    print(
      field('', 'A requirement that reports no mutant proves nothing: npm run new writes an entry for one.'),
      write,
    );
  return reported.length > 0;
}
