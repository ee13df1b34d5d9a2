import type { Json, JsonObject } from '../contract/seam.ts';
import type { Answer, CallOptions, Job, Requirement, Trial } from '../harness/types.ts';
import { ABSENT } from '../harness/types.ts';
import { at, metadataOf, nameOf, requirement, specOf, uidOf, versionOf, withMember, writeRefused } from './common.ts';

/** PUTs the object as it is now with a change; a conflict that the check did not mean (a controller wrote) is retried. */
export async function put(trial: Trial, job: Job, change: (object: JsonObject) => JsonObject, options?: CallOptions): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    const answer = await trial.target.replace(job, change(await trial.given.now(job)), options);
    if (answer.status !== 409 || attempt === 9) return answer;
  }
}

const stale = (trial: Trial, job: Job): Promise<JsonObject> =>
  trial.given.updated(job, (object) => Object.assign(object, withMember(object, ['metadata', 'labels', 'moved'], trial.given.name())));

/** A PUT whose body contradicts its path or the stored object; its twin is the same body without the contradiction. */
const refuses = (id: string, tests: readonly string[], spoil: (trial: Trial, object: JsonObject) => JsonObject, codes?: readonly number[]): Requirement =>
  requirement(`replace/refuses-${id}`, {
    tests,
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job();
      trial.expect.accepted(await put(trial, job, (object) => withMember(object, ['metadata', 'labels', 'twin'], 'yes')));
      await writeRefused(trial, job, async () => trial.target.replace(job, spoil(trial, withMember(await trial.given.now(job), ['metadata', 'labels', 'bad'], 'yes'))), codes);
    },
  });

const malformed = (id: string, text: (good: string) => string): Requirement =>
  requirement(`replace/refuses-${id}`, {
    tests: ['replace.malformed', 'replace.code.400'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job();
      await writeRefused(trial, job, async () => trial.target.replace(job, { raw: text(JSON.stringify(await trial.given.now(job))) }), [400, 415, 422]);
    },
  });

/** A member that the client may send and the server alone decides. */
const keeps = (id: string, tests: readonly string[], path: readonly string[], value: Json): Requirement =>
  requirement(`replace/keeps-${id}`, {
    tests,
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job();
      const before = at(await trial.given.now(job), ...path);
      const answer = await put(trial, job, (object) => withMember(object, path, value));
      if (answer.status >= 400) trial.expect.refused(answer);
      else trial.expect.accepted(answer);
      const after = at(await trial.given.now(job), ...path);
      // A controller may move status and generation meanwhile: those only must not take the client's value.
      const own = path[0] === 'metadata' && path[1] !== 'generation';
      trial.expect.that(own ? JSON.stringify(after) === JSON.stringify(before) : after !== value, {
        message: `A PUT changed ${path.join('.')}, which the server alone sets`, expected: own ? JSON.stringify(before) ?? 'absent' : 'a value of the server\'s',
        received: JSON.stringify(after) ?? 'absent', path: `/${path.join('/')}`, answer,
      });
    },
  });

