import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { invoke, temporary, type Invoked } from '../testing/invoke.ts';
import { NAMESPACES, TOKENS } from '../testing/liars.ts';
import { reference } from '../testing/network.ts';

/** Judges the reference server, or one of its mutants, without sockets. */
async function judged(mutant: string | undefined, ...flags: string[]): Promise<Invoked> {
  const target = reference(undefined, { mutant });
  try {
    return await invoke(
      ['--target', target.url, '--token', TOKENS.token, '--seed', '1', '--runs', '10', ...flags],
      target,
    );
  } finally {
    target.close();
  }
}

const SCOPE = ['--kind', 'tfjob', '--only', 'read,patch,metadata'];
const MUTANT = 'patch-ignores-null';
let whole: Invoked, broken: Invoked;
beforeAll(async () => {
  whole = await judged(undefined, ...SCOPE);
  broken = await judged(MUTANT, ...SCOPE);
});

describe('compare', () => {
  test('what broke is named and is exit code 1; the other way round it was fixed', async () => {
    expect(broken.report?.exitCode).toBe(1);
    const forth = await invoke(['compare', whole.out, broken.out]);
    expect(forth.code).toBe(1);
    expect(forth.stdout).toMatch(/^Broke: \d+$/m);
    expect(forth.stdout).toMatch(/^ {2}patch\/removes-by-null \(tfjob\): pass -> fail$/m);
    const back = await invoke(['compare', join(broken.out, 'report.json'), whole.out]);
    expect(back.code).toBe(0);
    expect(back.stdout).toMatch(/^Fixed: \d+$/m);
    expect(back.stdout).toMatch(/Nothing broke, \d+ were fixed/);
  });
  test('a report compared with itself has changed nothing', async () => {
    const got = await invoke(['compare', whole.out, whole.out]);
    expect([got.code, got.stdout]).toEqual([
      0,
      expect.stringMatching(/^Nothing broke, 0 were fixed, \d+ are as before\.\n$/),
    ]);
  });
  test('a file that is no report is an error of usage, in one line', async () => {
    const file = join(temporary(), 'other.json');
    writeFileSync(file, '{}');
    for (const other of [file, '/nowhere/report.json', temporary()]) {
      const got = await invoke(['compare', whole.out, other]);
      expect([got.code, got.stdout]).toEqual([2, '']);
      expect(got.stderr).toMatch(/^cci-conformance: [^\n]+\n$/);
    }
    expect((await invoke(['compare', whole.out])).stderr).toMatch(/compare needs A B/);
  });
});

