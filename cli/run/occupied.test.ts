/** A namespace with one job of somebody else: what that costs is said at the start, and nothing else. */
import { afterEach, expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { pathOf } from '../../contract/operations.ts';
import { smallest } from '../../harness/judge/limits.ts';
import { invoke } from '../testing/invoke.ts';
import { reference, sent } from '../testing/network.ts';

const served: { close(): void }[] = [];
afterEach(() => served.splice(0).forEach((one) => one.close()));

const [TFJOB = undefined as never] = KINDS;
const NAMESPACES = { namespace: 'default', 'other-namespace': 'other', 'scratch-namespace': 'scratch' };
const JOB = {
  ...smallest(TFJOB, { image: 'i', cpu: '1m', memory: '1Mi', maxReplicas: 1, mostObjects: 100 }),
  metadata: { name: 'foreign' },
};
/** All that deletes collections, and something that does not. */
const ONLY = 'answers/deletecollection,delete-collection/,errors/deletecollection,isolation/,concurrency/,read/';

test.each<[keyof typeof NAMESPACES]>([['namespace'], ['other-namespace'], ['scratch-namespace']])(
  'the %s',
  async (occupied) => {
    const target = reference(undefined, { anonymous: true });
    served.push(target);
    await sent(target, 'POST', pathOf(TFJOB, NAMESPACES[occupied]), JOB);
    const flags = Object.entries(NAMESPACES).flatMap(([flag, name]) => [`--${flag}`, name]);
    const argv = ['--target', target.url, ...flags, '--kind', 'tfjob,mxjob', '--seed', '1', '--runs', '20'];
    const got = await invoke([...argv, '--only', ONLY], { network: target.network });
    const [told, ...others] = got.report?.occupied ?? [];
    expect(others).toEqual([]);
    expect(told).toMatchObject({ namespace: NAMESPACES[occupied], flag: occupied, holds: '1 tfjobs' });
    expect(told?.requirements.length).toBeGreaterThan(0);
    expect(got.stderr).toContain(NAMESPACES[occupied]);
    expect(got.stderr).toContain(`${told?.requirements.length} requirement`);
    expect(got.stderr).toContain(`--${occupied}`);
    const results = got.report?.results ?? [];
    // With another kind, a requirement about other kinds may meet the foreign job, too.
    const unjudged = results.filter(({ verdict, kind }) => verdict === 'inconclusive' && kind === 'tfjob');
    const judged = new Set(results.map(({ id }) => id));
    if (occupied === 'scratch-namespace') {
      expect(told?.requirements.filter((id) => judged.has(id))).toEqual([]);
      expect(unjudged).toEqual([]);
    } else {
      expect([...new Set(unjudged.map(({ id }) => id))].sort()).toEqual(told?.requirements.toSorted());
      expect(unjudged.length).toBe(told?.judgements);
    }
    expect(results.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(target.objects()).toMatchObject([{ metadata: { name: 'foreign' } }]);
  },
  120_000,
);

test('empty namespaces cost nothing, and nothing is said', async () => {
  const target = reference(undefined, { anonymous: true });
  served.push(target);
  const argv = ['--target', target.url, '--scratch-namespace', 'scratch', '--kind', 'tfjob', '--seed', '1'];
  const got = await invoke([...argv, '--only', 'delete-collection/'], { network: target.network });
  expect([got.code, got.stderr, got.report?.occupied]).toEqual([0, '', undefined]);
});
