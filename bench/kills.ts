/** A run that is killed at any moment, and the cleanup afterwards: what is left, and whether others' objects are as before. */
import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KINDS } from '../contract/kinds.ts';
import { pathOf } from '../contract/operations.ts';
import { NAMESPACES } from '../targets/leg.ts';
import type { Benchmark } from './bench.ts';
import { markdownTable } from './figures.ts';
import { flagsFor, ran, running, serve, SUITE, TOKENS, type Serving } from './programs.ts';
import { populate } from './runs.ts';

/** What a killed run has sent is looked for as long as a request may take: the server is near. */
const TIMEOUT = ['--timeout', '5'];
const SELECTION = ['--kind', 'tfjob,mxjob', '--only', 'create,delete,delete-collection', '--seed', '1', ...TIMEOUT];
/** So many rounds go on side by side, each with a server of its own: most of a round is waiting. */
const LANES = 4;
/** Foreign jobs of each kind in each namespace. */
const FOREIGN = 3;
/** Milliseconds between two looks at the journal. */
const LOOK = 5;
/** The most milliseconds between that the journal has grown so far, and the kill. */
const PAUSE = 500;

/** What a server holds, by whose it is. */
interface Stored {
  /** Bodies of the objects of others, one a line. */
  foreign: string;
  /** Names of all other objects. */
  others: string[];
}

interface Listed {
  items: { metadata: { name: string; labels?: Record<string, string> } }[];
}

async function stored(url: string): Promise<Stored> {
  const foreign: string[] = [];
  const others: string[] = [];
  for (const kind of KINDS)
    for (const namespace of Object.values(NAMESPACES)) {
      const headers = { authorization: `Bearer ${TOKENS.token}` };
      const answer = await fetch(url + pathOf(kind, namespace), { headers });
      if (answer.status !== 200) throw new Error(`a list of ${kind.plural} was answered ${answer.status}`);
      for (const item of ((await answer.json()) as Listed).items) {
        if (item.metadata.labels?.['owner'] === 'somebody-else') foreign.push(JSON.stringify(item));
        else others.push(item.metadata.name);
      }
    }
  return { foreign: foreign.join('\n'), others };
}

/** The foreign objects once the server has set no status for a while. */
async function atRest(url: string): Promise<string> {
  let last = '';
  for (let same = 0; same < 10;) {
    const { foreign } = await stored(url);
    same = foreign === last ? same + 1 : 0;
    last = foreign;
    await sleep(1000);
  }
  return last;
}

interface Round {
  /** Whether the run was killed before it ended by itself. */
  killed: boolean;
  /** Objects of the run after the kill, and after the cleanup. */
  after: number;
  left: number;
  code: number | null;
  /** Whether the foreign objects are byte for byte as they were. */
  untouched: boolean;
}

/** The size of the run's journal; 0 before there is one, when a run has made nothing. */
const journalSize = (out: string): number => statSync(join(out, 'journal.jsonl'), { throwIfNoEntry: false })?.size ?? 0;

/** The size to which the journal of a run grows when nobody kills it. */
async function wholeSize(url: string): Promise<number> {
  const out = await mkdtemp(join(tmpdir(), 'cci-bench-whole-'));
  try {
    const { child, ended } = await running([SUITE, ...flagsFor(url), ...SELECTION, '--out', out]);
    let size = 0;
    // The journal goes when everything is gone.
    for (; child.exitCode === null; await sleep(LOOK)) size = Math.max(size, journalSize(out));
    const { stderr } = await ended;
    if (size === 0) throw new Error(`a run ended without a journal: ${stderr.trim()}`);
    return size;
  } finally {
    await rm(out, { recursive: true });
  }
}

