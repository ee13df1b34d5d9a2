import type { Requirement } from '../harness/types.ts';
import { at, isObject, requirement, specOf, withMember } from './common.ts';

export const read: readonly Requirement[] = [
  requirement('read/answers-with-what-is-stored', {
    tests: ['read.success', 'read.answers-object'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const job = await trial.given.job({ labels: { a: '1' }, annotations: { b: '2' } });
      const answer = await trial.target.read(job);
      const body = trial.expect.accepted(answer, [200]);
      trial.expect.match(body, {
        apiVersion: `${trial.kind.group}/${trial.kind.version}`, kind: trial.kind.kind,
        metadata: { name: job.name, namespace: trial.namespace, uid: job.uid, labels: { a: '1' }, annotations: { b: '2' } },
        spec: specOf(job.sent),
      }, answer);
    },
  }),
  requirement('read/refuses-a-missing-name', {
    tests: ['read.missing', 'read.code.404'],
    needs: ['read/answers-with-what-is-stored'],
    async check(trial) {
      await trial.given.job();
      const answer = await trial.target.read({ name: trial.given.name('never') });
      trial.expect.refused(answer, [404]);
    },
  }),
  requirement('read/does-not-find-a-prefix-of-a-name', {
    tests: ['read.missing'],
    needs: ['read/refuses-a-missing-name'],
    async check(trial) {
      const name = trial.given.name();
      const longest = await trial.given.job({ name: `${name}-abc` });
      const shorter = await trial.given.job({ name: `${name}-ab` });
      for (const job of [longest, shorter]) await trial.expect.stored(job, { metadata: { name: job.name, uid: job.uid } });
      for (const missing of [`${name}-a`, `${name}-abcd`]) trial.expect.refused(await trial.target.read({ name: missing }), [404]);
    },
  }),
  requirement('read/does-not-find-it-in-another-namespace', {
    tests: ['read.namespace'],
    needs: ['read/answers-with-what-is-stored'],
    requires: ['other-namespace'],
    async check(trial) {
      const job = await trial.given.job();
      trial.expect.accepted(await trial.target.read(job), [200]);
      trial.expect.refused(await trial.target.read({ name: job.name, namespace: trial.otherNamespace }), [404]);
    },
  }),
  requirement('read/does-not-find-it-under-another-kind', {
    tests: ['read.kind'],
    needs: ['read/answers-with-what-is-stored'],
    async check(trial) {
      const job = await trial.given.job();
      for (const kind of trial.kinds.filter((other) => other !== trial.kind)) {
        const answer = await trial.target.for(kind).read(job);
        trial.expect.refused(answer, [404]);
      }
    },
  }),
  requirement('read/answers-the-same-twice', {
    tests: ['read.stable'],
    needs: ['read/answers-with-what-is-stored'],
    async check(trial) {
      const job = await trial.given.job({ labels: { a: '1' } });
      const first = await trial.given.now(job);
      const second = await trial.target.read(job);
      const body = trial.expect.accepted(second, [200]);
      if (at(body, 'metadata', 'resourceVersion') === at(first, 'metadata', 'resourceVersion'))
        trial.expect.match(body, first, second);
      else trial.expect.match(body, { metadata: { uid: job.uid, labels: { a: '1' } }, spec: specOf(first) }, second);
    },
  }),
  requirement('read/pretty-prints-when-asked', {
    tests: ['read.query.pretty'],
    needs: ['read/answers-with-what-is-stored'],
    async check(trial) {
      const job = await trial.given.job();
      const answer = await trial.target.read(job, { query: { pretty: 'true' } });
      const body = trial.expect.accepted(answer, [200]);
      trial.expect.match(body, withMember({}, ['metadata', 'uid'], job.uid), answer);
      trial.expect.that(isObject(body) && /\n\s+"/.test(answer.text), {
        message: 'pretty=true gives no indented JSON', expected: 'JSON over several indented lines', received: answer.text.slice(0, 80), answer,
      });
    },
  }),
];
