/** Methods that no operation has, and paths that look like those of objects. */
import type { JsonObject } from '../../contract/json.ts';
import { pathOf } from '../../contract/operations.ts';
import type { Answer, Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { expectSpared } from '../delete/support.ts';
import { at, nameOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { control } from '../support/updates/write.ts';

const MARK: JsonObject = { metadata: { labels: { reached: 'yes' } } };
const marked = (job: Job): JsonObject => withMember(job.stored, ['metadata', 'labels', 'reached'], 'yes');

/** No error of the server's; 501 says that it does not know the method (RFC 9110, section 15.6.2). */
function expectNoError(trial: Trial, answer: Answer): void {
  trial.expect.that(answer.status < 500 || answer.status === 501, {
    message: `${answer.method} ${answer.path} ended in the server error ${answer.status}`,
    expected: 'a success, a 4xx or 501',
    received: String(answer.status),
    path: 'status',
    answer,
  });
}

/** Methods of HTTP and WebDAV that the API does not have, each with what it might do to an object. */
const METHODS: readonly { method: string; body?: (job: Job) => JsonObject }[] = [
  { method: 'HEAD' },
  { method: 'OPTIONS' },
  { method: 'TRACE' },
  { method: 'PROPFIND' },
  { method: 'PROPPATCH', body: () => MARK },
  { method: 'LOCK', body: marked },
];

const otherMethods = requirement('requests/other-methods-change-nothing', {
  tests: ['requests.methods'],
  needs: ['read/answers-with-what-is-stored'],
  async check(trial) {
    const job = await trial.given.shared();
    const object = pathOf(trial.kind, trial.namespace, job.name);
    for (const path of [object, pathOf(trial.kind, trial.namespace)])
      for (const { method, body } of METHODS)
        expectNoError(trial, await trial.target.send(method, path, body === undefined ? {} : { body: body(job) }));
    await expectSpared(trial, job, job.stored);
  },
});

/** Where a POST to a name is taken for one to the collection, the name of the body is taken: it is refused as well. */
const postToAName = requirement('requests/a-post-to-the-name-of-an-object-is-refused', {
  tests: ['errors.method-not-allowed'],
  needs: ['read/answers-with-what-is-stored', 'create/refuses-a-taken-name'],
  async check(trial) {
    const job = await trial.given.shared();
    const body = withMember(trial.given.manifest({ name: job.name }), ['metadata', 'labels', 'reached'], 'yes');
    trial.expect.refused(await trial.target.send('POST', pathOf(trial.kind, trial.namespace, job.name), { body }));
    await expectSpared(trial, job, job.stored);
  },
});

/** Ends that make another name of a name, or another path of a path; each as a client sends it. */
const OTHER_NAMES = [
  '.json',
  ';v=1',
  '%3Fpretty=true',
  '%23x',
  '%20',
  '%00x',
  '%7B%7D',
  '{}',
  '%25',
  '.',
  '%2Fconformance',
  '/conformance',
];

const otherNames = requirement('requests/a-longer-path-does-not-reach-the-object', {
  tests: ['requests.path'],
  needs: ['read/does-not-find-a-prefix-of-a-name', 'delete/refuses-a-missing-object'],
  async check(trial) {
    const job = await trial.given.reused();
    await control(trial, 'patch', job);
    const before = await trial.given.read(job);
    const path = pathOf(trial.kind, trial.namespace, job.name);
    for (const end of OTHER_NAMES)
      for (const method of ['GET', 'DELETE']) trial.expect.refused(await trial.target.send(method, path + end));
    await expectSpared(trial, job, before);
  },
});

/** Spellings that a server may clean up, redirect or refuse. */
export const spellings = (trial: Trial, { name }: { name: string }): readonly string[] => {
  const collection = pathOf(trial.kind, trial.namespace);
  return [
    `${collection}/${name}/`,
    `${collection}//${name}`,
    `${collection}/./${name}`,
    `${collection}/other/../${name}`,
    `/${collection}/${name}`,
    `${collection}/${name}?`,
    `${collection}/${name}/%zz`,
  ];
};

/** Every object of JavaScript has members of these names. Another client may have made a job of the first. */
const KNOWN_NAMES = ['constructor', '__proto__'];

const spelled = requirement('requests/a-path-that-is-not-clean-names-the-object-or-nothing', {
  tests: ['requests.path'],
  needs: ['read/answers-with-what-is-stored'],
  async check(trial) {
    const job = await trial.given.shared();
    for (const path of spellings(trial, job)) {
      const answer = await trial.target.send('GET', path);
      expectNoError(trial, answer);
      if (answer.status === 200 && at(answer.json, 'kind') === trial.kind.kind)
        trial.expect.match(nameOf(answer.json), job.name, answer, '/metadata/name');
    }
    for (const name of KNOWN_NAMES) {
      const answer = await trial.target.read({ name });
      expectNoError(trial, answer);
      if (answer.status === 200) trial.expect.match(nameOf(answer.json), name, answer, '/metadata/name');
    }
  },
});

export const methods: readonly Requirement[] = [otherMethods, postToAName, otherNames, spelled];
