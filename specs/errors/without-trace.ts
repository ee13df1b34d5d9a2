/** Each refusal has the documented code, a whole Status, and no trace; nor has a dry run of it. */
import { isObject, type JsonObject } from '../../contract/json.ts';
import { OPERATIONS } from '../../contract/operations.ts';
import { STATUS_REASONS } from '../../contract/structures/index.ts';
import type { Verb } from '../../contract/types.ts';
import type { Accepted, Answer, Job } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Overrides, Trial } from '../../harness/model/trial.ts';
import { at, itemsOf, mapOf, nameOf, withMember } from '../support/objects.ts';
import { owesStatus } from '../support/exchanges.ts';
import { requirement } from '../support/requirement.ts';
import { expectUnmoved } from '../support/unmoved.ts';
import { everyMutableField, LONG_AGO } from '../support/updates/write.ts';
import { expectSpared, HOLD } from '../delete/support.ts';
import { aged, INVALID, REFUSALS, type Query, type Refusal } from './refusals.ts';

/** Every member that a Status of a refusal owes, and their agreement with each other. */
function expectStatus(trial: Trial, answer: Answer): void {
  const body = answer.json;
  trial.expect.that(isObject(body), {
    message: 'A refusal carries no Status',
    expected: 'a JSON object of kind Status',
    received: answer.text.slice(0, 120) || 'an empty body',
    path: '',
    answer,
  });
  trial.expect.match(body, { kind: 'Status', apiVersion: 'v1', status: 'Failure' }, answer);
  const { code, reason } = isObject(body) ? body : {};
  trial.expect.that(code === undefined || code === 0 || code === answer.status, {
    message: 'Status.code is not the HTTP code',
    expected: String(answer.status),
    received: JSON.stringify(code),
    path: '/code',
    answer,
  });
  const owed = typeof reason === 'string' ? STATUS_REASONS[reason] : undefined;
  trial.expect.that(owed === undefined || owed === answer.status, {
    message: 'The reason belongs to another HTTP code',
    expected: `a reason of ${answer.status}`,
    received: `${String(reason)}, which belongs to ${owed}`,
    path: '/reason',
    answer,
  });
}

/** The members of an object: what begins with one is a path from its top. */
const MEMBERS = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

