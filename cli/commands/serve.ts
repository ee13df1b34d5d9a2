/** `serve`: the reference server by itself, until it is interrupted. */
import { randomBytes } from 'node:crypto';
import { realClock } from '../../harness/http/clock.ts';
import { readKinds } from '../../harness/config/kinds.ts';
import { UsageError, didYouMean } from '../../harness/errors/usage.ts';
import { namespaceName } from '../../harness/config/namespaces.ts';
import type { Reader } from '../../harness/config/reader.ts';
import { quotedWord } from '../../harness/outcome/entry.ts';
import { listen } from '../../reference/http.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { behaviourOf, type Mutant } from '../../reference/mutants/types.ts';
import { createServer } from '../../reference/server.ts';
import { VARIANTS, chosen } from '../../reference/rules/variants.ts';
import { hung } from '../../reports/view/terminal.ts';
import { suiteOf } from '../../specs/suite.ts';
import type { Io } from '../io.ts';

function variantsOf(read: Reader): string[] {
  const ids = read.list('variant');
  const unknown = ids.find((id) => !VARIANTS.some((v) => v.id === id));
  if (unknown !== undefined)
    throw new UsageError(
      `${read.from('variant')}: unknown variant "${unknown}"${didYouMean(
        unknown,
        VARIANTS.map((v) => v.id),
      )}: see serve --list-variants`,
    );
  try {
    chosen(ids);
  } catch (error) {
    throw new UsageError(`${read.from('variant')}: ${(error as Error).message}`);
  }
  return ids;
}

/** The one that `--mutant` names, if it does. */
function mutantOf(read: Reader): Mutant | undefined {
  const [name, ...more] = read.list('mutant');
  if (more.length > 0) throw new UsageError(`${read.from('mutant')}: a server breaks one thing: name one mutant`);
  const mutant = MUTANTS.find((one) => one.name === name);
  if (name !== undefined && mutant === undefined) {
    throw new UsageError(
      `${read.from('mutant')}: unknown mutant "${name}"${didYouMean(
        name,
        MUTANTS.map((m) => m.name),
      )}: see serve --list-mutants`,
    );
  }
  return mutant;
}

interface Entry {
  id: string;
  text: string;
}

/** What is to be listed in place of being served. */
function catalogueOf(read: Reader): readonly Entry[] | undefined {
  if (read.toggle('list-variants')) return VARIANTS;
  return read.toggle('list-mutants') ? MUTANTS.map(({ name, text }) => ({ id: name, text })) : undefined;
}

/** One line for each, for those who search it; in a terminal, the text below the name. */
const catalogue = (entries: readonly Entry[], { isTTY }: Io['stdout']): string => {
  const width = Math.max(...entries.map(({ id }) => id.length));
  const lines = entries.flatMap(({ id, text }) =>
    isTTY ? [id, ...hung('    ', text)] : [`${id.padEnd(width)}  ${text}`],
  );
  return `${lines.join('\n')}\n`;
};

interface Serving {
  namespaces: readonly string[];
  kinds: readonly string[];
  mutant: Mutant | undefined;
  variants: readonly string[];
  secured: boolean;
  /** The command that judges it. */
  judge: string;
}

/** What is served, for the person who started it. */
function described({ namespaces, kinds, mutant, variants, secured, judge }: Serving): string {
  const lines: [what: string, text: string][] = [
    ['kinds', kinds.join(', ')],
    ['namespaces', namespaces.join(', ')],
    ['mutant', mutant === undefined ? 'none: it keeps the contract' : `${mutant.name}: ${mutant.text}`],
    ...(variants.length === 0 ? [] : [['variants', variants.join(', ')] as [string, string]]),
    [
      'token',
      secured
        ? 'wanted; the command takes it from --token-file or CCI_TOKEN'
        : 'not wanted: whoever asks may do everything',
    ],
  ];
  const row = (what: string): string => `  ${what.padEnd(12)}`;
  return [
    ...lines.flatMap(([what, text]) => hung(row(what), text)),
    row('judge it') + judge,
    `${row('end it')}Ctrl-C\n`,
  ].join('\n');
}

/** Of files of tokens it has the names; what is given in the environment is there for the judging command, too. */
function judging(read: Reader, url: string, [namespace, other, scratch]: readonly string[]): string {
  const flags: [flag: string, value: string | undefined][] = [
    ['target', url],
    ['namespace', namespace],
    ['other-namespace', other],
    ['scratch-namespace', scratch],
    ...['token-file', 'read-only-token-file', 'foreign-token-file', 'kinds'].map(
      (flag): [string, string | undefined] => [flag, read.text(flag)],
    ),
  ];
  return [
    'cci-conformance',
    ...flags.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, quotedWord(value)])),
  ].join(' ');
}

/** Who may do what could not be told. */
function refuseOneForTwo(tokens: Readonly<Record<string, string | undefined>>): void {
  const given = Object.entries(tokens).filter(([, token]) => token !== undefined);
  for (const [index, [flag, token]] of given.entries())
    for (const [other, same] of given.slice(index + 1))
      if (same === token) throw new UsageError(`--${flag} and --${other} give the same token: give each its own`);
}

export async function serve(read: Reader, io: Io): Promise<number> {
  const entries = catalogueOf(read);
  if (entries !== undefined) {
    io.stdout.write(catalogue(entries, io.stdout));
    return 0;
  }
  const token = read.secret('token'),
    readOnlyToken = read.secret('read-only-token'),
    givenForeign = read.secret('foreign-token');
  refuseOneForTwo({ token, 'read-only-token': readOnlyToken, 'foreign-token': givenForeign });
  const secured = token !== undefined || readOnlyToken !== undefined;
  const foreignToken = givenForeign ?? (secured ? randomBytes(24).toString('base64url') : undefined);
  const namespaces = [...new Set(read.list('namespace'))].map((name) => namespaceName(name, read.from('namespace')));
  const port = read.number('port', 0, 65_535);
  const mutant = mutantOf(read);
  const kinds = readKinds(read);
  const variants = [...new Set([...variantsOf(read), ...(mutant?.variants ?? [])])];
  const server = createServer({
    clock: realClock,
    namespaces,
    kinds,
    schemas: suiteOf(kinds).schemas(),
    variants,
    ...(mutant === undefined ? {} : { behaviour: behaviourOf(mutant) }),
    ...(token === undefined ? {} : { token }),
    ...(readOnlyToken === undefined ? {} : { readOnlyToken }),
    ...(foreignToken === undefined ? {} : { foreignToken }),
  });
  const { url, close } = await listen(mutant?.wrap?.(server.handle) ?? server.handle, { port }).catch(
    (error: Error) => {
      server.stop();
      throw new UsageError(`${read.from('port')}: ${error.message}`);
    },
  );
  io.stdout.write(`listening ${url}\n`);
  // Made by this server, and of no use anywhere: it may be shown.
  if (givenForeign === undefined && foreignToken !== undefined)
    io.stdout.write(`a token that may do nothing: ${foreignToken}\n`);
  io.stdout.write(
    described({
      namespaces,
      kinds: kinds.map(({ kind }) => kind),
      mutant,
      variants,
      secured,
      judge: judging(read, url, namespaces),
    }),
  );
  await new Promise<void>((resolve) => {
    const release = io.onInterrupt(() => {
      release();
      resolve();
    });
  });
  server.stop();
  await close();
  return 0;
}