describe('merge', () => {
  const out = (): string => join(temporary(), 'merged');
  const parts = async (mutant?: string): Promise<Invoked[]> => {
    const shards: Invoked[] = [];
    for (const shard of ['1/3', '2/3', '3/3']) shards.push(await judged(mutant, ...SCOPE, '--shard', shard));
    return shards;
  };
  /** What a report says, without what depends on when and in how many jobs it was made. */
  const verdictsOf = (report: Invoked['report']): unknown => ({
    results: report?.results.map(({ id, kind, verdict, causedBy }) => [id, kind, verdict, causedBy]),
    notPlanned: report?.scope.notPlanned.toSorted((a, b) => (a.reason < b.reason ? -1 : 1)),
    summary: report?.summary,
    exit: [report?.exitCode, report?.conformant, report?.conclusion],
  });

  test.each([undefined, MUTANT])('three shards of %s together are the whole run', async (mutant) => {
    const shards = await parts(mutant);
    expect(new Set(shards.map(({ report }) => report?.scope.ran)).size).toBeGreaterThan(0);
    const folder = out();
    const got = await invoke(['merge', ...shards.map((one) => one.out), '--out', folder]);
    const run = mutant === undefined ? whole : broken;
    expect(got.code).toBe(run.code);
    const { report } = await readBack(folder);
    expect(verdictsOf(report)).toEqual(verdictsOf(run.report));
  });
  test('a missing shard, one given twice, and one of another seed are refused', async () => {
    const [first, second, third] = (await parts()).map((one) => one.out);
    const other = await judged(undefined, ...SCOPE, '--shard', '3/3', '--seed', '2');
    const refused = async (...given: (string | undefined)[]): Promise<string> => {
      const got = await invoke(['merge', ...given.map(String), '--out', out()]);
      expect([got.code, got.stdout]).toEqual([2, '']);
      return got.stderr;
    };
    expect(await refused(first, second)).toMatch(
      /^cci-conformance: merge: shard 3\/3 is missing: give its report, too\n$/,
    );
    expect(await refused(first, second, second, third)).toMatch(/are the same part of the run \(shard 2\/3\)/);
    expect(await refused(first, second, other.out)).toMatch(/is of another seed than .*: 2 instead of 1\n$/);
    expect(await refused(first, whole.out)).toMatch(
      /merge: \S+ is no shard, but all, and \S+ is shard 1\/3: give the parts of one run\n$/,
    );
  });
  test('shards of runs that judge other requirements are refused: together they would have holes', async () => {
    const [some, others] = await Promise.all([
      judged(undefined, '--kind', 'tfjob', '--only', 'read,list', '--shard', '1/2'),
      judged(undefined, '--kind', 'tfjob', '--only', 'read', '--shard', '2/2'),
    ]);
    const got = await invoke(['merge', some.out, others.out, '--out', out()]);
    expect([got.code, got.stdout]).toEqual([2, '']);
    expect(got.stderr).toMatch(
      /^cci-conformance: merge: \S+ is of another --only than \S+: read instead of read,list\n$/,
    );
  });
  test('shards that were not given the same tokens and namespaces are refused; each may have namespaces of its own', async () => {
    const [one = '', two = ''] = NAMESPACES;
    const shard = (nth: number, ...given: string[]): Promise<Invoked> =>
      judged(undefined, '--kind', 'tfjob', '--only', 'read,list', '--shard', `${nth}/2`, ...given);
    const [with1, with2, without] = await Promise.all([
      shard(1, '--namespace', one, '--other-namespace', two),
      shard(2, '--namespace', two, '--other-namespace', one),
      shard(2, '--namespace', one),
    ]);
    const got = await invoke(['merge', with1.out, without.out, '--out', out()]);
    expect([got.code, got.stdout]).toEqual([2, '']);
    expect(got.stderr).toMatch(
      /^cci-conformance: merge: (\S+) leaves out what needs a second namespace \(--other-namespace\), and (\S+) does not: give all jobs the same\n$/,
    );
    expect(got.stderr.indexOf(without.out)).toBeLessThan(got.stderr.indexOf(with1.out));
    const folder = out();
    expect((await invoke(['merge', with1.out, with2.out, '--out', folder])).code).toBe(0);
    const { report } = await readBack(folder);
    expect(report?.flags).toMatchObject({ namespace: `${one},${two}`, 'other-namespace': `${two},${one}` });
  });
  test('of a profile, the shards share what it keeps, and are what it is without them', async () => {
    const scope = ['--kind', 'tfjob', '--only', 'create,read,errors,list', '--profile', 'standard'];
    const shards = await Promise.all(['1/2', '2/2'].map((shard) => judged(undefined, ...scope, '--shard', shard)));
    const run = await judged(undefined, ...scope);
    expect(shards.map(({ code }) => code)).toEqual([0, 0]);
    const folder = out();
    await invoke(['merge', ...shards.map((one) => one.out), '--out', folder]);
    const { report } = await readBack(folder);
    expect(verdictsOf(report)).toEqual(verdictsOf(run.report));
    expect(report?.flags).toEqual(run.report?.flags);
  });
  test('reports of different kinds are one run', async () => {
    const scope = ['--only', 'read'];
    const kinds = await Promise.all(['tfjob', 'mxjob'].map((kind) => judged(undefined, '--kind', kind, ...scope)));
    const both = await judged(undefined, '--kind', 'tfjob,mxjob', ...scope);
    const folder = out();
    await invoke(['merge', ...kinds.map((one) => one.out), '--out', folder]);
    const { report } = await readBack(folder);
    const counts = (of: Invoked['report']): unknown => [of?.summary.total, of?.scope.ran, of?.scope.kinds];
    expect(counts(report)).toEqual(counts(both.report));
  });
});

describe('what failed in an earlier run', () => {
  test('is judged alone, or first', async () => {
    const alone = await judged(undefined, ...SCOPE, '--failed-in', broken.out);
    const failed =
      broken.report?.results.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable') ?? [];
    expect(alone.report?.results.map(({ id }) => id)).toEqual(failed.map(({ id }) => id));
    expect(alone.report?.scope.notPlanned).toContainEqual({
      reason: 'left out by --failed-in',
      count: expect.any(Number) as number,
    });
    const first = await judged(MUTANT, ...SCOPE, '--failed-first', broken.out, '--bail', '--concurrency', '1');
    expect(first.report?.results.some(({ verdict }) => verdict === 'fail')).toBe(true);
  });
  test('nothing that failed is an error of usage', async () => {
    const got = await judged(undefined, ...SCOPE, '--failed-in', whole.out);
    expect([got.code, got.stderr]).toEqual([2, expect.stringMatching(/--failed-in: nothing failed in that report/)]);
  });
});

const readBack = async (folder: string): Promise<{ report: Invoked['report'] }> => ({
  report: await (await import('../../reports/index.ts')).loadReport(folder),
});
