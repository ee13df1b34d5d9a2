/** `verify` comes to the verdicts of the run, and to none of a record that somebody has changed. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { BAD_NETWORKS } from '../testing/bad-networks.ts';
import { sha256, type Line } from '../../harness/record/record-file.ts';
import type { Report } from '../../harness/model/report.ts';
import { part, WHOLE } from '../testing/extent.ts';
import { dice, type Between } from '../testing/in-process-liars.ts';
import { invoke, secretly, temporary, type Invoked, inOneLine } from '../testing/invoke.ts';
import { NAMESPACES, TOKENS } from '../testing/liars.ts';
import { reference } from '../testing/network.ts';

/** A recorded run, which `verify` is then asked about. */
async function recorded(
  only: readonly string[],
  { mutant, between, flags = [] }: { mutant?: string; between?: Between; flags?: string[] } = {},
): Promise<Invoked> {
  const target = reference(between, { mutant });
  const [namespace = '', other = '', scratch = ''] = NAMESPACES;
  const argv = ['--target', target.url, '--namespace', namespace, '--other-namespace', other];
  const tokens = [
    '--token',
    TOKENS.token,
    '--read-only-token',
    TOKENS.readOnlyToken,
    '--foreign-token',
    TOKENS.foreignToken,
  ];
  try {
    const asked = [...argv, '--scratch-namespace', scratch, ...tokens, '--seed', '1', '--kind', 'tfjob', '--record'];
    const [given, means] = secretly([...asked, '--only', only.join(','), ...flags], { network: target.network });
    return await invoke(given, means);
  } finally {
    target.close();
  }
}

/** Repeats what proved the caller, in the head, and in the body of objects and events. */
const echoing: Between = (send) => async (request) => {
  const response = await send(request);
  const [, proof = 'nobody'] = request.headers.find(([name]) => name === 'authorization') ?? [];
  async function* body(): AsyncGenerator<Uint8Array> {
    for await (const chunk of response.body)
      yield Buffer.from(Buffer.from(chunk).toString().replaceAll('"metadata":{', `"metadata":{"echo":"${proof}",`));
  }
  return { ...response, headers: [...response.headers, ['x-echo', proof]], body: body() };
};

const ECHO = 'one that shows the token of each request';
const SUBJECTS: Readonly<Record<string, Parameters<typeof recorded>[1]>> = {
  'the reference server': { flags: ['--patience', '60'] },
  'one that forgets null in patches': { mutant: 'patch-ignores-null' },
  'one that refuses one of two collection deletes at once': { mutant: 'race-of-collection-deletes-fails' },
  [ECHO]: { between: echoing },
  'a network that answers for the server': { between: Object.values(BAD_NETWORKS)[0]?.between },
};

test.each(Object.entries(SUBJECTS))('the same verdicts come from the record of %s', async (name, options) => {
  const run = await recorded(
    part(3, WHOLE ? 1 : 40).map(({ id }) => id),
    options,
  );
  const got = await invoke(['verify', run.out]);
  const judgements = run.report?.results.length ?? 0;
  const verified = Number(/(\d+) of \d+ judgements? verified/.exec(got.stdout)?.[1]);
  if (name === ECHO) {
    // The mask can stand where a judgement depends on the text: such a one cannot be judged again, and none differs.
    expect([0, 3]).toContain(got.code);
    expect(got.stdout).not.toMatch(/\bdiffers?\b/);
  } else {
    expect([got.code, got.stderr]).toEqual([0, '']);
    expect(verified).toBe(judgements);
  }
  const [digest] = /(?<=SHA-256 of .*record.json:\n {2})\w{64}/.exec(run.stdout) ?? [];
  expect(got.stdout).toContain(`SHA-256 of record.json:\n  ${digest}`);
});

