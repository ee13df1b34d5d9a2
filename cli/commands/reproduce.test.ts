import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realClock } from '../../harness/http/clock.ts';
import { listen } from '../../reference/http.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { behaviourOf } from '../../reference/mutants/types.ts';
import { createServer } from '../../reference/server.ts';
import { invoke, temporary } from '../testing/invoke.ts';
import { NAMESPACES, TOKENS } from '../testing/liars.ts';
import { reference } from '../testing/network.ts';

const [NAMESPACE = '', OTHER = '', SCRATCH = ''] = NAMESPACES;
const hasCurl = ((): boolean => {
  try {
    execFileSync('curl', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

/** A reference server on a port of this machine, with a mutant in it if one is named. */
async function serving(name?: string): Promise<{ url: string; objects: () => number; close: () => Promise<void> }> {
  const mutant = MUTANTS.find((one) => one.name === name);
  if (name !== undefined && mutant === undefined) throw new Error(`no mutant ${name}`);
  const server = createServer({
    clock: realClock,
    namespaces: NAMESPACES,
    ...TOKENS,
    ...(mutant?.variants && { variants: mutant.variants }),
    ...(mutant && { behaviour: behaviourOf(mutant) }),
  });
  const { url, close } = await listen(mutant?.wrap?.(server.handle) ?? server.handle, {});
  return {
    url,
    objects: () => server.objects().length,
    async close() {
      server.stop();
      await close();
    },
  };
}

const env = { CCI_TOKEN: TOKENS.token, CCI_READ_ONLY_TOKEN: TOKENS.readOnlyToken };

async function reportOn(url: string, id: string, kind: string): Promise<string> {
  const places = ['--namespace', NAMESPACE, '--other-namespace', OTHER, '--scratch-namespace', SCRATCH];
  const { out, report } = await invoke(['--target', url, ...places, '--only', id, '--kind', kind, '--seed', '1'], {
    env,
  });
  expect(report?.results.map(({ verdict }) => verdict)).toEqual(['fail']);
  return out;
}

/** Exit code and output of the script, asked of this server. */
async function played(script: string, url: string): Promise<{ code: number; output: string }> {
  const variables = { TARGET: url, TOKEN: TOKENS.token, READ_ONLY_TOKEN: TOKENS.readOnlyToken };
  return new Promise((resolve) => {
    execFile('sh', [script], { env: { PATH: process.env.PATH, ...variables } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
}

describe.skipIf(!hasCurl)(
  'the script of a failure ends with 1 on the server that fails and with 0 on a sound one',
  () => {
    it.each<[what: string, mutant: string, id: string, kind: string]>([
      ['a code that should be a refusal', 'create-takes-a-taken-name', 'create/refuses-a-taken-name', 'tfjob'],
      ['another code of refusal', 'delete-of-nothing-is-400', 'delete/again-succeeds-or-finds-nothing', 'mxjob'],
      ['a member of a body', 'patch-cuts-prefixes', 'patch/takes-keys-with-slashes', 'tfjob'],
      [
        'a reason',
        'create-under-a-taken-name-conflicts',
        'create/refuses-a-taken-name-with-409-already-exists',
        'mpijob',
      ],
      ['a list that lacks an object', 'list-lacks-the-last', 'list/holds-what-was-created', 'tfjob'],
      ['an object that is never shown', 'list-is-empty-of-pytorchjob', 'list/holds-what-was-created', 'pytorchjob'],
      [
        'items that were deleted',
        'collection-empty-deletes-all',
        'delete-collection/succeeds-on-an-empty-match',
        'tfjob',
      ],
      ['the smallest case of a property', 'patch-ignores-null', 'patch/follows-rfc-7386', 'tfjob'],
      ['what a continue token leads to', 'page-skips-one', 'pagination/follows-tokens-to-the-end', 'tfjob'],
      ['what a watch is answered', 'watch-takes-any-selector', 'watch/refuses-malformed-selectors', 'tfjob'],
      ['a watch that is refused', 'list-version-from-long-ago', 'watch/shows-later-events-from-a-version', 'mxjob'],
      [
        'pages that each lack a part',
        'selectors-on-the-first-page-alone',
        'pagination/keeps-selectors-on-each-page',
        'tfjob',
      ],
      [
        'what a controller may write between',
        'history-patch-after-replace-is-lost',
        'histories/agree-with-the-model',
        'mpijob',
      ],
      [
        'an object that waits for finalizers',
        'patch-dry-run-keeps-finalizers',
        'patch/dry-run-stores-nothing',
        'tfjob',
      ],
      ['a body that is missing', 'deletecollection-refuses-without-a-body', 'errors/carry-a-status', 'tfjob'],
    ])('%s: %s', async (_, mutant, id, kind) => {
      const broken = await serving(mutant);
      const sound = await serving();
      try {
        const from = await reportOn(broken.url, id, kind);
        const script = join(temporary(), 'again.sh');
        const written = await invoke(['reproduce', id, '--from', from, '--out', script]);
        expect(written).toMatchObject({ code: 0, stderr: '' });
        const [left, none] = [broken.objects(), sound.objects()];
        expect(await played(script, broken.url)).toMatchObject({
          code: 1,
          output: expect.stringContaining('the same: '),
        });
        expect(await played(script, sound.url)).toMatchObject({
          code: 0,
          output: expect.stringContaining('not the same'),
        });
        expect([broken.objects(), sound.objects()]).toEqual([left, none]);
      } finally {
        await broken.close();
        await sound.close();
      }
    });

    it('ends with 2 when there is no token, or nobody answers', async () => {
      const broken = await serving('create-takes-a-taken-name');
      const from = await reportOn(broken.url, 'create/refuses-a-taken-name', 'tfjob');
      const { stdout } = await invoke(['reproduce', 'create/refuses-a-taken-name', '--from', from]);
      await broken.close();
      const script = join(temporary(), 'again.sh');
      writeFileSync(script, stdout);
      expect(stdout).not.toContain(TOKENS.token);
      expect(await played(script, broken.url)).toMatchObject({
        code: 2,
        output: expect.stringContaining('not answered'),
      });
      expect(() => execFileSync('sh', [script], { env: { PATH: process.env.PATH }, stdio: 'pipe' })).toThrow(/TOKEN/);
    });
  },
);

describe('reproduce', () => {
  it.each([
    [
      'another judgement made',
      'answers/are-json',
      'replace-answer-as-text',
      'replace/stores-the-body,answers/are-json',
    ],
    [
      'another judgement made',
      'errors/give-a-reason-of-their-code',
      'alreadyexists-with-another-code',
      'errors/give-a-reason-of-their-code',
    ],
    [
      'requests that are sent at the same time',
      'concurrency/a-deletion-is-final',
      'race-of-update-and-delete',
      undefined,
    ],
    [
      'a controller may change the object',
      'patch/accepts-each-version-that-was-answered',
      'patch-refuses-current-versions',
      undefined,
    ],
  ])('makes no script of what one cannot do: %s', async (words, id, mutant, only) => {
    const target = reference(undefined, { mutant });
    const argv = [
      '--target',
      target.url,
      '--namespace',
      NAMESPACE,
      '--only',
      only ?? id,
      '--kind',
      'tfjob',
      '--seed',
      '1',
    ];
    const { out } = await invoke(argv, { network: target.network, env });
    target.close();
    const { code, stderr } = await invoke(['reproduce', id, '--from', out]);
    expect([code, stderr]).toEqual([3, expect.stringContaining(words)]);
  });

  it('says in one line why a failure has no script, and what it was not asked', async () => {
    const broken = await serving('watch-ends-in-the-middle');
    try {
      const from = await reportOn(broken.url, 'watch/ends-after-a-whole-event', 'tfjob');
      const watch = await invoke(['reproduce', 'watch/ends-after-a-whole-event', '--from', from]);
      expect(watch).toMatchObject({
        code: 3,
        stdout: '',
        stderr: expect.stringMatching(/^[^\n]*has no script: a watch[^\n]*\n$/),
      });
      for (const [argv, says] of [
        [['reproduce', 'watch/ends', '--from', from], /has no result of "watch\/ends"/],
        [['reproduce', 'watch/ends-after-a-whole-event', '--from', from, '--kind', 'mxjob'], /did not fail for mxjob/],
        [['reproduce', 'x', '--from', join(from, 'nothing')], /is not there/],
        [['reproduce'], /reproduce needs ID/],
      ] as const)
        expect(await invoke(argv)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(says) });
    } finally {
      await broken.close();
    }
  });
});
