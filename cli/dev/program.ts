/** The developer's commands and their flags. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { packageRoot } from '../../contract/package.ts';
import { UsageError } from '../../harness/errors/usage.ts';

type Write = (text: string) => void;

const USAGE = [
  'npm run check -- ID[,ID] [--variant ID[,ID]] [--seed N] [--verbose] [--watch]',
  '    judge requirements on the reference server, its variants and its mutants',
  'npm run new -- requirement AREA/WHAT-HOLDS --statement ID [--text SENTENCE]',
  '               [--layer LAYER] [--mutant NAME]',
  '    write a requirement that is to be filled in, and a mutant for it',
  'npm run new -- kind NAME --group G --version V --replica-map FIELD',
  '               --replica-types TYPE[,TYPE] --container NAME',
  '    add a kind to the contract, and write all that follows from it',
  '',
].join('\n');

const OPTIONS = {
  check: {
    variant: { type: 'string', multiple: true },
    seed: { type: 'string' },
    verbose: { type: 'boolean' },
    watch: { type: 'boolean' },
  },
  requirement: {
    statement: { type: 'string' },
    text: { type: 'string' },
    layer: { type: 'string' },
    mutant: { type: 'string' },
  },
  kind: {
    group: { type: 'string' },
    version: { type: 'string' },
    'replica-map': { type: 'string' },
    'replica-types': { type: 'string' },
    container: { type: 'string' },
  },
} as const;

function parsed<const O extends NonNullable<ParseArgsConfig['options']>>(argv: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n')[0]);
  }
}

const listed = (texts: readonly string[]): string[] => texts.flatMap((text) => text.split(',')).filter((t) => t !== '');

function seedOf(text: string | undefined): number {
  const seed = Number(text ?? 1);
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31) return seed;
  throw new UsageError(`--seed: "${text}" is no whole number from 0 to ${2 ** 31 - 1}`);
}

/**
 * Performs one command and returns its exit code. Modules are loaded by the command that needs them.
 * @param root the repository that `new` writes into
 */
export async function runDev(argv: readonly string[], write: Write, root: string = packageRoot()): Promise<number> {
  const [command, ...rest] = argv;
  if (command === 'check') return checked(rest, write);
  if (command === 'new' && rest[0] === 'requirement') {
    const { values, positionals } = parsed(rest.slice(1), OPTIONS.requirement);
    const { newRequirement } = await import('./new-requirement.ts');
    return newRequirement(root, { id: only(positionals, 'requirement AREA/WHAT-HOLDS'), ...values }, write);
  }
  if (command === 'new' && rest[0] === 'kind') {
    const { values, positionals } = parsed(rest.slice(1), OPTIONS.kind);
    const { newKind } = await import('./new-kind.ts');
    return newKind(root, { name: only(positionals, 'kind NAME'), ...values }, write);
  }
  throw new UsageError(USAGE.trimEnd());
}

async function checked(argv: readonly string[], write: Write): Promise<number> {
  const { values, positionals } = parsed(argv, OPTIONS.check);
  if (values.watch === true) return (await import('./watch.ts')).watch(argv.filter((word) => word !== '--watch'));
  const { check } = await import('./check.ts');
  return check(
    {
      ids: listed(positionals),
      variants: listed(values.variant ?? []),
      seed: seedOf(values.seed),
      verbose: values.verbose ?? false,
    },
    write,
  );
}

function only(positionals: readonly string[], what: string): string {
  const [one, ...more] = positionals;
  if (one === undefined || more.length > 0) throw new UsageError(`new ${what}: give one name`);
  return one;
}
