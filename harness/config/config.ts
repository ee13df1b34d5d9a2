/** The one reader of flags, environment and `.env`, in that order. Nothing else in the project looks at them. */
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse as parseDotenv } from 'dotenv';
import { KINDS, findKind } from '../../contract/kinds.ts';
import { LAYERS } from '../../contract/types.ts';
import type { Kind, Layer } from '../../contract/types.ts';
import { COMMANDS, OPTIONS, variableOf } from './options.ts';
import type { Command, Option } from './options.ts';
import type { JobLimits } from '../model/trial.ts';

/** What the person asked for cannot be done as asked: exit code 2, one line that says what to do. */
export class UsageError extends Error {}

/** How a target is reached and with what credentials. */
export interface Connection {
  /** Without a trailing slash; its path, if any, goes before every request's. */
  target: string;
  token?: string;
  readOnlyToken?: string;
  tokenHeader: string;
  /** PEM. */
  ca?: string;
  insecure: boolean;
  /** Milliseconds. */
  timeout: number;
}

/** Everything that a run was asked for. Times in milliseconds. */
export interface RunConfig extends Omit<Connection, 'target'> {
  /** Absent: the embedded reference server. */
  target?: string;
  namespace: string;
  otherNamespace?: string;
  scratchNamespace?: string;
  kinds: readonly Kind[];
  only: readonly string[];
  layers: readonly Layer[];
  settings: JobLimits;
  concurrency: number;
  settle: number;
  seed: number;
  runs: number;
  bail: boolean;
  out: string;
  junit: boolean;
  allure: boolean;
  /** Known deviations: a file and its text. */
  expect?: { file: string; text: string };
  /** A file that deviations are written to. */
  writeExpect?: string;
}

/** What came before the defaults: a value, and where it stands (0 flags, 1 environment, 2 `.env`). */
interface Given {
  text: string;
  rank: number;
  from: string;
}

/** The values given for one command, by flag. */
export interface Values {
  command: Command;
  /** What follows the command, such as the id of `explain`. */
  operands: string[];
  help: boolean;
  version: boolean;
  given: ReadonlyMap<string, Given>;
}

/**
 * @param argv what follows the program's name
 * @param dotenv the text of `.env`, if there is one
 */
export function readValues(argv: readonly string[], env: NodeJS.ProcessEnv, dotenv = ''): Values {
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries([
      ...OPTIONS.map((o) => [o.flag, { type: o.value === undefined ? 'boolean' : 'string' }] as const),
      ['help', { type: 'boolean', short: 'h' }],
      ['version', { type: 'boolean' }],
    ]),
  });
  const operands = tokens.flatMap((t) => (t.kind === 'positional' ? [t.value] : []));
  const switches = new Set(tokens.flatMap((t) => (t.kind === 'option' ? [t.name] : [])));
  for (const name of switches) known(name);
  const command = commandOf(operands.shift() ?? 'run');
  if (operands.length > (command === 'explain' || command === 'help' ? 1 : 0)) {
    throw new UsageError(`unexpected argument "${operands.at(-1)}": values follow their flag, as in --namespace NS`);
  }
  const given = new Map<string, Given>();
  for (const token of tokens) {
    if (token.kind !== 'option' || token.name === 'help' || token.name === 'version') continue;
    const option = optionOf(token.name, command);
    const text = flagText(option, token.value, token.inlineValue);
    const before = option.list === true ? given.get(option.flag) : undefined;
    given.set(option.flag, {
      text: before === undefined ? text : `${before.text},${text}`,
      rank: 0,
      from: `--${option.flag}`,
    });
  }
  const file = parseDotenv(dotenv);
  for (const option of OPTIONS.filter((o) => o.commands.includes(command) && !given.has(o.flag))) {
    const variable = variableOf(option.flag);
    [env, file].some((source, i) => {
      const text = source[variable]?.trim() ?? '';
      if (text !== '') given.set(option.flag, { text, rank: i + 1, from: i === 0 ? variable : `${variable} in .env` });
      return text !== '';
    });
  }
  return {
    command,
    operands,
    help: switches.has('help') || command === 'help',
    version: switches.has('version'),
    given,
  };
}

function commandOf(name: string): Command {
  if (Object.hasOwn(COMMANDS, name)) return name as Command;
  throw new UsageError(`unknown command "${name}"${didYouMean(name, Object.keys(COMMANDS))}: see --help`);
}

/** Before the command is looked at: what follows an unknown flag may be its value. */
function known(name: string): void {
  const flags = [...OPTIONS.map((o) => o.flag), 'help', 'version'];
  const shown = name.length === 1 ? `-${name}` : `--${name}`;
  if (!flags.includes(name))
    throw new UsageError(
      `unknown flag ${shown}${didYouMean(
        shown,
        flags.map((f) => `--${f}`),
      )}: see --help`,
    );
}

