/** Bodies as clients send them: in chunks, from typed clients, without a namespace, with fields that are unknown. */
import type { Json, JsonObject } from '../../contract/json.ts';
import { podPath } from '../../contract/workloads/replicated.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { expectSpared, optionsBody, OTHER_UID } from '../delete/support.ts';
import { at, firstReplica, nameOf, specOf, uidOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { control, put, writeAll, type Change, type UpdateVerb } from '../support/updates/write.ts';

/** RFC 9110, section 15.5.12: a server may insist on a length. */
function unlessLengthRequired(trial: Trial, answer: Answer): Answer {
  return answer.status === 411 ? trial.notApplicable('the target wants the length of a body (411)') : answer;
}

const chunked = requirement('requests/reads-bodies-in-chunks', {
  tests: ['requests.chunked'],
  needs: ['create/accepts-the-documented-body', 'replace/stores-the-body', 'patch/merges'],
  async check(trial) {
    const manifest = trial.given.manifest({ annotations: { note: 'größe '.repeat(40) } });
    const created = await trial.target.create(manifest, { chunked: true });
    trial.expect.accepted(unlessLengthRequired(trial, created));
    const job = { name: nameOf(manifest) };
    const stored = await trial.expect.stored(job, {
      metadata: { annotations: { note: 'größe '.repeat(40) } },
      spec: specOf(manifest),
    });
    const patched = { metadata: { labels: { sent: 'in-chunks' } } };
    trial.expect.accepted(unlessLengthRequired(trial, await trial.target.patch(job, patched, { chunked: true })));
    await trial.expect.stored(job, patched);
    const made = { ...job, namespace: trial.namespace, sent: manifest, stored, uid: uidOf(stored) };
    const replaced = await put(trial, made, (object) => withMember(object, ['metadata', 'labels', 'sent'], 'again'), {
      chunked: true,
    });
    trial.expect.accepted(unlessLengthRequired(trial, replaced));
    await trial.expect.stored(job, { metadata: { labels: { sent: 'again' } }, spec: specOf(stored) });
  },
});

const chunkedOptions = requirement('requests/reads-the-options-of-a-deletion-in-chunks', {
  tests: ['requests.chunked'],
  needs: ['delete/refuses-another-uid-as-precondition'],
  async check(trial) {
    const job = await trial.given.shared();
    const body = optionsBody({ preconditions: { uid: OTHER_UID } });
    trial.expect.refused(unlessLengthRequired(trial, await trial.target.delete(job, { body, chunked: true })));
    await expectSpared(trial, job, job.stored);
  },
});

/** What encoders of typed objects add, whatever the object. */
const TYPED: readonly Change[] = [
  [['metadata', 'creationTimestamp'], null],
  [['status'], {}],
];

/** What they add to the template of a pod. It may not change, and a server may take this for a change of it. */
const typedTemplate = (trial: Trial, object: JsonObject): Change => [
  [...podPath(trial.kind, firstReplica(trial, object)).slice(0, -1), 'metadata', 'creationTimestamp'],
  null,
];

/** Go's encoder escapes these. */
const NOTE = '<a & b>';

/** Over several lines, with a line break at its end, and with characters escaped in keys and in texts (RFC 8259). */
const spelled = (body: JsonObject): string =>
  `${JSON.stringify(body, null, 2)
    .replaceAll(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`)
    .replace('"annotations"', '"\\u0061nnotations"')}\n`;

const typed = requirement('requests/takes-what-typed-clients-write', {
  tests: ['requests.typed'],
  needs: ['create/accepts-the-documented-body', 'replace/stores-the-body'],
  async check(trial) {
    const plain = trial.given.manifest({ labels: { kept: 'yes' }, annotations: { note: NOTE } });
    const manifest = [...TYPED, typedTemplate(trial, plain)].reduce<JsonObject>(
      (body, [path, value]) => withMember(body, path, value),
      plain,
    );
    trial.expect.accepted(await trial.target.create({ raw: spelled(manifest) }));
    const kept = { labels: { kept: 'yes' }, annotations: { note: NOTE } };
    await trial.expect.stored({ name: nameOf(manifest) }, { metadata: kept, spec: specOf(plain) });
    // Another job: null that a template has kept may count as a change of it (as in Kubernetes 1.30).
    const job = await trial.given.job(kept);
    const answer = await writeAll(trial, 'replace', job, [...TYPED, [['metadata', 'labels', 'typed'], 'yes']]);
    trial.expect.accepted(answer);
    await trial.expect.stored(job, {
      metadata: {
        labels: { kept: 'yes', typed: 'yes' },
        creationTimestamp: at(job.stored, 'metadata', 'creationTimestamp'),
      },
      spec: specOf(job.stored),
    });
  },
});

const withoutNamespace = requirement('requests/takes-the-namespace-of-a-replace-from-its-path', {
  tests: ['requests.namespace'],
  needs: ['replace/stores-the-body', 'create/puts-the-object-into-the-namespace-of-the-path'],
  async check(trial) {
    const job = await trial.given.shared();
    const answer = await writeAll(trial, 'replace', job, [
      [['metadata', 'namespace'], undefined],
      [['metadata', 'labels', 'homeless'], 'yes'],
    ]);
    trial.expect.accepted(answer);
    await trial.expect.stored(job, {
      metadata: { namespace: job.namespace, uid: job.uid, labels: { homeless: 'yes' } },
      spec: specOf(job.stored),
    });
  },
});

/** Places of a field that nobody documents; beside it one in other letters than that which is documented there. */
const places = (
  trial: Trial,
  object: JsonObject,
): readonly (readonly [place: string[], other: string, value: Json])[] => [
  [[], 'Kind', 'Pod'],
  [['metadata'], 'Labels', { kept: 'no' }],
  [['spec'], 'CleanPodPolicy', 'None'],
  [['spec', trial.kind.replicaMap, firstReplica(trial, object)], 'RestartPolicy', 'Always'],
];

/** Dropped, kept or refused (a freedom): the rest of the write is done, or nothing of it. */
const unknownField = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: ['errors.unknown-fields'],
    needs: ['replace/stores-the-body', 'patch/merges'],
    async check(trial) {
      const job = await trial.given.shared({
        labels: { kept: 'yes' },
        annotations: { note: 'kept' },
        spec: { cleanPodPolicy: 'All' },
      });
      await control(trial, verb, job);
      for (const [i, [place, other, value]] of places(trial, job.stored).entries()) {
        const before = await trial.given.known(job);
        const answer = await writeAll(trial, verb, job, [
          [[...place, 'conformanceUnknown'], { any: ['thing', i] }],
          [[...place, other], value],
          [['metadata', 'labels', 'beside'], `b${i}`],
        ]);
        if (answer.status >= 400 && answer.status < 500) {
          trial.choice('unknown-fields', 'unknown-fields-refused', answer);
          await trial.expect.unchanged(job, before);
          continue;
        }
        trial.expect.accepted(answer);
        const stored = await trial.expect.stored(job, {
          apiVersion: before['apiVersion'] ?? null,
          kind: trial.kind.kind,
          metadata: { uid: job.uid, labels: { kept: 'yes', beside: `b${i}` }, annotations: { note: 'kept' } },
          spec: specOf(before),
        });
        const kept = at(stored, ...place, 'conformanceUnknown') !== undefined;
        trial.choice('unknown-fields', kept ? 'unknown-fields-kept' : 'unknown-fields-pruned', answer);
      }
    },
  });

/** What a program in JavaScript may put into every object that it has; each beside a label. */
const POLLUTION: readonly (readonly [body: string, label: string])[] = [
  ['{"__proto__":{"labels":{"everywhere":"yes"},"everywhere":"yes"},"metadata":{"labels":{"beside":"one"}}}', 'one'],
  [
    '{"constructor":{"prototype":{"everywhere":"yes"}},"metadata":{"__proto__":{"everywhere":"yes"},"labels":{"beside":"two"}}}',
    'two',
  ],
];

const members = requirement('requests/members-of-every-object-are-unknown-fields', {
  tests: ['errors.unknown-fields'],
  needs: ['patch/merges'],
  async check(trial) {
    const job = await trial.given.reused({ labels: { beside: 'none' } });
    await control(trial, 'patch', job);
    let beside = 'none';
    for (const [raw, label] of POLLUTION) {
      const answer = await trial.target.patch(job, { raw });
      if (answer.status >= 400 && answer.status < 500) continue;
      trial.expect.accepted(answer);
      beside = label;
    }
    const other = await trial.given.job();
    const stored = [
      await trial.expect.stored(job, { metadata: { name: job.name, labels: { beside } } }),
      await trial.expect.stored(other, { metadata: { name: other.name } }),
    ];
    for (const object of stored)
      for (const part of [object, object['metadata'], at(object, 'metadata', 'labels'), object['spec']])
        trial.expect.that(at(part, 'everywhere') === undefined, {
          message: `A patch with __proto__ put a member into ${nameOf(object)}`,
          expected: 'no member "everywhere" at its top, in metadata, labels or spec',
          received: 'one',
          path: '',
        });
  },
});

export const bodies: readonly Requirement[] = [
  members,
  chunked,
  chunkedOptions,
  typed,
  withoutNamespace,
  unknownField('requests/an-unknown-field-in-a-replace-breaks-nothing', 'replace'),
  unknownField('requests/an-unknown-field-in-a-patch-breaks-nothing', 'patch'),
];
