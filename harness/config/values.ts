/**
 * The values that flags, environment and `.env` give, in that order of precedence. Nothing else in the project reads
 * them.
 */
import { parseArgs } from 'node:util';
import { parse as parseDotenv } from 'dotenv';
import { COMMANDS } from './commands.ts';
import type { Command } from './commands.ts';
import { OPTIONS, variableOf } from './options.ts';
import type { Option } from './option.ts';
import { UsageError, didYouMean } from '../errors/usage.ts';

/** A value that was given, and where. */
interface Given {
  text: string;
  /** 0: flags, 1: environment, 2: `.env`, 3: the run that is resumed. The value with the lowest rank counts. */
  rank: number;
  /** For messages: the flag or the variable. */
  from: string;
}

/** The values that are given for one command, by flag. */
export interface Values {
  command: Command;
  /** What follows the command, such as the id of `explain`. */
  operands: string[];
  help: boolean;
  version: boolean;
  given: ReadonlyMap<string, Given>;
  /** Variables that other programs know, too, by their names in lower case. */
  system: ReadonlyMap<string, Pick<Given, 'text' | 'from'>>;
}

/** Read in lower and in upper case; the lower one goes first. */
const SYSTEM = ['http_proxy', 'https_proxy', 'no_proxy', 'kubeconfig'];

/** Flags that every command has. */
const COMMON = ['help', 'version'];

/**
 * @param argv what follows the program's name
 * @param dotenv the text of `.env`, if there is one
 */
export function readValues(argv: readonly string[], env: NodeJS.ProcessEnv, dotenv = ''): Values {
  const tokens = tokensOf(argv);
  const operands = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const names = new Set(tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : [])));
  for (const name of names) refuseUnknown(name);
  const command = commandOf(operands.shift(), 'run');
  const { least, most, what } = COMMANDS[command].operands ?? { least: 0, most: 0, what: '' };
  if (operands.length > most)
    throw new UsageError(`unexpected argument "${operands.at(-1)}": values follow their flag, as in --namespace NS`);
  if (operands.length < least && !names.has('help'))
    throw new UsageError(`${command} needs ${what}: see cci-conformance help ${command}`);
  const given = new Map([...inVariables(command, env, dotenv), ...inFlags(command, tokens)]);
  return {
    command,
    operands,
    help: names.has('help') || command === 'help',
    version: names.has('version'),
    given,
    system: systemVariables(env),
  };
}

function systemVariables(env: NodeJS.ProcessEnv): Values['system'] {
  const found = SYSTEM.flatMap((name) => {
    const from = [name, name.toUpperCase()].find((spelled) => (env[spelled]?.trim() ?? '') !== '');
    return from === undefined ? [] : [[name, { text: env[from]?.trim() ?? '', from }] as const];
  });
  return new Map(found);
}

/** The URL of a proxy is one only with the user and password that it may hold. */
export const holdsSecret = ({ flag, secret }: Option, text: string): boolean =>
  secret === true && (flag !== 'proxy' || text.includes('@'));

/**
 * Whatever was given as a secret, also in a command line that is wrong: no message may repeat it. What follows the value
 * of a secret may be a part of it that a space has cut off.
 */
export function secretsGiven(argv: readonly string[], env: NodeJS.ProcessEnv, dotenv = ''): string[] {
  const file = parseDotenv(dotenv);
  const secrets = OPTIONS.filter(({ secret }) => secret === true);
  let named: Option | undefined;
  const inArguments = argv.flatMap((word) => {
    const [, flag, value = ''] = /^--([^=]+)=?(.*)$/s.exec(word) ?? [];
    const text = flag === undefined ? word : value;
    if (flag !== undefined) named = secrets.find((one) => one.flag === flag);
    return named !== undefined && holdsSecret(named, text) ? [text] : [];
  });
  const inVariables = secrets.flatMap((option) =>
    [env, file].map((from) => from[variableOf(option.flag)] ?? '').filter((text) => holdsSecret(option, text)),
  );
  return [...inArguments, ...inVariables].map((text) => text.trim()).filter((text) => text !== '');
}

/** A flag may take a value for one command and none for another. */
function ofCommandLast(argv: readonly string[]): Option[] {
  const command = argv.find((word) => Object.hasOwn(COMMANDS, word)) ?? 'run';
  const isOf = (option: Option): boolean => option.commands.some((one) => one === command);
  return [...OPTIONS.filter((option) => !isOf(option)), ...OPTIONS.filter(isOf)];
}

const tokensOf = (argv: readonly string[]) =>
  parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries([
      ...ofCommandLast(argv).map(
        (option) => [option.flag, { type: option.value === undefined ? 'boolean' : 'string' }] as const,
      ),
      ['help', { type: 'boolean', short: 'h' }],
      ['version', { type: 'boolean' }],
    ]),
  }).tokens;

function inFlags(command: Command, tokens: ReturnType<typeof tokensOf>): Map<string, Given> {
  const given = new Map<string, Given>();
  for (const token of tokens) {
    if (token.kind !== 'option' || COMMON.includes(token.name)) continue;
    const option = optionOf(token.name, command);
    const text = flagText(option, token.value, token.inlineValue);
    const before = option.list === true ? given.get(option.flag) : undefined;
    given.set(option.flag, {
      text: before === undefined ? text : `${before.text},${text}`,
      rank: 0,
      from: `--${option.flag}`,
    });
  }
  return given;
}

function inVariables(command: Command, env: NodeJS.ProcessEnv, dotenv: string): Map<string, Given> {
  const given = new Map<string, Given>();
  const file = parseDotenv(dotenv);
  for (const { flag } of OPTIONS.filter((option) => option.commands.includes(command))) {
    const variable = variableOf(flag);
    const inEnvironment = env[variable]?.trim() ?? '',
      inFile = file[variable]?.trim() ?? '';
    if (inEnvironment !== '') given.set(flag, { text: inEnvironment, rank: 1, from: variable });
    else if (inFile !== '') given.set(flag, { text: inFile, rank: 2, from: `${variable} in .env` });
  }
  return given;
}

/** Throws a UsageError for a word that is no command. */
export function commandOf(name: string | undefined, preset: Command = 'help'): Command {
  if (name === undefined) return preset;
  if (Object.hasOwn(COMMANDS, name)) return name as Command;
  throw new UsageError(`unknown command "${name}"${didYouMean(name, Object.keys(COMMANDS))}: see --help`);
}

/** Called before the command is determined: the word after an unknown flag may be its value, and not a command. */
function refuseUnknown(name: string): void {
  const flags = [...OPTIONS.map((option) => option.flag), ...COMMON];
  if (flags.includes(name)) return;
  const shown = name.length === 1 ? `-${name}` : `--${name}`;
  const candidates = flags.map((flag) => `--${flag}`);
  throw new UsageError(`unknown flag ${shown}${didYouMean(shown, candidates)}: see --help`);
}

function optionOf(name: string, command: Command): Option {
  const options = OPTIONS.filter(({ flag }) => flag === name); // refuseUnknown refused all other names
  const option = options.find(({ commands }) => commands.includes(command));
  if (option !== undefined) return option;
  const commands = options.flatMap((one) => one.commands);
  const theirs = [commands.slice(0, -1).join(', '), ...commands.slice(-1)].filter((one) => one !== '').join(' and ');
  throw new UsageError(`--${name} is a flag of ${theirs}, not of ${command}`);
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