export const replace: readonly Requirement[] = [
  requirement('replace/stores-the-body', {
    tests: ['replace.success', 'replace.stores'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const job = await trial.given.stored(trial.given.documented());
      const answer = await put(trial, job, (object) => withMember(object, ['metadata', 'labels', 'app'], 'test'));
      const body = trial.expect.accepted(answer, [200, 201]);
      trial.expect.match(body, { metadata: { name: job.name, uid: job.uid, labels: { app: 'test' } }, spec: specOf(job.stored) }, answer);
      await trial.expect.stored(job, { metadata: { uid: job.uid, labels: { app: 'test' } }, spec: specOf(job.stored) });
    },
  }),
  requirement('replace/accepts-what-was-read', {
    tests: ['replace.accepts-what-was-read'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const job = await trial.given.job();
      trial.expect.accepted(await put(trial, job, (object) => object), [200, 201]);
      await trial.expect.stored(job, { metadata: { uid: job.uid }, spec: specOf(job.stored) });
    },
  }),
  requirement('replace/removes-what-the-body-leaves-out', {
    tests: ['replace.full'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job({ labels: { keep: '1', drop: '2' }, annotations: { keep: '1', drop: '2' } });
      const answer = await put(trial, job, (object) =>
        withMember(withMember(object, ['metadata', 'labels', 'drop'], undefined), ['metadata', 'annotations', 'drop'], undefined));
      trial.expect.match(trial.expect.accepted(answer), { metadata: { labels: { keep: '1', drop: ABSENT }, annotations: { keep: '1', drop: ABSENT } } }, answer);
      await trial.expect.stored(job, { metadata: { labels: { keep: '1', drop: ABSENT }, annotations: { keep: '1', drop: ABSENT } } });
    },
  }),
  requirement('replace/answers-with-what-is-stored', {
    tests: ['replace.answers-object'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job();
      const answer = await put(trial, job, (object) => withMember(object, ['metadata', 'annotations', 'note'], 'x'));
      const body = trial.expect.accepted(answer);
      const stored = await trial.given.now(job);
      if (versionOf(stored) === versionOf(body)) trial.expect.match(body, { metadata: stored['metadata']!, spec: specOf(stored) }, answer);
      else trial.expect.match(body, { metadata: { uid: job.uid, annotations: { note: 'x' } }, spec: specOf(stored) }, answer);
    },
  }),
  requirement('replace/moves-the-resource-version', {
    tests: ['metadata.resource-version.moves'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job();
      const before = versionOf(await trial.given.now(job));
      const answer = await put(trial, job, (object) => withMember(object, ['metadata', 'labels', 'app'], 'moved'));
      const after = versionOf(trial.expect.accepted(answer));
      trial.expect.that(after !== '' && after !== before, { message: 'A change kept the resourceVersion', expected: `another than ${before}`, received: after, path: '/metadata/resourceVersion', answer });
    },
  }),
  requirement('replace/refuses-a-stale-version', {
    tests: ['locking.stale'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job();
      const old = await trial.given.now(job);
      await stale(trial, job);
      await writeRefused(trial, job, () => trial.target.replace(job, withMember(old, ['metadata', 'labels', 'late'], 'yes')));
    },
  }),
  requirement('replace/refuses-a-stale-version-with-409-conflict', {
    tests: ['locking.stale.code'],
    needs: ['replace/refuses-a-stale-version'],
    async check(trial) {
      const job = await trial.given.job();
      const old = await trial.given.now(job);
      await stale(trial, job);
      const answer = await trial.target.replace(job, withMember(old, ['metadata', 'labels', 'late'], 'yes'));
      trial.expect.refused(answer, [409]);
      trial.expect.match(answer.json, { kind: 'Status', reason: 'Conflict' }, answer);
    },
  }),
  refuses('another-name', ['replace.name-mismatch'], (_, object) => withMember(object, ['metadata', 'name'], `${nameOf(object)}-x`)),
  refuses('another-namespace', ['replace.namespace-mismatch'], (_, object) => withMember(object, ['metadata', 'namespace'], 'another-namespace')),
  refuses('another-uid', ['replace.uid-mismatch'], (_, object) => withMember(object, ['metadata', 'uid'], '11111111-2222-3333-4444-555555555555')),
  refuses('another-kind', ['replace.kind-mismatch'], (trial, object) => ({ ...object, kind: trial.kinds.find((kind) => kind !== trial.kind)?.kind ?? 'CronJob' })),
  refuses('another-api-version', ['replace.api-version-mismatch'], (_, object) => ({ ...object, apiVersion: 'batch/v1' })),
  requirement('replace/never-loses-the-spec', {
    tests: ['replace.spec-required'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job();
      trial.expect.accepted(await put(trial, job, (object) => withMember(object, ['metadata', 'labels', 'twin'], 'yes')));
      const answer = await put(trial, job, (object) => withMember(object, ['spec'], undefined));
      // Where changes of immutable fields are ignored, so may be the loss of all of them.
      if (answer.status >= 400) trial.expect.refused(answer);
      else trial.saw('immutable-change', 'immutable-ignored', answer, 'replace');
      await trial.expect.stored(job, { spec: { [trial.kind.replicaMap]: specOf(job.stored)[trial.kind.replicaMap] ?? null } });
    },
  }),
  malformed('truncated-json', (text) => text.slice(0, -1)),
  malformed('an-empty-body', () => ''),
  malformed('an-array', (text) => `[${text}]`),
  requirement('replace/never-touches-a-missing-object', {
    tests: ['replace.missing'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job();
      const name = trial.given.name('absent');
      let body = await trial.given.now(job);
      for (const member of ['uid', 'resourceVersion', 'creationTimestamp', 'selfLink', 'generation']) body = withMember(body, ['metadata', member], undefined);
      const answer = await trial.target.replace({ name }, withMember(body, ['metadata', 'name'], name));
      trial.saw('replace-missing', answer.status < 300 ? 'replace-missing-creates' : 'replace-missing-404', answer, 'replace');
      if (answer.status < 300) {
        trial.expect.accepted(answer, [200, 201]);
        await trial.expect.stored({ name }, { metadata: { name } });
      } else {
        trial.expect.refused(answer);
        await trial.expect.absent({ name });
      }
    },
  }),
  keeps('the-uid-when-left-out', ['metadata.uid.kept'], ['metadata', 'uid'], null),
  keeps('the-creation-timestamp', ['metadata.server-set.replace'], ['metadata', 'creationTimestamp'], '2001-01-01T00:00:00Z'),
  keeps('the-start-time-of-the-status', ['status.not-writable'], ['status', 'startTime'], '2001-01-01T00:00:00Z'),
  requirement('replace/raises-the-generation-with-the-spec', {
    tests: ['metadata.generation.moves'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job();
      const before = at(await trial.given.now(job), 'metadata', 'generation');
      const answer = await put(trial, job, (object) => withMember(object, ['spec', 'activeDeadlineSeconds'], 7200));
      const after = at(trial.expect.accepted(answer), 'metadata', 'generation');
      trial.expect.that(typeof before === 'number' && typeof after === 'number' && after > before, {
        message: 'A change of the spec did not raise the generation', expected: `more than ${String(before)}`, received: String(after), path: '/metadata/generation', answer,
      });
    },
  }),
  requirement('replace/touches-nothing-else', {
    tests: ['replace.stores'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const [job, other] = await trial.given.jobs(2, { labels: { app: 'same' } });
      if (job === undefined || other === undefined) return trial.inconclusive('two jobs are needed');
      const before = await trial.given.now(other);
      trial.expect.accepted(await put(trial, job, (object) => withMember(object, ['metadata', 'labels', 'app'], 'changed')));
      await trial.expect.unchanged(other, before);
    },
  }),
  requirement('replace/pretty-prints-when-asked', {
    tests: ['replace.query.pretty'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job();
      const answer = await put(trial, job, (object) => object, { query: { pretty: true } });
      const body = trial.expect.accepted(answer);
      trial.expect.match(uidOf(body), job.uid, answer, '/metadata/uid');
      trial.expect.that(/\n\s+"/.test(answer.text), { message: 'pretty=true gives no indented JSON', expected: 'JSON over several indented lines', received: answer.text.slice(0, 80), answer });
    },
  }),
  requirement('replace/keeps-annotations-of-others', {
    tests: ['metadata.annotations.preserved'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job({ annotations: { theirs: 'kept' } });
      trial.expect.accepted(await put(trial, job, (object) => withMember(object, ['metadata', 'labels', 'app'], 'x')));
      const metadata = metadataOf(await trial.given.now(job));
      trial.expect.match(metadata, { annotations: { theirs: 'kept' } }, undefined, '/metadata');
    },
  }),
];