/** Of the causes that name a field of the object, one names that which is wrong, or what holds it. */
function expectNamed(trial: Trial, answer: Answer, wrong: readonly string[]): void {
  const causes = at(answer.json, 'details', 'causes');
  const fields = (Array.isArray(causes) ? causes : [])
    .map((cause) => String(at(cause, 'field') ?? ''))
    .filter((field) => MEMBERS.includes(field.split(/[.[]/)[0] ?? ''));
  const path = wrong.join('.');
  trial.expect.that(
    fields.length === 0 || fields.some((field) => field.startsWith(path) || path.startsWith(`${field}.`)),
    {
      message: 'The causes of a refusal name other fields than the one that is wrong',
      expected: path,
      received: fields.join(', '),
      path: '/details/causes',
      answer,
    },
  );
}

/** The statement of the page, where it has the code. */
const pageCodes = ({ verb, codes }: Refusal): string[] =>
  (codes?.length === 1 ? codes : [])
    .filter(
      (code) =>
        OPERATIONS[verb].statusCodes.includes(code) && !(code === 404 && OPERATIONS[verb].scope === 'collection'),
    )
    .map((code) => `${verb}.code.${code}`);

/** Whether the list shows an object that is not the job, but comes of this judgement or has a name of its kind. */
function isStray(item: JsonObject, job: Accepted, sent: JsonObject): boolean {
  const labels = mapOf(item, 'labels');
  const marks = Object.keys(sent).filter((key) => key.includes('/'));
  const alike = marks.length > 0 && marks.every((key) => labels[key] === sent[key]);
  return nameOf(item) !== job.name && (alike || nameOf(item).startsWith(`${job.name}-`));
}

async function expectNoOther(trial: Trial, job: Accepted): Promise<void> {
  const list = await trial.target.list();
  // What the judgement has sent carries its labels; the job may be that of another one.
  const own = mapOf(trial.given.manifest(), 'labels');
  const made = itemsOf(list.json).filter((item) => isStray(item, job, own));
  trial.expect.that(made.length === 0, {
    message: 'A refused request has created an object',
    expected: 'no other object',
    received: made.map(nameOf).join(', '),
    path: '/items',
    answer: list,
  });
}

/** Verbs of which a dry run has to be refused as well. */
const WRITES: readonly Verb[] = ['create', 'replace', 'patch', 'delete', 'deletecollection'];

/** The job before the refusal: with every mutable field, and held by a finalizer that a deletion might take away. */
function subject({ given, kind }: Trial, { verb, stale }: Refusal): Promise<Job> {
  const overrides: Overrides = {
    labels: { first: 'yes' },
    annotations: { first: 'yes' },
    spec: everyMutableField(kind),
    ...(verb.startsWith('delete') && { metadata: { finalizers: [HOLD] } }),
  };
  // A deletion of the collection reaches what the judgement has made, and nothing else.
  return stale === true || verb === 'deletecollection' ? given.job(overrides) : given.shared(overrides);
}

const refused = (refusal: Refusal): Requirement =>
  requirement(refusal.id, {
    tests: [
      'errors.changes-nothing',
      ...(refusal.wrong === undefined ? [] : ['errors.status.causes.field']),
      ...pageCodes(refusal),
    ],
    needs: [
      'read/answers-with-what-is-stored',
      'errors/carry-a-status',
      ...(refusal.codes?.includes(404) === true ? ['read/refuses-a-missing-name'] : []),
    ],
    async check(trial) {
      const job = await subject(trial, refusal);
      const old = refusal.stale === true ? await aged(trial, job) : job.stored;
      const before = refusal.stale === true ? await trial.given.read(job) : job.stored;
      const queries: Query[] = [{}, ...(WRITES.includes(refusal.verb) ? [{ dryRun: 'All' }] : [])];
      await expectUnmoved(trial, job, before, 'A refused request', async () => {
        for (const [i, query] of queries.entries()) {
          const answer = await refusal.act(trial, job, query, old);
          // What was refused at first cannot be done afterwards: the refusal would have left something behind.
          if (refusal.otherwise !== undefined && i === 0 && answer.status < 300)
            return trial.notApplicable(`the target ${refusal.otherwise}`);
          trial.expect.refused(answer, refusal.codes);
          if (owesStatus(answer)) expectStatus(trial, answer);
          if (refusal.wrong !== undefined) expectNamed(trial, answer, refusal.wrong);
        }
        const stored = await expectSpared(trial, job, before);
        trial.expect.that(at(stored, 'status', 'startTime') !== LONG_AGO, {
          message: 'A refused request has written the status',
          expected: 'the status as it was',
          received: LONG_AGO,
          path: '/status/startTime',
        });
        return stored;
      });
      await expectNoOther(trial, job);
    },
  });

/** A refused create reserves nothing: the next one of its name, which is valid, is accepted. */
const leavesTheNameFree = requirement('errors/a-refused-create-leaves-its-name-free', {
  tests: ['errors.changes-nothing'],
  needs: ['create/accepts-the-documented-body', 'errors/create-invalid-is-refused-without-a-trace'],
  async check(trial) {
    for (const spoil of [INVALID, [['metadata', 'labels', 'bad'], 'not valid!'] as const]) {
      const manifest = trial.given.manifest();
      const answer = await trial.target.create(withMember(manifest, ...spoil));
      trial.expect.refused(answer);
      trial.expect.accepted(await trial.target.create(manifest));
      await trial.expect.stored({ name: nameOf(manifest) }, { metadata: { name: nameOf(manifest) } });
    }
  },
});

export const refusals: readonly Requirement[] = [...REFUSALS.map(refused), leavesTheNameFree];
