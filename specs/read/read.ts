import { isPromise, succeeds } from '../../contract/operations.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { expectIndented, expectSame, STILL } from '../support/expectations.ts';
import { metadataOf, nameOf, specOf, versionOf } from '../support/objects.ts';
import { otherKinds } from '../support/kinds.ts';
import { requirement } from '../support/requirement.ts';
import { ownParts } from '../support/round-trip.ts';
import { write } from '../support/updates/write.ts';

export const read: readonly Requirement[] = [
  requirement('read/answers-with-what-is-stored', {
    tests: ['read.success', 'read.answers-object', 'read.code.success'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      // Not by `given.job`, which makes the check inconclusive where the read fails.
      const sent = trial.given.manifest({ labels: { a: '1' }, annotations: { b: '2' } });
      const made = await trial.target.create(sent);
      if (made.status >= 300) return trial.inconclusive(`the create was answered ${made.status}`);
      const name = nameOf(sent);
      let answer = await trial.target.read({ name });
      if (isPromise(made.verb, made.status))
        await trial.eventually(async () => {
          answer = await trial.target.read({ name });
          return succeeds('read', answer.status) ? true : undefined;
        });
      trial.expect.match(
        trial.expect.documented(answer),
        {
          apiVersion: `${trial.kind.group}/${trial.kind.version}`,
          kind: trial.kind.kind,
          metadata: { name, namespace: trial.namespace, labels: { a: '1' }, annotations: { b: '2' } },
          spec: specOf(sent),
        },
        answer,
      );
    },
  }),
  requirement('read/refuses-a-missing-name', {
    tests: ['read.missing', 'read.code.404'],
    needs: ['read/answers-with-what-is-stored'],
    async check(trial) {
      await trial.given.shared();
      // A Status is owed for each of them, indented or not.
      for (const query of [{}, { pretty: 'true' }])
        trial.expect.refused(await trial.target.read({ name: trial.given.name('never') }, { query }), [404]);
    },
  }),
  requirement('read/answers-with-the-documented-example', {
    tests: ['read.example-answer', 'read.answers-object'],
    needs: ['read/answers-with-what-is-stored'],
    async check(trial) {
      const sent = trial.given.documented();
      const job = await trial.given.created(sent);
      const answer = await trial.target.read(job);
      const body = trial.expect.documented(answer);
      trial.expect.match(body, { metadata: { namespace: trial.namespace, uid: job.uid } }, answer);
      trial.expect.match(body, ownParts(trial.kind, sent, body), answer);
    },
  }),
  requirement('read/tells-several-objects-apart', {
    tests: ['read.path.name', 'read.path.namespace', 'read.answers-object'],
    needs: ['read/answers-with-what-is-stored'],
    async check(trial) {
      const { jobs } = await trial.given.sharedSet(
        ['', '-a', 'a', '-a-b'].map((name, i) => ({ name, labels: { turn: String(i) } })),
      );
      for (const [i, job] of [...jobs.entries()].toReversed()) {
        const labels = { turn: String(i) };
        const answer = await trial.target.read(job);
        const metadata = { name: job.name, namespace: trial.namespace, uid: job.uid, labels };
        trial.expect.match(trial.expect.documented(answer), { kind: trial.kind.kind, metadata }, answer);
      }
    },
  }),
  requirement('read/shows-the-latest-write', {
    tests: ['read.answers-object'],
    needs: ['read/answers-with-what-is-stored', 'replace/stores-the-body', 'patch/merges'],
    async check(trial) {
      const job = await trial.given.reused({ labels: { turn: '0' } });
      for (const turn of ['1', '2', '3', '4']) {
        const verb = turn === '1' || turn === '3' ? 'replace' : 'patch';
        trial.expect.accepted(await write(trial, verb, job, ['metadata', 'labels', 'turn'], turn));
        await trial.expect.stored(job, { metadata: { uid: job.uid, labels: { turn } }, spec: specOf(job.stored) });
      }
    },
  }),
  requirement('read/does-not-find-a-prefix-of-a-name', {
    tests: ['read.missing', 'read.path.name'],
    needs: ['read/refuses-a-missing-name'],
    async check(trial) {
      const name = trial.given.name();
      const longest = await trial.given.accepted({ name: `${name}-abc` });
      const shorter = await trial.given.accepted({ name: `${name}-ab` });
      for (const job of [longest, shorter]) await trial.expect.stored(job, { metadata: { name: job.name } });
      for (const missing of [`${name}-a`, `${name}-abcd`, name, `${name}-b`])
        await trial.expect.absent({ name: missing });
      for (const none of [`${name}-ab`.toUpperCase(), `${name}-ab.json`])
        trial.expect.refused(await trial.target.read({ name: none }));
    },
  }),
  requirement('read/does-not-find-it-in-another-namespace', {
    tests: ['read.namespace', 'read.path.namespace'],
    needs: ['read/answers-with-what-is-stored'],
    requires: ['other-namespace'],
    async check(trial) {
      const job = await trial.given.shared();
      trial.expect.documented(await trial.target.read(job));
      await trial.expect.absent({ name: job.name, namespace: trial.otherNamespace });
    },
  }),
  requirement('read/does-not-find-it-under-another-kind', {
    tests: ['read.kind'],
    needs: ['read/answers-with-what-is-stored'],
    async check(trial) {
      const job = await trial.given.shared();
      for (const other of await otherKinds(trial)) await other.expect.absent(job);
    },
  }),
  requirement('read/answers-the-same-twice', {
    tests: ['read.stable'],
    needs: ['read/answers-with-what-is-stored'],
    async check(trial) {
      const job = await trial.given.shared({ labels: { a: '1' } });
      const states: JsonObject[] = [job.stored];
      for (let i = 0; i < 5; i += 1) states.push(await trial.given.read(job));
      for (const [i, state] of states.entries()) {
        const last = states[i - 1];
        if (last === undefined) continue;
        const settled = versionOf(state) === versionOf(last);
        trial.expect.match(
          state,
          settled ? last : { metadata: { uid: job.uid, labels: { a: '1' } }, spec: specOf(last) },
          undefined,
        );
        if (settled) expectSame(trial, state, last, undefined, '');
      }
      // A controller writes now and then, and what it writes shows: where each read has another version and nothing
      // else is
      // different, it is the reads that move it.
      const idle = (state: JsonObject): string =>
        JSON.stringify({ ...state, metadata: { ...metadataOf(state), resourceVersion: '', managedFields: null } });
      trial.expect.that(new Set(states.map(versionOf)).size < states.length || new Set(states.map(idle)).size > 1, {
        message: 'Each read shows another resourceVersion of an object that does not change',
        expected: 'the resourceVersion of the last write',
        received: states.map(versionOf).join(', '),
        path: '/metadata/resourceVersion',
      });
    },
  }),
  requirement('read/pretty-prints-when-asked', {
    tests: ['read.query.pretty'],
    needs: ['read/answers-with-what-is-stored'],
    async check(trial) {
      const job = await trial.given.shared();
      const same = await trial.eventually(async () => {
        const plain = await trial.given.read(job);
        const answer = await trial.target.read(job, { query: { pretty: 'true' } });
        const body = trial.expect.documented(answer);
        expectIndented(trial, answer);
        trial.expect.match(body, { metadata: { uid: metadataOf(plain)['uid'] }, spec: specOf(plain) }, answer);
        if (versionOf(body) !== versionOf(plain)) return undefined;
        expectSame(trial, body, plain, answer, '');
        return true;
      }, STILL);
      if (same === undefined) trial.inconclusive('the object never stood still between two reads');
    },
  }),
];