/** The kill comes when the journal has grown so far, and up to PAUSE later: how fast the machine is does not matter. */
async function killed(url: string, size: number, foreign: string): Promise<Round> {
  const out = await mkdtemp(join(tmpdir(), 'cci-bench-killed-'));
  try {
    const { child, ended } = await running([SUITE, ...flagsFor(url), ...SELECTION, '--out', out]);
    while (child.exitCode === null && journalSize(out) < size) await sleep(LOOK);
    await Promise.race([sleep(Math.random() * PAUSE), ended]);
    child.kill('SIGKILL');
    const { code: ownCode } = await ended;
    const after = (await stored(url)).others.length;
    // What the killed process has sent may land yet: the cleanup has to know.
    const { code } = await ran(SUITE, 'cleanup', '--journal', out, ...TIMEOUT);
    const now = await stored(url);
    return {
      killed: ownCode === null,
      after,
      left: now.others.length,
      code,
      untouched: now.foreign === foreign,
    };
  } finally {
    await rm(out, { recursive: true });
  }
}

/** The kill came when the run was at its end: nothing is there to go by, and nothing is left. */
const isOver = ({ code, after }: Round): boolean => code === 2 && after === 0;

interface Lane extends Serving {
  foreign: string;
}

/** A server with jobs of somebody else. */
async function lane(): Promise<Lane> {
  const { url, stop } = await serve();
  for (const kind of KINDS)
    for (const namespace of Object.values(NAMESPACES)) await populate(url, namespace, kind, FOREIGN);
  return { url, stop, foreign: await atRest(url) };
}

export const kills: Benchmark = {
  name: 'kills',
  title: 'Killed at random moments',
  file: 'docs/reliability.md',
  rounds: 50,
  async run({ rounds }) {
    const lanes = await Promise.all(Array.from({ length: Math.min(LANES, rounds) }, lane));
    try {
      const [first] = lanes;
      if (first === undefined) throw new Error('no rounds');
      const whole = await wholeSize(first.url);
      const done: Round[] = [];
      let begun = 0;
      const work = async ({ url, foreign }: Lane): Promise<void> => {
        while (begun < rounds) {
          begun += 1;
          const moment = 1 + Math.floor(Math.random() * whole);
          const one = await killed(url, moment, foreign);
          done.push(one);
          console.error(`  round ${done.length} of ${rounds}: ${moment} bytes of the journal: ${JSON.stringify(one)}`);
        }
      };
      await Promise.all(lanes.map(work));
      const foreign = first.foreign;
      const count = (holds: (one: Round) => boolean): string => String(done.filter(holds).length);
      const sum = (pick: (one: Round) => number): string =>
        String(done.map(pick).reduce((total, value) => total + value, 0));
      return `Each of ${lanes.length} servers, in processes of their own, holds ${foreign.split('\n').length} jobs of somebody else, ${FOREIGN} of each kind in each of three namespaces, one of which the
run may empty. A run (\`${SELECTION.join(' ')}\`) gets \`kill -9\` at a random moment while it
makes objects: when its journal has grown to a random part of the ${whole} bytes that it has at the end of a run, and up to ${PAUSE} ms later; then \`cleanup --journal DIR\`. The namespaces are listed before and after, and the foreign jobs compared byte for
byte.

${markdownTable(
  ['', `of ${rounds} rounds`],
  [
    ['killed while it ran', count((one) => one.killed)],
    ['with objects of the run on the server after the kill', count((one) => one.after > 0)],
    ['cleanup: exit 0', count((one) => one.code === 0)],
    ['cleanup: exit 2, since the run had removed everything, and with it its journal', count(isOver)],
    ['cleanup: another exit code', count((one) => one.code !== 0 && !isOver(one))],
    ['with objects left after the cleanup', count((one) => one.left > 0)],
    ['with a foreign object that differs in a byte', count((one) => !one.untouched)],
  ],
)}

Objects of the runs after the kills: ${sum(({ after }) => after)} in all; after the cleanups: ${sum(({ left }) => left)}.`;
    } finally {
      for (const { stop } of lanes) await stop();
    }
  },
};
