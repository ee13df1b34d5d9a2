/** Benchmarks of whole runs against the reference server. */
import { KINDS } from '../contract/kinds.ts';
import { apiVersionOf, pathOf } from '../contract/operations.ts';
import type { Kind } from '../contract/types.ts';
import { smallReplicas } from '../contract/workloads/replicated.ts';
import { NAMESPACES } from '../targets/leg.ts';
import { compared, type Benchmark, type Case } from './bench.ts';
import { farAway } from './latency.ts';
import type { Sample } from './figures.ts';
import { judged, serve, TOKENS, withServer, type Judged, type Serving } from './programs.ts';
import { record, replay, type Recorded } from './replay.ts';

/** The default of --concurrency. */
const CONCURRENCY = 8;
const LATENCY = 60;
/** What reads and writes by name, with one kind or more: for --quick, too. */
const SAMPLE = ['--only', 'replace'];
/** What a bare replay takes some seconds for, and a minute if it is far away. */
const STANDARD = ['--profile', 'standard'];

const flagsOf = (usual: readonly string[], quick: boolean): string[] =>
  quick ? ['--kind', 'tfjob', ...SAMPLE] : [...usual];
const said = (flags: readonly string[]): string => `\`${flags.join(' ')}\``;

/** A run, and that part of its time in which it judged: without its start-up and its last words. */
function runs(judge: () => Promise<Judged>): Case[] {
  const alone: Sample[] = [];
  return [
    {
      name: 'run',
      async measure() {
        const run = await judge();
        alone.push({ seconds: run.report.ms / 1000, requests: run.requests });
        return run;
      },
    },
    { name: 'of it, judging', measure: async () => alone.at(-1) ?? { seconds: 0 } },
  ];
}

export const whole: Benchmark = {
  name: 'whole',
  title: 'A run against a bare replay of its requests',
  async run({ rounds, quick }) {
    const flags = flagsOf(STANDARD, quick);
    const requests = await record(flags);
    const cases: Case[] = [
      { name: 'replay', measure: () => withServer((url) => replay(url, requests, CONCURRENCY)) },
      ...runs(() => withServer((url) => judged(url, flags))),
    ];
    return `The same requests (method, path, headers, body, in the order of arrival at the server), sent by undici alone, ${CONCURRENCY} at once; of a watch the
head is read. Each measurement has a fresh server in a process of its own. The run has ${said(flags)}; its start-up and its
report are in its seconds. Aim: 1.3.

${await compared(cases, 'replay', rounds)}`;
  },
};

/** Something with a fresh server that is far away. */
const far = async <T>(use: (url: string) => Promise<T>): Promise<T> =>
  withServer(async (url) => {
    const away = await farAway(url, LATENCY);
    try {
      return await use(away.url);
    } finally {
      await away.stop();
    }
  });

export const latency: Benchmark = {
  name: 'latency',
  title: `A target that answers ${LATENCY} ms later`,
  async run({ rounds, quick }) {
    const flags = flagsOf(STANDARD, quick);
    const least = `requests x ${LATENCY} ms / ${CONCURRENCY}`;
    const cases: Case[] = [
      ...runs(() => far((url) => judged(url, flags))),
      {
        name: least,
        async measure(before) {
          const count = before.get('run')?.requests ?? 0;
          return { seconds: (count * LATENCY) / 1000 / CONCURRENCY, requests: count };
        },
      },
    ];
    return `Bytes pass ${LATENCY / 2} ms late each way, in their order. The last row is computed from the requests of the run in the same round. The
run has ${said(flags)}. Aim: 1.15.

${await compared(cases, least, rounds)}`;
  },
};

export const kinds: Benchmark = {
  name: 'kinds',
  title: 'One, two and four kinds: time and memory',
  async run({ rounds }) {
    const named = (count: number): string => (count === 1 ? 'one kind' : `${count} kinds`);
    const cases = [1, 2, KINDS.length].map((count): Case => {
      const singulars = KINDS.slice(0, count).map(({ singular }) => singular);
      return {
        name: named(count),
        measure: () => withServer((url) => judged(url, ['--kind', singulars.join(','), ...SAMPLE])),
      };
    });
    return `A run with ${said(SAMPLE)}, of ${named(KINDS.length)} at most. The memory is that of the suite's process; the server has its own.

${await compared(cases, named(1), rounds)}`;
  },
};

/** Creates so many jobs that no run has made. */
export async function populate(url: string, namespace: string, kind: Kind, count: number): Promise<void> {
  const spec = smallReplicas(kind, { image: 'busybox:1.36', resources: { limits: { cpu: '250m', memory: '512Mi' } } });
  const job = (i: number): Recorded => ({
    method: 'POST',
    path: pathOf(kind, namespace),
    headers: [
      ['authorization', `Bearer ${TOKENS.token}`],
      ['content-type', 'application/json'],
    ],
    body: Buffer.from(
      JSON.stringify({
        apiVersion: apiVersionOf(kind),
        kind: kind.kind,
        metadata: { name: `foreign-${i}`, labels: { owner: 'somebody-else' } },
        spec,
      }),
    ),
  });
  await replay(
    url,
    Array.from({ length: count }, (_, i) => job(i)),
    CONCURRENCY,
  );
}

const FOREIGN = ['--kind', 'tfjob', ...SAMPLE];

export const foreign: Benchmark = {
  name: 'foreign',
  title: "Others' objects in the namespace",
  async run({ rounds, quick }) {
    const named = (count: number): string => `${count} foreign objects`;
    const serving: Serving[] = [];
    const cases: Case[] = [];
    try {
      for (const count of quick ? [0, 100, 1000] : [0, 100, 1000, 10_000]) {
        const server = await serve();
        serving.push(server);
        await populate(server.url, NAMESPACES.namespace, KINDS[0] as Kind, count);
        cases.push({ name: named(count), measure: () => judged(server.url, FOREIGN) });
      }
      return `TFJobs that were there before, without the run's labels. ${said(FOREIGN)}: what reads and writes by name. The memory is that of the suite's process. Aim:
unchanged.

${await compared(cases, named(0), rounds)}`;
    } finally {
      for (const { stop } of serving) await stop();
    }
  },
};
