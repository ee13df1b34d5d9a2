/** Bodies that a replace refuses. A valid one is sent first, as the control. */
import type { Contract } from '../../contract/contract.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import type { Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { siblingVersions } from '../support/kinds.ts';
import { metadataOf, shownOf, specOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { writeRefused } from '../support/expectations.ts';
import { otherUids } from '../support/other-uids.ts';
import { put, refusedAll, control } from '../support/updates/write.ts';
import { noteTypeRefusal } from '../support/media-types.ts';

const BAD = ['metadata', 'labels', 'bad'];

type Spoil = (object: JsonObject) => JsonObject;

/** Bodies that contradict their path or the stored object. `other` is a second job; neither job changes. */
const refuses = (
  id: string,
  tests: readonly string[],
  spoils: (trial: Trial, job: Job, other: Job) => readonly Spoil[],
): Requirement =>
  requirement(id, {
    tests,
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.reused();
      const other = await trial.given.shared();
      await control(trial, 'replace', job);
      const makes = spoils(trial, job, other).map(
        (spoil, i): Spoil =>
          (object) =>
            spoil(withMember(object, BAD, `b${i}`)),
      );
      await refusedAll(trial, 'replace', job, makes);
      await trial.expect.unchanged(other, other.stored);
    },
  });

const setting =
  (path: readonly string[], value: Json | undefined): Spoil =>
  (object) =>
    withMember(object, path, value);

const malformed = (id: string, ...texts: ((good: string) => string)[]): Requirement =>
  requirement(id, {
    tests: ['replace.malformed', 'replace.code.400'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.reused();
      await control(trial, 'replace', job);
      const body = async () => JSON.stringify(withMember(await trial.given.known(job), BAD, 'yes'));
      for (const text of texts)
        await writeRefused(
          trial,
          job,
          async () => trial.target.replace(job, { raw: text(await body()) }),
          [400, 415, 422],
        );
    },
  });

const contradictions = ({ kinds }: Contract): readonly Requirement[] => [
  refuses('replace/refuses-another-name', ['replace.name-mismatch'], (_, job, other) => [
    ...[`${job.name}-x`, other.name].map((name) => setting(['metadata', 'name'], name)),
    // The whole other object, which a server that believes the body would store.
    (object) => withMember(other.stored, ['metadata', 'labels'], metadataOf(object)['labels']),
  ]),
  refuses('replace/refuses-a-body-without-a-name', ['replace.name-required'], () =>
    [undefined, ''].map((name) => setting(['metadata', 'name'], name)),
  ),
  refuses('replace/refuses-another-namespace', ['replace.namespace-mismatch'], ({ otherNamespace }) =>
    ['another-namespace', ...(otherNamespace === '' ? [] : [otherNamespace])].map((name) =>
      setting(['metadata', 'namespace'], name),
    ),
  ),
  refuses('replace/refuses-another-uid', ['replace.uid-mismatch'], (trial, job, other) =>
    [...otherUids(trial, other), shownOf(trial, job.stored, 'uid').slice(0, -1)].map((uid) =>
      setting(['metadata', 'uid'], uid),
    ),
  ),
  refuses('replace/refuses-another-kind', ['replace.kind-mismatch'], ({ kind: own }) =>
    [
      'CronJob',
      `${own.kind}List`,
      own.singular,
      ...kinds.filter(({ kind }) => kind !== own.kind).map(({ kind }) => kind),
    ].map((kind) => setting(['kind'], kind)),
  ),
  refuses('replace/refuses-another-api-version', ['replace.api-version-mismatch'], ({ kind }) =>
    ['batch/v1', 'v1', `${kind.group}/v99`, ...siblingVersions(kind, kinds)].map((apiVersion) =>
      setting(['apiVersion'], apiVersion),
    ),
  ),
];

const MALFORMED: readonly Requirement[] = [
  malformed(
    'replace/refuses-truncated-json',
    (text) => text.slice(0, -1),
    (text) => `${text.slice(0, -1)},}`,
  ),
  malformed('replace/refuses-an-empty-body', () => ''),
  malformed('replace/refuses-an-array', (text) => `[${text}]`),
  malformed('replace/refuses-a-string', (text) => JSON.stringify(text)),
  malformed('replace/refuses-null', () => 'null'),
  malformed(
    'replace/refuses-json-with-something-after-it',
    (text) => `${text} x`,
    (text) => `${text}\n${text}`,
  ),
];

export const replaceRefusals = (contract: Contract): readonly Requirement[] => [
  ...contradictions(contract),
  requirement('replace/never-loses-the-spec', {
    tests: ['replace.spec-required'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.reused();
      await control(trial, 'replace', job);
      for (const spec of [undefined, {}, null]) {
        const answer = await put(trial, job, (object) => withMember(object, ['spec'], spec));
        // A server that ignores changes of immutable fields may ignore this one, too.
        if (answer.status >= 400) trial.expect.refused(answer);
        else trial.choice('immutable-change', 'immutable-ignored', answer, 'replace');
        await trial.expect.stored(job, {
          spec: { [trial.kind.replicaMap]: specOf(job.stored)[trial.kind.replicaMap] ?? null },
        });
      }
    },
  }),
  ...MALFORMED,
  requirement('replace/reads-no-body-of-another-type', {
    tests: ['replace.media-type'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.reused();
      for (const [i, contentType] of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded'].entries()) {
        const before = await trial.given.known(job);
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
        noteTypeRefusal(trial, answer);
      }
    },
  }),
];
