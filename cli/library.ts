/**
 * The suite for programs: `import { conformance, defineKind } from 'cci-job-conformance'`. It judges in the calling
 * thread, prints nothing, and reads neither `.env` nor `CCI_` variables.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KINDS, keyOf } from '../contract/kinds.ts';
import type { Kind } from '../contract/types.ts';
import { runConfig, withConnection } from '../harness/config/config.ts';
import { allKinds } from '../harness/config/define-kind.ts';
import { OPTIONS } from '../harness/config/options.ts';
import { Reader } from '../harness/config/reader.ts';
import { UsageError, didYouMean } from '../harness/errors/usage.ts';
import { readValues, type Values } from '../harness/config/values.ts';
import type { Report } from '../harness/model/report.ts';
import type { Result } from '../harness/model/result.ts';
import { run } from './commands/run.ts';
import type { Io } from './io.ts';
import { throughDirectly } from './run/directly.ts';

export type { Kind } from '../contract/types.ts';
export { defineKind } from '../harness/config/define-kind.ts';
export { Unjudgeable, UsageError } from '../harness/errors/usage.ts';
export type { KindDefinition } from '../harness/formats/kinds-schema.ts';
export type { Finding } from '../harness/model/finding.ts';
export type { Report, ReportEntry } from '../harness/model/report.ts';
export type { Result, Verdict } from '../harness/model/result.ts';

/** How one identity proves who it is, by one of the methods of the README. Files are read when they are needed. */
export interface IdentityOptions {
  token?: string;
  tokenFile?: string;
  iamUser?: string;
  iamPassword?: string;
  iamPasswordFile?: string;
  iamDomain?: string;
  iamProject?: string;
  iamEndpoint?: string;
  accessKey?: string;
  secretKey?: string;
  secretKeyFile?: string;
  securityToken?: string;
  securityTokenFile?: string;
  clientCertificate?: string;
  clientKey?: string;
  kubeconfig?: string;
  context?: string;
}

/** The flags of the command, in camel case, with the same meanings and defaults; the credentials are the main ones. */
export interface ConformanceOptions extends IdentityOptions {
  /** URL of the API. Default: the embedded reference server, started and stopped by the run. */
  target?: string;
  /** A namespace that exists. Default: `default`. */
  namespace?: string;
  otherNamespace?: string;
  /** One that the run may empty. */
  scratchNamespace?: string;
  /** Such as `X-Auth-Token`. Default: `Authorization`. */
  tokenHeader?: string;
  /** An identity that may read alone. */
  readOnly?: IdentityOptions;
  /** An identity that the target knows, and that may do nothing. */
  foreign?: IdentityOptions;
  /** A file (PEM) of authorities to trust. */
  ca?: string;
  insecure?: boolean;
  /** URL. Default: what `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say. */
  proxy?: string;
  /** What is judged: names of documented kinds, and kinds of one's own, made by `defineKind`. Default: the documented. */
  kinds?: readonly (string | Kind)[];
  /** Ids of requirements, or beginnings of ids. Default: all. */
  only?: readonly string[];
  layers?: readonly ('operation' | 'general' | 'conventions')[];
  profile?: 'smoke' | 'standard' | 'full';
  /** `1/4`. */
  shard?: string;
  maxRequests?: number;
  maxJobsAlive?: number;
  /** The most requests a second. */
  rate?: number;
  image?: string;
  cpu?: string;
  memory?: string;
  maxReplicas?: number;
  mostObjects?: number;
  concurrency?: number;
  /** Seconds, as the other times. */
  timeout?: number;
  settle?: number;
  patience?: number;
  runJobs?: number;
  maxTime?: number;
  /** Of the properties. Default: random. */
  seed?: number;
  /** Percent. */
  runs?: number;
  /** The folder of a run that was cut off: what is missing of it is judged, and the report is of both. */
  resume?: string;
  bail?: boolean;
  /** A file of known deviations. */
  expect?: string;
  /** A file in which the target declares what it supports. */
  claims?: string;
  /** The folder of the report; default: nothing is written that stays, unless objects are left behind. */
  out?: string;
  /** Files beside the report. */
  junit?: boolean;
  allure?: boolean;
  /** Called with each result as it is judged. What a run as a whole shows, its roots and waivers, is in the report. */
  onResult?: (result: Result) => void;
  /** Aborted: the run ends early, cleans up, and reports what it has. */
  signal?: AbortSignal;
}

