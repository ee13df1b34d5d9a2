/** `--resume`: a run that was cut off is made whole, with nothing left of either. */
import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { Send, WireResponse } from '../../contract/wire.ts';
import type { Report } from '../../harness/model/report.ts';
import { readResults } from '../../harness/run/results.ts';
import { invoke, temporary, type Invoked, inOneLine } from '../testing/invoke.ts';
import { reference } from '../testing/network.ts';

const served: { close(): void }[] = [];
afterEach(() => served.splice(0).forEach((one) => one.close()));

const RUN = ['--kind', 'tfjob', '--seed', '7', '--runs', '5', '--only', 'create/,read/,delete/', '--settle', '1'];
const WITH = ['--other-namespace', 'other', '--scratch-namespace', 'scratch'];

const verdictsOf = ({ results }: Report): Record<string, string> =>
  Object.fromEntries(results.map(({ id, kind, verdict }) => [`${id} ${kind}`, verdict]));
const reportIn = (dir: string): Report => JSON.parse(readFileSync(join(dir, 'report.json'), 'utf8')) as Report;

/** A target that is unreachable from the request of this number on; the folder of the run is copied at that moment. */
async function killedAt(count: number, ...flags: string[]) {
  const dir = temporary();
  let requests = 0;
  let gone = true;
  const out = join(temporary(), 'report');
  const target = reference(
    (send: Send): Send =>
      (request) => {
        requests += 1;
        if (!gone || requests < count) return send(request);
        if (requests === count) cpSync(out, dir, { recursive: true });
        return Promise.reject<WireResponse>(new Error('killed'));
      },
    { anonymous: true },
  );
  served.push(target);
  const { url, network } = target;
  const first = await invoke(['--target', url, ...WITH, ...RUN, ...flags, '--out', out], { network });
  gone = false;
  return {
    ...{ target, dir, out, first },
    resume: (...more: string[]): Promise<Invoked> => invoke(['--resume', dir, '--out', dir, ...more], { network }),
  };
}

async function uninterrupted(): Promise<Report> {
  const target = reference(undefined, { anonymous: true });
  served.push(target);
  const got = await invoke(['--target', target.url, ...WITH, ...RUN], { network: target.network });
  if (got.report === undefined) throw new Error(got.stderr);
  return got.report;
}

describe('a run that was killed', () => {
  test.each([60, 400, 900])('at request %i is made whole, by the same verdicts', async (count) => {
    const whole = await uninterrupted();
    const { target, dir, resume } = await killedAt(count);
    expect([existsSync(join(dir, 'report.json')), existsSync(join(dir, 'results.jsonl'))]).toEqual([false, true]);
    const partial = await invoke(['report', '--from', dir, '--format', 'markdown', '--out', temporary()]);
    expect(partial.stdout).toContain('the run was cut off');
    const kept = readResults(dir)?.results.length ?? 0;
    const got = await resume();
    expect([got.code, reportIn(dir).scope.extent]).toEqual([whole.exitCode, whole.scope.extent]);
    expect(verdictsOf(reportIn(dir))).toEqual(verdictsOf(whole));
    expect(reportIn(dir).results.map(({ id }) => id)).toEqual(whole.results.map(({ id }) => id));
    expect(reportIn(dir)).toMatchObject({ seed: 7, leftBehind: [], scope: { notPlanned: whole.scope.notPlanned } });
    expect(kept).toBeLessThan(whole.results.length);
    expect(target.objects()).toEqual([]);
    expect(readdirSync(dir).filter((name) => name.endsWith('.jsonl'))).toEqual([]);
    const again = await resume();
    expect([again.code, again.stdout]).toEqual([got.code, expect.stringContaining('nothing is missing')]);
  });

  test.each([
    [['--seed', '8'], '--seed differs from that of the run in'],
    [['--kind', 'tfjob,mxjob'], '--kind differs'],
    [['--only', 'create/'], '--only differs'],
    [['--target', 'http://elsewhere.test'], '--target differs'],
    [['--namespace', 'third'], '--namespace differs'],
    [['--runs', '50'], '--runs differs'],
    [['--record'], '--record differs'],
  ])('is not gone on with by %j: one line, exit 2', async (more, message) => {
    const { dir, resume } = await killedAt(400);
    const before = readFileSync(join(dir, 'results.jsonl'), 'utf8');
    const got = await resume(...more);
    expect([got.code, got.stderr.trim()]).toEqual([2, expect.stringContaining(message)]);
    expect(got.stderr.trim()).not.toContain('\n');
    expect(readFileSync(join(dir, 'results.jsonl'), 'utf8')).toBe(before);
  });

  test.each([60, 400, 900])('at request %i goes on with its record: every verdict is verified', async (count) => {
    const { dir, resume } = await killedAt(count, '--record');
    // It may have been killed in the middle of a line.
    appendFileSync(join(dir, 'record.ndjson.gz'), gzipSync('{"id":"create/answers-with-the-object",').subarray(0, 30));
    const got = await resume();
    expect([got.code, got.stdout]).toEqual([0, expect.stringContaining('The exchanges are kept')]);
    const { code, stdout } = await invoke(['verify', dir]);
    const judgements = reportIn(dir).results.length;
    expect([code, stdout]).toEqual([0, expect.stringContaining(`${judgements} of ${judgements} judgements verified`)]);
  });

  test('is gone on with by the flags that it had', async () => {
    const { target, resume } = await killedAt(400);
    const got = await resume('--target', `${target.url}/`, ...WITH, ...RUN, '--only', 'delete/,create/,read/');
    expect(got.code).toBe(0);
  });
});

test.each([
  ['--max-time', 'its time of 20 s was over'],
  ['silence', 'the target has served nothing since'],
])('a run that ended early by %s says what is missing, and is made whole', async (how, why) => {
  let requests = 0;
  let slow = true;
  const target = reference(
    (send) => async (request) => {
      requests += 1;
      if (how === 'silence' && slow && requests > 300) throw new Error('gone');
      if (how === '--max-time' && slow) await target.network.clock.sleep(200);
      return send(request);
    },
    { anonymous: true },
  );
  served.push(target);
  const { url, network } = target;
  const out = join(temporary(), 'report');
  const flags = how === '--max-time' ? ['--max-time', '20'] : [];
  const first = await invoke(['--target', url, ...WITH, ...RUN, ...flags, '--out', out], { network });
  expect([first.code, reportIn(out).conclusion]).toEqual([3, expect.stringContaining(why)]);
  const told = await invoke(['report', '--from', out, '--format', 'markdown']);
  expect(inOneLine(told.stdout)).toContain(why);
  slow = false;
  const got = await invoke(['--resume', out, '--out', out], { network });
  expect([got.code, verdictsOf(reportIn(out))]).toEqual([0, verdictsOf(await uninterrupted())]);
  expect(target.objects()).toEqual([]);
});

test.each([
  [['--resume', '/nowhere'], 'there is no folder /nowhere'],
  [['--resume', temporary()], 'holds no results of a run'],
])('%j: one line, exit 2', async (argv, message) => {
  const got = await invoke(argv);
  expect([got.code, got.stderr]).toEqual([2, expect.stringContaining(message)]);
});
