/** Bodies that a replace refuses; each beside the same body without what is wrong with it. */
import { KINDS } from '../../contract/kinds.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { nameOf, specOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { writeRefused } from '../support/expectations.ts';
import { put, refusedAll, control } from '../support/updates/write.ts';

const BAD = ['metadata', 'labels', 'bad'];

/** Bodies that contradict their path or the stored object; `other` is a second job. Neither job changes. */
const refuses = (
  id: string,
  tests: readonly string[],
  spoil: (trial: Trial, object: JsonObject, other: Job) => readonly JsonObject[],
  codes?: readonly number[],
): Requirement =>
  requirement(`replace/refuses-${id}`, {
    tests,
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const [job, other] = await trial.given.jobs(2);
      const untouched = await trial.given.read(other);
      await control(trial, 'replace', job);
      const count = spoil(trial, job.stored, other).length;
      await refusedAll(
        trial,
        'replace',
        job,
        Array.from({ length: count }, (_, i) => (object) => spoil(trial, withMember(object, BAD, `b${i}`), other)[i]!),
        codes,
      );
      await trial.expect.unchanged(other, untouched);
    },
  });

const malformed = (id: string, text: (good: string) => string): Requirement =>
  requirement(`replace/refuses-${id}`, {
    tests: ['replace.malformed', 'replace.code.400'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job();
      await control(trial, 'replace', job);
      await writeRefused(
        trial,
        job,
        async () =>
          trial.target.replace(job, { raw: text(JSON.stringify(withMember(await trial.given.read(job), BAD, 'yes'))) }),
        [400, 415, 422],
      );
    },
  });

const without = (object: JsonObject, ...path: string[]): JsonObject => withMember(object, path, undefined);

export const replaceRefusals: readonly Requirement[] = [
  refuses('another-name', ['replace.name-mismatch'], (_, object, other) =>
    [`${nameOf(object)}-x`, other.name].map((name) => withMember(object, ['metadata', 'name'], name)),
  ),
  refuses('a-body-without-a-name', ['replace.name-required'], (_, object) => [
    without(object, 'metadata', 'name'),
    withMember(object, ['metadata', 'name'], ''),
  ]),
  refuses('another-namespace', ['replace.namespace-mismatch'], (trial, object) =>
    ['another-namespace', ...(trial.otherNamespace === '' ? [] : [trial.otherNamespace])].map((name) =>
      withMember(object, ['metadata', 'namespace'], name),
    ),
  ),
  refuses('another-uid', ['replace.uid-mismatch'], (_, object, other) =>
    ['11111111-2222-3333-4444-555555555555', other.uid].map((uid) => withMember(object, ['metadata', 'uid'], uid)),
  ),
  refuses('another-kind', ['replace.kind-mismatch'], (trial, object) =>
    [
      'CronJob',
      `${trial.kind.kind}List`,
      trial.kind.singular,
      ...KINDS.filter(({ kind }) => kind !== trial.kind.kind).map(({ kind }) => kind),
    ].map((kind) => ({ ...object, kind })),
  ),
  refuses('another-api-version', ['replace.api-version-mismatch'], (trial, object) =>
    ['batch/v1', 'v1', `${trial.kind.group}/v99`].map((apiVersion) => ({ ...object, apiVersion })),
  ),
  requirement('replace/never-loses-the-spec', {
    tests: ['replace.spec-required'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job();
      await control(trial, 'replace', job);
      for (const spec of [undefined, {}, null]) {
        const answer = await put(trial, job, (object) => withMember(object, ['spec'], spec));
        // Where changes of immutable fields are ignored, so may be the loss of all of them.
        if (answer.status >= 400) trial.expect.refused(answer);
        else trial.choice('immutable-change', 'immutable-ignored', answer, 'replace');
        await trial.expect.stored(job, {
          spec: { [trial.kind.replicaMap]: specOf(job.stored)[trial.kind.replicaMap] ?? null },
        });
      }
    },
  }),
  malformed('truncated-json', (text) => text.slice(0, -1)),
  malformed('an-empty-body', () => ''),
  malformed('an-array', (text) => `[${text}]`),
  malformed('a-string', (text) => JSON.stringify(text)),
  malformed('json-with-something-after-it', (text) => `${text} x`),
  requirement('replace/reads-no-body-of-another-type', {
    tests: ['replace.media-type'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.job();
      for (const [i, contentType] of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded'].entries()) {
        const before = await trial.given.read(job);
        const answer = await put(trial, job, (object) => withMember(object, ['metadata', 'labels', 'typed'], `t${i}`), {
          contentType,
        });
        if (answer.status >= 400) {
          trial.expect.refused(answer);
          await trial.expect.unchanged(job, before);
        } else {
          trial.expect.accepted(answer);
          await trial.expect.stored(job, {
            metadata: { uid: job.uid, labels: { typed: `t${i}` } },
            spec: specOf(before),
          });
        }
        trial.choice(
          'media-type-refusal',
          answer.status < 300 ? 'body-type-ignored' : `body-type-${answer.status === 415 ? 415 : 400}`,
          answer,
        );
      }
    },
  }),
];
