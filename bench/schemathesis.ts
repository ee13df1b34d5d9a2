/** The suite and Schemathesis on the same servers: what each finds, and what it says of the sound one. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import { KINDS } from '../contract/kinds.ts';
import { packageRoot } from '../contract/package.ts';
import { realClock } from '../harness/http/clock.ts';
import { listen } from '../reference/http.ts';
import { MUTANTS } from '../reference/mutants/index.ts';
import { behaviourOf, type Mutant } from '../reference/mutants/types.ts';
import { createServer } from '../reference/server.ts';
import { NAMESPACES } from '../targets/leg.ts';
import { ask, build, cache } from '../targets/process.ts';
import type { Benchmark } from './bench.ts';
import { markdownTable, short, median } from './figures.ts';
import { judged, TOKENS } from './programs.ts';

const VERSION = '4.32.5';
const folder = (): string => cache('python', `schemathesis-${VERSION}`);
const program = (): string => join(folder(), 'bin', 'schemathesis');
const KIND = KINDS[0];

/** What this machine lacks, in one phrase; undefined: it is installed. */
async function missing(): Promise<string | undefined> {
  if ((await ask('python3', ['--version'])) === undefined) return 'Python, which is not here';
  if (existsSync(join(folder(), 'done'))) return undefined;
  try {
    await build('python3', ['-m', 'venv', '--clear', folder()], packageRoot());
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `schemathesis==${VERSION}`];
    await build(join(folder(), 'bin', 'python'), pip, packageRoot());
    await writeFile(join(folder(), 'done'), '');
    return undefined;
  } catch (error) {
    return `Schemathesis ${VERSION} from PyPI, which could not be installed: ${(error as Error).message}`;
  }
}

/** That Schemathesis may take for one server. */
const SECONDS = 10;

/** What a tool says of one server: a name for each thing that it reports. */
type Tool = (url: string) => Promise<string[]>;

interface SchemathesisReport {
  failures: { code: string; operations: string[] }[];
}

const schemathesis =
  (more: readonly string[]): Tool =>
  async (url) => {
    const home = await mkdtemp(join(tmpdir(), 'cci-schemathesis-'));
    const [config, report] = [join(home, 'schemathesis.toml'), join(home, 'report.json')];
    try {
      await writeFile(config, `[parameters]\n"path.namespace" = "${NAMESPACES.namespace}"\n`);
      const options = [
        '-u',
        url,
        '-H',
        `Authorization: Bearer ${TOKENS.token}`,
        '--seed',
        '1',
        '--request-timeout',
        '5',
      ];
      const only = [
        '--include-path-regex',
        `/${KIND?.plural}`,
        '--generation-database',
        'none',
        '--continue-on-failure',
      ];
      const told = ['--report', 'json', '--report-json-path', report];
      const schema = join(packageRoot(), 'schemas', 'openapi.json');
      const args = ['--config-file', config, 'run', schema, ...options, ...only, ...told, ...more];
      // That it reports failures is an exit code, and so is an error: the report says which.
      await promisify(execFile)(program(), args, { cwd: home, maxBuffer: 1 << 28 }).catch(() => {});
      const { failures } = JSON.parse(await readFile(report, 'utf8')) as SchemathesisReport;
      return failures.flatMap(({ code, operations }) => operations.map((operation) => `${code} ${operation}`));
    } finally {
      await rm(home, { recursive: true });
    }
  };

const suite =
  (more: readonly string[]): Tool =>
  async (url) => {
    const { report } = await judged(url, ['--kind', KIND?.singular ?? '', ...more]);
    return report.results.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
  };

interface Seen {
  says: string[];
  requests: number;
  left: number;
  seconds: number;
}

/** Lets a tool look at a server of its own: the reference server, or a mutant of it. */
async function looked(tool: Tool, mutant?: Mutant): Promise<Seen> {
  const server = createServer({
    clock: realClock,
    namespaces: Object.values(NAMESPACES),
    ...TOKENS,
    ...(mutant === undefined ? {} : { behaviour: behaviourOf(mutant), variants: mutant.variants ?? [] }),
  });
  const handle = mutant?.wrap?.(server.handle) ?? server.handle;
  let requests = 0;
  const { url, close } = await listen((request) => {
    requests += 1;
    return handle(request);
  });
  const began = performance.now();
  try {
    const says = await tool(url);
    return { says, requests, left: server.objects().length, seconds: (performance.now() - began) / 1000 };
  } finally {
    server.stop();
    await close();
  }
}

/** Every so many-th of the mutants that the kind has. */
function sample(count: number): Mutant[] {
  const all = MUTANTS.filter(({ kinds }) => KIND !== undefined && (kinds?.includes(KIND.plural) ?? true));
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]).filter(
    (mutant) => mutant !== undefined,
  );
}

export const besideSchemathesis: Benchmark = {
  name: 'schemathesis',
  title: 'Beside Schemathesis, on the same mutants',
  rounds: 1,
  async run({ quick }) {
    const lacks = await missing();
    if (lacks !== undefined) return `Not measured: it needs ${lacks}.`;
    const mutants = sample(quick ? 2 : 5);
    const tools: [string, Tool][] = [
      ['this suite', suite(['--bail', ...(quick ? ['--only', 'create,read,replace'] : [])])],
      [`Schemathesis ${VERSION}`, schemathesis(['--max-time', String(SECONDS)])],
    ];
    const rows: string[][] = [];
    for (const [name, tool] of tools) {
      const sound = await looked(tool);
      const seen: Seen[] = [];
      for (const mutant of mutants) {
        seen.push(await looked(tool, mutant));
        console.error(`  ${name}: ${mutant.name}`);
      }
      const found = seen.filter(({ says }) => says.some((one) => !sound.says.includes(one))).length;
      const middle = (pick: (one: Seen) => number): string => short(median(seen.map(pick)));
      rows.push([
        name,
        `${found} of ${mutants.length}`,
        String(sound.says.length),
        String(sound.requests),
        middle(({ requests }) => requests),
        middle(({ seconds }) => seconds),
        `${sound.left} and ${middle(({ left }) => left)}`,
      ]);
    }
    return `Every so many-th mutant that shows with ${KIND?.kind}s, ${mutants.length} in all, and the sound server. Both judge the operations of ${KIND?.kind}s alone; Schemathesis has
\`schemas/openapi.json\`, the token and a namespace that exists. A mutant counts as found when something is said of it that is not said of the sound
server (for Schemathesis a check with an operation); what is said of the sound server is a false alarm. The suite stops at the
first failure (\`--bail\`)${quick ? ', and with --quick it judges `create`, `read` and `replace` alone' : ''}; Schemathesis has ${SECONDS} seconds for each server.

${markdownTable(
  ['', 'found', 'false alarms', 'requests (sound)', 'requests (mutant)', 'seconds (mutant)', 'objects left'],
  rows,
)}

Requests, seconds and the second figure of what is left are the median of the mutants. The mutants: ${mutants.map(({ name }) => `\`${name}\``).join(', ')}.`;
  },
};
