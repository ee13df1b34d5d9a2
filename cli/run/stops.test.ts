/** Runs that end by themselves before everything is judged: they say why, and leave nothing. */
import { existsSync, mkdirSync, rmSync, rmdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Send, WireResponse } from '../../contract/wire.ts';
import { readResults } from '../../harness/run/results.ts';
import { IN_A_ROW } from '../../harness/http/silence.ts';
import { answer } from '../testing/answers.ts';
import { invoke, temporary } from '../testing/invoke.ts';
import { reference } from '../testing/network.ts';

const served: { close(): void }[] = [];
afterEach(() => served.splice(0).forEach((one) => one.close()));
const keep = <T extends { close(): void }>(one: T): T => {
  served.push(one);
  return one;
};

const RUN = ['--kind', 'tfjob', '--seed', '1', '--runs', '5', '--only', 'create/,read/,list/'];

async function* never(): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode('{');
  await new Promise(() => {});
}

/** Answers nothing from the request of this number on, while `silent` says so. */
function falling(from: number, silent: (requests: number) => boolean) {
  let requests = 0;
  const between =
    (send: Send): Send =>
    (request) => {
      requests += 1;
      if (requests < from || !silent(requests)) return send(request);
      return new Promise<WireResponse>((_, reject) =>
        request.signal?.addEventListener('abort', () => reject(request.signal?.reason), { once: true }),
      );
    };
  return { between, requests: () => requests };
}

describe('a target that stops answering', () => {
  test('ends the run, after it was asked again: exit 3, since when, and the rest is not judged', async () => {
    const { between, requests } = falling(100, () => true);
    const target = keep(reference(between, { anonymous: true }));
    const begun = target.network.clock.now();
    const got = await invoke(['--target', target.url, ...RUN], { network: target.network });
    expect(got.code).toBe(3);
    expect(got.report).toMatchObject({ conformant: false, exitCode: 3, scope: { extent: 'partial' } });
    expect(got.report?.conclusion).toMatch(/the target has served nothing since 2026-01-01T00:0\d:\d\d/);
    expect(got.report?.scope.notPlanned.at(-1)?.reason).toMatch(/^not reached: the target has served nothing since/);
    expect(requests()).toBeLessThan(100 + 8 * IN_A_ROW);
    expect(target.network.clock.now() - begun).toBeLessThan(1_200_000);
    expect(got.report?.results.filter(({ verdict }) => verdict === 'harness-error')).toEqual([]);
    expect(existsSync(join(got.out, 'journal.jsonl'))).toBe(true);
  });
  test.each<[string, () => WireResponse]>([
    ['that everything is too much', () => answer(429, 'no', [['retry-after', '3600']])],
    ["a gateway's page", () => answer(503, '<html>', [['content-type', 'text/html']])],
    ['heads alone', () => ({ ...answer(200, ''), body: never() })],
  ])('says %s from then on: that ends the run, too', async (_, said) => {
    let requests = 0;
    const between =
      (send: Send): Send =>
      async (request) =>
        (requests += 1) < 60 ? send(request) : said();
    const target = keep(reference(between, { anonymous: true }));
    const begun = target.network.clock.now();
    const got = await invoke(['--target', target.url, ...RUN], { network: target.network });
    expect([got.code, got.report?.conclusion]).toEqual([
      3,
      expect.stringContaining('has served nothing since 2026-01-01T00'),
    ]);
    expect(requests).toBeLessThan(2000);
    expect(target.network.clock.now() - begun).toBeLessThan(3_600_000);
    expect(got.report?.results.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  });
  test('and answers again when it is asked: the run goes on', async () => {
    const { between } = falling(100, (requests) => requests < 100 + IN_A_ROW);
    const target = keep(reference(between, { anonymous: true }));
    const got = await invoke(['--target', target.url, ...RUN, '--concurrency', '16'], { network: target.network });
    expect(got.report?.scope.notPlanned.some(({ reason }) => reason.startsWith('not reached'))).toBe(false);
    expect(target.objects()).toEqual([]);
  });
});

test('--max-time ends a run: exit 3, and the rest is not judged', async () => {
  const target = keep(
    reference(
      (send) => async (request) => {
        await target.network.clock.sleep(200);
        return send(request);
      },
      { anonymous: true },
    ),
  );
  const begun = target.network.clock.now();
  const got = await invoke(['--target', target.url, ...RUN, '--max-time', '20'], { network: target.network });
  expect([got.code, got.report?.scope.extent]).toEqual([3, 'partial']);
  expect(got.report?.conclusion).toMatch(/It ended after [\d,]+ of [\d,]+ judgements?: its time of 20 s was over\.$/);
  expect(target.network.clock.now() - begun).toBeLessThan(120_000);
  expect(target.objects()).toEqual([]);
});

describe('a file that cannot be written any more', () => {
  const FULL = /^cci-conformance: ended early: cannot write \S+ \(ENOSPC\): the disk is full; [^\n]*\n$/;

  /** A run of which this file is on a full disk, from the first line of its output on. */
  async function filling(name: string, put: (file: string) => void, ...flags: string[]) {
    const target = keep(reference(undefined, { anonymous: true }));
    const out = join(temporary(), 'report');
    mkdirSync(out);
    let done = 0;
    const got = await invoke(['--target', target.url, ...RUN, ...flags, '--out', out], {
      network: target.network,
      onOutput: (text) => {
        if (!/^\d+\/\d+ /.test(text) || (done += 1) > 1) return;
        rmSync(join(out, name), { force: true });
        put(join(out, name));
      },
    });
    expect(done).toBeGreaterThan(0);
    expect(target.objects()).toEqual([]);
    return { ...got, out };
  }
  const full = (file: string): void => symlinkSync('/dev/full', file);

  test('the journal, from the beginning: nothing is sent that makes something', async () => {
    const target = keep(reference(undefined, { anonymous: true }));
    const out = join(temporary(), 'report');
    mkdirSync(out);
    full(join(out, 'journal.jsonl'));
    const got = await invoke(['--target', target.url, ...RUN, '--out', out], { network: target.network });
    expect([got.code, got.stderr]).toEqual([3, expect.stringMatching(FULL)]);
    expect(target.objects()).toEqual([]);
  });
  test.each(['results.jsonl', 'record.ndjson.gz'])(
    '%s in the middle of a run: what was made is removed',
    async (name) => {
      const { code, stderr, out } = await filling(name, full, '--record');
      expect([code, stderr]).toEqual([3, expect.stringMatching(FULL)]);
      expect(existsSync(join(out, 'report.json'))).toBe(true);
    },
  );
  test('a part of the report: the others are written, the verdict is told, and the results stay', async () => {
    const { code, stdout, stderr, out } = await filling('report.html', mkdirSync);
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/^cci-conformance: cannot write \S+report\.html \(EISDIR\): [^\n]*report --from [^\n]*\n$/),
    ]);
    expect(stdout).toContain('No failure in');
    expect(['report.json', 'summary.md'].map((name) => existsSync(join(out, name)))).toEqual([true, true]);
    expect(readResults(out)?.results.length).toBeGreaterThan(0);
    rmdirSync(join(out, 'report.html'));
    const later = await invoke(['report', '--from', out, '--format', 'html']);
    expect([later.code, existsSync(join(out, 'report.html'))]).toEqual([3, true]);
  });
});