/**
 * Judges a target and resolves to the report, whatever the verdict: `report.conformant`, `report.exitCode` and
 * `report.conclusion` say it.
 * @throws UsageError for options that are wrong, before any request leaves
 * @throws Unjudgeable where nothing could be judged: unreachable, credentials refused, namespace missing, no such API
 */
export async function conformance(options: ConformanceOptions = {}): Promise<Report> {
  const { onResult, signal, kinds = [], ...flags } = options;
  const given = givenBy(flags);
  const own = kinds.filter((kind): kind is Kind => typeof kind !== 'string' && !KINDS.includes(kind));
  const known = allKinds(own);
  if (kinds.length > 0)
    set(
      given,
      'kind',
      'kinds',
      kinds.map((kind) => (typeof kind === 'string' ? kind : keyOf(kind))),
    );
  const kept = given.has('out') || given.has('resume');
  if (!kept) set(given, 'out', 'out', mkdtempSync(join(tmpdir(), 'cci-conformance-')));
  const read = new Reader({ ...readValues([], systemAlone(process.env)), given });
  try {
    const config = await withConnection(runConfig(read, known));
    return await run(config, silentIo(signal), throughDirectly({ onResult }));
  } finally {
    const out = read.text('out') ?? '';
    if (!kept && !existsSync(join(out, 'journal.jsonl'))) rmSync(out, { recursive: true, force: true });
  }
}

type Given = Map<string, Values['given'] extends ReadonlyMap<string, infer G> ? G : never>;

const FLAGS = OPTIONS.filter(({ commands }) => commands.includes('run')).map(({ flag }) => flag);
const camel = (flag: string): string => flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

function givenBy(flags: object): Given {
  const given: Given = new Map();
  for (const [name, value] of Object.entries(flags) as [string, unknown][]) {
    if (value === undefined) continue;
    if (name === 'readOnly' || name === 'foreign') {
      for (const [part, text] of Object.entries(value as object))
        set(
          given,
          flagOf(`${name}${part.slice(0, 1).toUpperCase()}${part.slice(1)}`, `${name}.${part}`),
          `${name}.${part}`,
          text,
        );
    } else set(given, flagOf(name, name), name, value);
  }
  return given;
}

function flagOf(name: string, shown: string): string {
  const flag = FLAGS.find((one) => camel(one) === name && one !== 'plan');
  if (flag !== undefined) return flag;
  throw new UsageError(`conformance: there is no option ${shown}${didYouMean(name, FLAGS.map(camel))}`);
}

function set(given: Given, flag: string, name: string, value: unknown): void {
  if (value === undefined) return;
  const text = Array.isArray(value) ? value.join(',') : value;
  if (!['string', 'number', 'boolean'].includes(typeof text) || String(text).trim() === '')
    throw new UsageError(`conformance: the option ${name} is ${text === '' ? 'empty' : `no text, number or switch`}`);
  given.set(flag, { text: String(text), rank: 0, from: `the option ${name}` });
}

/** Of the environment, what other programs know, too: proxies. */
const systemAlone = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('CCI_')));

const silentIo = (signal: AbortSignal | undefined): Io => ({
  env: {},
  dotenv: '',
  stdout: { write: () => {}, isTTY: false },
  stderr: { write: () => {}, isTTY: false },
  onInterrupt(handler) {
    const once = (): void => handler();
    if (signal?.aborted === true) once();
    signal?.addEventListener('abort', once, { once: true });
    return () => signal?.removeEventListener('abort', once);
  },
  exit: () => {},
});