function optionOf(name: string, command: Command): Option {
  const option = OPTIONS.find((o) => o.flag === name) as Option;
  if (!option.commands.includes(command))
    throw new UsageError(`--${name} is a flag of ${option.commands.join(' and ')}, not of ${command}`);
  return option;
}

function flagText(option: Option, value: string | undefined, inline: boolean | undefined): string {
  if (option.value === undefined) {
    if (value !== undefined) throw new UsageError(`--${option.flag} takes no value`);
    return 'true';
  }
  if (value === undefined || value === '' || (inline !== true && value.startsWith('--'))) {
    throw new UsageError(`--${option.flag} needs a value: --${option.flag} ${option.value}`);
  }
  return value;
}

/** `; did you mean X?` for the nearest of the candidates, or nothing when none is near. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const ranked = candidates.map((c) => ({ c, d: distance(name, c) })).sort((a, b) => a.d - b.d);
  const best = ranked[0];
  return best !== undefined && best.d <= Math.max(2, name.length / 3) ? `; did you mean ${best.c}?` : '';
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(
        Math.min(
          (row[j] as number) + 1,
          (next[j - 1] as number) + 1,
          (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    }
    row = next;
  }
  return row[b.length] as number;
}

/** Typed access to the values of one command. */
export function reader(values: Values) {
  const { given } = values;
  const text = (flag: string): string | undefined =>
    given.get(flag)?.text ?? OPTIONS.find((o) => o.flag === flag)?.default;
  const from = (flag: string): string => given.get(flag)?.from ?? `--${flag}`;
  const list = (flag: string): string[] => {
    const parts = (text(flag) ?? '')
      .split(',')
      .map((s) => s.trim())
      .filter((s) => s !== '');
    if (parts.length === 0 && given.has(flag)) throw new UsageError(`${from(flag)}: "${text(flag)}" names nothing`);
    return parts;
  };
  const toggle = (flag: string): boolean => {
    const value = (text(flag) ?? 'false').toLowerCase();
    if (['true', '1', 'yes'].includes(value)) return true;
    if (['false', '0', 'no'].includes(value)) return false;
    throw new UsageError(`${from(flag)}: "${value}" is neither true nor false`);
  };
  const number = (flag: string, least: number, most: number, whole = true): number => {
    const value = text(flag) ?? '';
    const n = value.trim() === '' ? Number.NaN : Number(value);
    if (n >= least && n <= most && (!whole || Number.isInteger(n))) return n;
    throw new UsageError(`${from(flag)}: "${value}" is no ${whole ? 'whole ' : ''}number from ${least} to ${most}`);
  };
  const file = (flag: string): string | undefined => {
    const path = text(flag);
    if (path === undefined) return undefined;
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      throw new UsageError(
        `${from(flag)}: cannot read ${path} (${(error as NodeJS.ErrnoException).code ?? 'error'}): name a file that exists and may be read`,
      );
    }
  };
  /** A secret given by itself or in a file; the one nearer to the command line counts. */
  const secret = (flag: string): string | undefined => {
    const direct = given.get(flag),
      filed = given.get(`${flag}-file`);
    if (direct !== undefined && filed !== undefined && direct.rank === filed.rank) {
      throw new UsageError(`${direct.from} and ${filed.from} exclude each other: give one of them`);
    }
    const useFile = filed !== undefined && (direct === undefined || filed.rank < direct.rank);
    const value = (useFile ? file(`${flag}-file`) : direct?.text)?.trim();
    const where = useFile ? filed.from : from(flag);
    if (value === undefined) return undefined;
    if (!/^[\x21-\x7e]+$/.test(value))
      throw new UsageError(
        `${where}: a token is one line of printable characters without spaces; check what was given`,
      );
    return value;
  };
  return { text, from, list, toggle, number, file, secret };
}
export type Reader = ReturnType<typeof reader>;

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** A name that a namespace can have (table 10). */
export function namespaceName(name: string, from: string): string {
  if (DNS_LABEL.test(name) && name.length <= 63) return name;
  throw new UsageError(`${from}: "${name}" cannot be a namespace: lower-case letters, digits and "-", at most 63`);
}