describe('a record that somebody has changed', () => {
  const REPORT = 'report.json',
    RECORD = 'record.ndjson.gz',
    MANIFEST = 'record.json';
  let out: string;
  beforeAll(async () => {
    const only = ['patch/removes-by-null', 'patch/merges', 'watch/shows', 'read/'];
    ({ out } = await recorded(only, { mutant: 'patch-ignores-null' }));
  });
  const copied = (): string => {
    const folder = temporary();
    cpSync(out, folder, { recursive: true });
    return folder;
  };
  const change = (folder: string, name: string, by: (bytes: Buffer) => Buffer): void => {
    const file = join(folder, name);
    writeFileSync(file, by(readFileSync(file)));
  };
  /** As somebody does who knows how: with the digests of what is there now. */
  const sealed = (folder: string): string => {
    change(folder, MANIFEST, (bytes) => {
      const manifest = JSON.parse(bytes.toString()) as { sha256: Record<string, string> };
      for (const name of [REPORT, RECORD]) manifest.sha256[name] = sha256(readFileSync(join(folder, name)));
      return Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
    });
    return folder;
  };
  const withReport = (by: (report: Report) => Report): string => {
    const folder = copied();
    change(folder, REPORT, (bytes) => Buffer.from(JSON.stringify(by(JSON.parse(bytes.toString()) as Report))));
    return sealed(folder);
  };
  const withLines = (by: (line: Line) => Line): string => {
    const folder = copied();
    change(folder, RECORD, (bytes) => {
      const [header = '', ...lines] = gunzipSync(bytes).toString().split('\n').slice(0, -1);
      const changed = lines.map((line) => JSON.stringify(by(JSON.parse(line) as Line)));
      return gzipSync(`${[header, ...changed].join('\n')}\n`);
    });
    return sealed(folder);
  };

  test('is refused for any byte, by one line', async () => {
    const next = dice(12);
    for (const name of [REPORT, RECORD, MANIFEST])
      for (let time = 0; time < 20; time += 1) {
        const folder = copied();
        change(folder, name, (bytes) => {
          const at = Math.floor(next() * bytes.length);
          bytes.writeUInt8((bytes[at] ?? 0) ^ (1 << Math.floor(next() * 8)), at);
          return bytes;
        });
        const got = await invoke(['verify', folder]);
        expect([got.code, got.stdout, got.stderr]).toEqual([2, '', expect.stringMatching(/^[^\n]+\n$/)]);
      }
  });
  test('is not verified with its digests renewed: another verdict differs', async () => {
    const folder = withReport((report) => ({
      ...report,
      results: report.results.map((one) => (one.verdict === 'fail' ? { ...one, verdict: 'pass', findings: [] } : one)),
    }));
    const got = await invoke(['verify', folder]);
    expect(got.code).toBe(1);
    expect(got.stdout).toContain('patch/removes-by-null (tfjob): the report says pass, the record gives fail');
    expect(got.stdout).toContain('its summary does not follow from its verdicts');
  });
  test('nor another finding, nor one less', async () => {
    const told = withReport((report) => ({
      ...report,
      results: report.results.map((one) => ({
        ...one,
        findings: one.findings.map((finding) => ({ ...finding, received: 'something harmless' })),
      })),
    }));
    expect((await invoke(['verify', told])).code).toBe(1);
    const less = withReport((report) => ({
      ...report,
      results: report.results.filter(({ verdict }) => verdict !== 'fail'),
    }));
    const got = await invoke(['verify', less]);
    expect([got.code, got.stdout]).toEqual([1, expect.stringContaining('the report leaves it out')]);
  });
  test.each<[what: string, by: (report: Report) => Partial<Report>]>([
    ['its seed', ({ seed }) => ({ seed: seed + 1 })],
    ['its scope', ({ scope }) => ({ scope: { ...scope, extent: 'full' } })],
    ['its scope', ({ scope }) => ({ scope: { ...scope, ran: scope.ran + 1, planned: scope.planned + 1 } })],
    ['its exit code', () => ({ exitCode: 0 })],
    ['its exit code', () => ({ exitCode: 130 })],
    ['its conclusion', () => ({ conclusion: 'Conformant: everything that must hold does.' })],
    ['that it is conformant', () => ({ conformant: true })],
  ])('nor one that says of all its verdicts what they do not: %s', async (what, by) => {
    const got = await invoke(['verify', withReport((report) => ({ ...report, ...by(report) }))]);
    expect(got.code).toBe(1);
    expect(inOneLine(got.stdout)).toContain(`report.json: ${what}`);
    expect(inOneLine(got.stdout)).toContain('does not follow from its verdicts and the register');
  });
  test('nor other requests, other answers, or an end that is missing', async () => {
    const asked = withLines((line) => ({
      ...line,
      tapes: line.tapes.map((tape) => ({
        ...tape,
        exchanges: tape.exchanges.map((one) => ({ ...one, path: one.path.replace('tfjobs', 'mxjobs') })),
      })),
    }));
    const answered = withLines((line) => ({
      ...line,
      tapes: line.tapes.map((tape) => ({
        ...tape,
        exchanges: tape.exchanges.map((one) => ({ ...one, status: one.method === 'GET' ? 500 : (one.status ?? 0) })),
      })),
    }));
    const ended = withLines((line) => ({
      ...line,
      tapes: line.tapes.map((tape) => ({ ...tape, told: tape.told.slice(0, -1) })),
    }));
    for (const folder of [asked, answered, ended]) {
      const got = await invoke(['verify', folder]);
      expect(got.code).toBeGreaterThan(0);
      expect(got.stdout).toMatch(/^0 of \d+ judgements verified/);
    }
  });
  test('nor one of which judgements are missing: what cannot be judged again is listed', async () => {
    const got = await invoke(['verify', withLines((line) => ({ ...line, tapes: [], dropped: 'it was too large' }))]);
    expect(got.code).toBe(3);
    expect(got.stdout).toContain('  patch/removes-by-null (tfjob): it was too large\n');
  });
  test('nor one of another version of the suite, or of none', async () => {
    const folder = copied();
    change(folder, MANIFEST, (bytes) => Buffer.from(bytes.toString().replace(/"version": ".*"/, '"version": "0.0.1"')));
    expect(await invoke(['verify', folder])).toMatchObject({ code: 2, stderr: expect.stringContaining('0.0.1 (') });
    expect(await invoke(['verify', temporary()])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('holds no record: a run writes one with --record'),
    });
    expect((await invoke(['verify'])).code).toBe(2);
  });
});
