/** Judges the reference server within this process: no sockets, virtual time. For variants, mutants and tests. */
import { KINDS } from '../../contract/kinds.ts';
import type { Clock } from '../../contract/clock.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Send, WireRequest } from '../../contract/wire.ts';
import type { Kind } from '../../contract/types.ts';
import { createCredentials } from '../../harness/credentials/create.ts';
import { tokenCredentials } from '../../harness/credentials/tokens.ts';
import type { JudgeContext } from '../../harness/judge/context.ts';
import { virtualClock } from '../../harness/http/clock.ts';
import { memoryJournal } from '../../harness/ownership/journal.ts';
import type { Line } from '../../harness/record/record-file.ts';
import { recorded } from '../../harness/record/recording.ts';
import { judgeAll } from '../../harness/run/run.ts';
import { withInvariants } from '../../harness/outcome/aggregate.ts';
import { limiter } from '../../harness/http/throttle.ts';
import { createIntermediaries } from '../../harness/http/intermediaries.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Result } from '../../harness/model/result.ts';
import { createServer, type ReferenceServer, type ServerOptions } from '../../reference/server.ts';
import { committedSet, type SchemaSet } from '../../schemas/validate.ts';

export interface InProcess {
  requirements: readonly Requirement[];
  /** The kinds that the server has and the run knows. Default: KINDS. */
  kinds?: readonly Kind[];
  /** Those of them that are judged. Default: all. */
  judged?: readonly Kind[];
  variants?: readonly string[];
  behaviour?: ServerOptions['behaviour'];
  /** Between the suite and the server: for servers that lie, and networks that fail. */
  between?: (send: Send, clock: Clock) => Send;
  /** Called after each answer of the server, with the number of jobs that it then stores. */
  onAnswer?: (request: WireRequest, status: number, stored: number) => void;
  schemas?: SchemaSet;
  seed?: number;
  runs?: number;
  /** Judgements at once. Default 4. */
  concurrency?: number;
  /** The most shared jobs that wait for another judgement. */
  idle?: number;
  /** Runs of the suite at once, in the same namespaces, each with names of its own. Default 1. */
  runsAtOnce?: number;
  /** Whether the server asks nobody who they are, and the run proves nothing. */
  anonymous?: boolean;
  onResult?: (result: Result) => void;
  signal?: AbortSignal;
  /** Given what each judgement was told, with which it can be made again. */
  record?: (line: Line) => void;
}

const NAMESPACES = {
  namespace: 'conformance',
  otherNamespace: 'conformance-two',
  scratchNamespace: 'conformance-scratch',
} as const;
const TOKENS = { token: 'full-token', readOnlyToken: 'read-only-token', foreignToken: 'foreign-token' };
const CREDENTIALS = createCredentials(
  tokenCredentials('Authorization', {
    full: TOKENS.token,
    'read-only': TOKENS.readOnlyToken,
    foreign: TOKENS.foreignToken,
  }),
);
const NO_CREDENTIALS = createCredentials({});
const TARGET = 'http://in-process';
const SETTINGS = { image: 'busybox:1.36', cpu: '250m', memory: '512Mi', maxReplicas: 2 };
const SEED = 1;
const RUNS = 100;
const CONCURRENCY = 4;
/** Faults of many objects are sought on broken servers; a legal one is as legal with fewer, and there are dozens. */
const MOST_OBJECTS = { broken: 510, legal: 110 };

const serverOf = (options: InProcess, clock: Clock): ReferenceServer =>
  createServer({
    kinds: options.kinds ?? KINDS,
    namespaces: Object.values(NAMESPACES),
    clock,
    ...(options.anonymous === true ? {} : TOKENS),
    seed: options.seed ?? SEED,
    ...(options.variants === undefined ? {} : { variants: options.variants }),
    ...(options.behaviour === undefined ? {} : { behaviour: options.behaviour }),
    ...(options.schemas === undefined ? {} : { schemas: options.schemas }),
  });

const told = (server: ReferenceServer, { onAnswer }: InProcess): Send =>
  onAnswer === undefined
    ? server.handle
    : async (request) => {
        const response = await server.handle(request);
        onAnswer(request, response.status, server.objects().length);
        return response;
      };

/** `nth`: of runs at once, from 0. */
const contextOf = (options: InProcess, clock: Clock, send: Send, nth: number): JudgeContext => ({
  connection: {
    target: TARGET,
    credentials: options.anonymous === true ? NO_CREDENTIALS : CREDENTIALS,
    timeout: 30_000,
    send,
    limiter: limiter(64),
    intermediaries: createIntermediaries(),
  },
  clock,
  kinds: options.kinds ?? KINDS,
  namespaces: NAMESPACES,
  execution: {
    seed: (options.seed ?? SEED) + nth,
    runs: options.runs ?? RUNS,
    concurrency: options.concurrency ?? CONCURRENCY,
    settle: 30_000,
    patience: 300_000,
    running: 300_000,
    settings: { ...SETTINGS, mostObjects: options.variants === undefined ? MOST_OBJECTS.broken : MOST_OBJECTS.legal },
    bail: false,
  },
  idle: options.idle,
  journal: memoryJournal({ target: TARGET }),
  schemas: options.schemas ?? committedSet(),
  invariants: options.requirements.filter((requirement) => requirement.everywhere !== undefined),
});

/** Returns the results, with the invariants' over the whole run, and the names of the objects that were left behind. */
export async function judgeInProcess(options: InProcess): Promise<{ results: Result[]; leftBehind: string[] }> {
  const clock = virtualClock();
  const server = serverOf(options, clock);
  const handle = told(server, options);
  const send = options.between?.(handle, clock) ?? handle;
  try {
    const { onResult, signal, record, concurrency = CONCURRENCY, runsAtOnce = 1 } = options;
    const judging = record && recorded(record);
    const judged = { kinds: options.judged ?? options.kinds ?? KINDS, concurrency, onResult, signal, judging };
    const results = await Promise.all(
      Array.from({ length: runsAtOnce }, async (_, nth) =>
        withInvariants(
          await judgeAll(options.requirements, contextOf(options, clock, send, nth), judged),
          options.requirements,
        ),
      ),
    );
    return {
      results: results.flat(),
      leftBehind: server.objects().map((job) => String((job['metadata'] as JsonObject)['name'])),
    };
  } finally {
    server.stop();
  }
}

/** One line for each result that is neither a pass nor not applicable. */
export const accusations = (results: readonly Result[]): string[] =>
  results
    .filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable')
    .map(
      ({ id, kind, verdict, reason, findings }) =>
        `${verdict} ${id} (${kind}): ${reason ?? JSON.stringify(findings[0])}`,
    );