function targetOf(read: Reader): string | undefined {
  const text = read.text('target');
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(
      `${read.from('target')}: "${text}" is no URL: give one such as https://cci.example.com or http://127.0.0.1:8080`,
    );
  }
  if (url.username !== '' || url.password !== '')
    throw new UsageError(`${read.from('target')}: credentials do not go into the URL: use --token or --token-file`);
  if (url.search !== '' || url.hash !== '')
    throw new UsageError(`${read.from('target')}: leave out what follows the path ("${url.search}${url.hash}")`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function connection(read: Reader): Omit<Connection, 'target'> {
  const token = read.secret('token'),
    ca = read.file('ca');
  const tokenHeader = read.text('token-header') ?? 'Authorization';
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(tokenHeader))
    throw new UsageError(`${read.from('token-header')}: "${tokenHeader}" is no header name`);
  if (ca !== undefined && !ca.includes('-----BEGIN CERTIFICATE-----'))
    throw new UsageError(`${read.from('ca')}: the file holds no PEM certificate`);
  return {
    tokenHeader,
    insecure: read.toggle('insecure'),
    timeout: read.number('timeout', 0.05, 3600, false) * 1000,
    ...(token === undefined ? {} : { token }),
    ...(ca === undefined ? {} : { ca }),
  };
}

function kindsOf(read: Reader): Kind[] {
  const kinds = read.list('kind').map((name) => {
    const kind = findKind(name);
    if (kind === undefined) {
      const names = KINDS.map((k) => k.singular);
      throw new UsageError(
        `${read.from('kind')}: unknown kind "${name}"${didYouMean(name, names)}: there are ${names.join(', ')}`,
      );
    }
    return kind;
  });
  return KINDS.filter((k) => kinds.includes(k));
}

function layersOf(read: Reader): Layer[] {
  const wanted = read.list('layers');
  const unknown = wanted.find((name) => !LAYERS.some((l) => l === name));
  if (unknown !== undefined)
    throw new UsageError(
      `${read.from('layers')}: unknown layer "${unknown}"${didYouMean(unknown, LAYERS)}: there are ${LAYERS.join(', ')}`,
    );
  return LAYERS.filter((l) => wanted.includes(l));
}

/** What selects requirements, for `run` and `list` alike. */
export const selection = (read: Reader) => ({ kinds: kindsOf(read), layers: layersOf(read), only: read.list('only') });

/** What `cleanup` connects to; the target is required. */
export function connectionConfig(read: Reader): Connection {
  const target = targetOf(read);
  if (target === undefined) throw new UsageError('cleanup needs the target that the run had: --target URL');
  return { target, ...connection(read) };
}

function namespacesOf(read: Reader): Pick<RunConfig, 'namespace' | 'otherNamespace' | 'scratchNamespace'> {
  const flags = ['namespace', 'other-namespace', 'scratch-namespace'] as const;
  const [namespace, otherNamespace, scratchNamespace] = flags.map((flag) => {
    const text = read.text(flag);
    return text === undefined ? undefined : namespaceName(text, read.from(flag));
  });
  const names = [namespace, otherNamespace, scratchNamespace].filter((n) => n !== undefined);
  const twice = names.find((n, i) => names.indexOf(n) !== i);
  if (twice !== undefined)
    throw new UsageError(
      `the namespace "${twice}" is named twice: ${flags.map((f) => `--${f}`).join(', ')} must differ`,
    );
  return {
    namespace: namespace as string,
    ...(otherNamespace === undefined ? {} : { otherNamespace }),
    ...(scratchNamespace === undefined ? {} : { scratchNamespace }),
  };
}

const QUANTITY = /^[0-9]+(\.[0-9]+)?(m|[kMGTPE]i?|Ki)?$/;

/** Throws a UsageError for the first thing that is wrong. Reads files, sends nothing. */
export function runConfig(read: Reader): RunConfig {
  const target = targetOf(read),
    readOnlyToken = read.secret('read-only-token');
  const expect = read.file('expect'),
    writeExpect = read.text('write-expect');
  const quantity = (flag: 'cpu' | 'memory'): string => {
    const text = read.text(flag) ?? '';
    if (QUANTITY.test(text)) return text;
    throw new UsageError(`${read.from(flag)}: "${text}" is no quantity: give one such as 250m or 512Mi`);
  };
  return {
    ...(target === undefined ? {} : { target }),
    ...(readOnlyToken === undefined ? {} : { readOnlyToken }),
    ...connection(read),
    ...namespacesOf(read),
    ...selection(read),
    settings: {
      image: read.text('image') ?? '',
      cpu: quantity('cpu'),
      memory: quantity('memory'),
      maxReplicas: read.number('max-replicas', 1, 1000),
    },
    concurrency: read.number('concurrency', 1, 256),
    settle: read.number('settle', 0, 3600, false) * 1000,
    seed: read.text('seed') === undefined ? randomInt(2 ** 31) : read.number('seed', 0, 2 ** 31 - 1),
    runs: read.number('runs', 1, 1_000_000),
    bail: read.toggle('bail'),
    out: read.text('out') ?? '',
    junit: read.toggle('junit'),
    allure: read.toggle('allure'),
    ...(expect === undefined ? {} : { expect: { file: read.text('expect') as string, text: expect } }),
    ...(writeExpect === undefined ? {} : { writeExpect }),
  };
}
