import type { Json, JsonObject } from '../contract/seam.ts';
import type { Job, Overrides, Pattern, Requirement, Trial } from '../harness/types.ts';
import { ABSENT } from '../harness/types.ts';
import { mergePatchesFor } from '../generators/arbitraries/index.ts';
import { mergePatch } from '../generators/merge-patch.ts';
import { at, isObject, metadataOf, nameOf, requirement, specOf, uidOf, versionOf, writeRefused } from './common.ts';

/** From this, by this merge patch, comes that: one rule of RFC 7386 each. */
const merges = (id: string, tests: readonly string[], from: Overrides, patch: JsonObject, to: Pattern): Requirement =>
  requirement(`patch/${id}`, {
    tests,
    needs: id === 'merges' ? ['create/accepts-the-documented-body'] : ['patch/merges'],
    async check(trial) {
      const job = await trial.given.job(from);
      const answer = await trial.target.patch(job, patch);
      trial.expect.match(trial.expect.accepted(answer, [200]), to, answer);
      const stored = await trial.expect.stored(job, to);
      trial.expect.match(stored, { metadata: { name: job.name, uid: job.uid }, spec: { [trial.kind.replicaMap]: specOf(job.stored)[trial.kind.replicaMap] ?? null } }, undefined);
    },
  });

const twin = (trial: Trial, job: Job) => trial.target.patch(job, { metadata: { labels: { twin: 'yes' } } });

/** A patch that has to be refused, after one that differs in the one thing and is accepted. */
const refuses = (id: string, tests: readonly string[], patch: (trial: Trial, job: Job) => Json | { raw: string }, codes?: readonly number[]): Requirement =>
  requirement(`patch/refuses-${id}`, {
    tests,
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.job();
      trial.expect.accepted(await twin(trial, job));
      await writeRefused(trial, job, () => trial.target.patch(job, patch(trial, job)), codes);
    },
  });

/** Another patch type must change nothing; applying it is a deviation known by name (erratum 31). */
const otherType = (id: string, contentType: string | null, body: Json): Requirement =>
  requirement(`patch/does-not-apply-${id}`, {
    tests: ['patch.media-type'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.job({ labels: { app: 'before' } });
      trial.expect.accepted(await twin(trial, job));
      await writeRefused(trial, job, () => trial.target.patch(job, body, { contentType }));
    },
  });

const JSON_PATCH: Json = [{ op: 'add', path: '/metadata/labels/app', value: 'after' }];
const MERGE: Json = { metadata: { labels: { app: 'after' } } };

/** The mutable members of an object: what patches may touch and the model speaks about. */
const mutableParts = (trial: Trial, object: JsonObject): JsonObject => {
  const { labels, annotations } = metadataOf(object);
  const spec = specOf(object);
  const fields = trial.kind.mutable.filter((path) => path.startsWith('spec.')).map((path) => path.slice(5));
  return {
    metadata: { labels: labels ?? {}, annotations: annotations ?? {} },
    spec: Object.fromEntries(fields.flatMap((field) => (spec[field] === undefined ? [] : [[field, spec[field]!]]))),
  };
};

/** What the model expects, as a pattern: what was there before and is gone has to be absent. */
function expected(before: JsonObject, after: JsonObject): Pattern {
  const pattern: { [key: string]: Pattern } = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [at(before, key), at(after, key)];
    if (is === undefined) pattern[key] = ABSENT;
    else pattern[key] = isObject(is) ? expected(isObject(was) ? was : {}, is) : is;
  }
  return pattern;
}

/** Absent maps count as empty; a defaulted field that was removed may show its default, so only what is set is compared. */
function comparable(trial: Trial, pattern: Pattern): Pattern {
  const defaults = new Set(trial.kind.specFields.filter((field) => field.default !== undefined).map((field) => field.name));
  const spec = Object.fromEntries(Object.entries((pattern as { spec: { [key: string]: Pattern } }).spec).filter(([name, value]) => value !== ABSENT || !defaults.has(name)));
  return { ...(pattern as { [key: string]: Pattern }), spec };
}

export const patch: readonly Requirement[] = [
  merges('merges', ['patch.success', 'patch.merges', 'merge-patch.add'], {}, { metadata: { labels: { app: 'test' } } }, { metadata: { labels: { app: 'test' } } }),
  merges('changes-a-member', ['merge-patch.change'], { labels: { app: 'old' } }, { metadata: { labels: { app: 'new' } } }, { metadata: { labels: { app: 'new' } } }),
  merges('removes-by-null', ['merge-patch.null'], { labels: { keep: '1', drop: '2' } }, { metadata: { labels: { drop: null } } }, { metadata: { labels: { keep: '1', drop: ABSENT } } }),
  merges('keeps-what-it-does-not-name', ['merge-patch.keeps'], { labels: { a: '1' }, annotations: { b: '2' } }, { metadata: { labels: { c: '3' } } }, { metadata: { labels: { a: '1', c: '3' }, annotations: { b: '2' } } }),
  merges('ignores-null-for-what-is-absent', ['merge-patch.null-absent'], { labels: { a: '1' } }, { metadata: { labels: { never: null } } }, { metadata: { labels: { a: '1', never: ABSENT } } }),
  merges('makes-the-objects-it-needs', ['merge-patch.absent-target'], {}, { metadata: { annotations: { deep: 'x' } } }, { metadata: { annotations: { deep: 'x' } } }),
  merges('does-several-things-at-once', ['merge-patch.mixed'], { labels: { go: '1', stay: '1', turn: '1' }, annotations: { go: '1' } },
    { metadata: { labels: { go: null, turn: '2', come: '3' }, annotations: { go: null, come: '4' } } },
    { metadata: { labels: { go: ABSENT, stay: '1', turn: '2', come: '3' }, annotations: { go: ABSENT, come: '4' } } }),
  merges('takes-keys-with-slashes', ['merge-patch.keys'], {}, { metadata: { annotations: { 'example.com/a': 'slash' } } }, { metadata: { annotations: { 'example.com/a': 'slash' } } }),
  merges('takes-unicode', ['merge-patch.unicode'], {}, { metadata: { annotations: { note: 'größe 大きさ 😀' } } }, { metadata: { annotations: { note: 'größe 大きさ 😀' } } }),
  merges('empties-nothing-by-an-empty-object', ['merge-patch.empty-object'], { labels: { a: '1' } }, { metadata: { labels: {} } }, { metadata: { labels: { a: '1' } } }),
  merges('takes-the-documented-body', ['patch.example'], { labels: { other: 'x' } }, { metadata: { labels: { app: 'test' } } }, { metadata: { labels: { app: 'test', other: 'x' } } }),
  requirement('patch/removes-a-whole-map-by-null', {
    tests: ['merge-patch.null'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.job({ annotations: { a: '1', b: '2' } });
      trial.expect.accepted(await trial.target.patch(job, { metadata: { annotations: null } }));
      const annotations = metadataOf(await trial.given.now(job))['annotations'];
      for (const key of ['a', 'b']) trial.expect.match(at(annotations, key) ?? null, null, undefined, `/metadata/annotations/${key}`);
    },
  }),
  requirement('patch/without-effect-keeps-everything', {
    tests: ['merge-patch.empty', 'patch.no-effect'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.job({ labels: { a: '1' } });
      for (const patch of [{}, { metadata: {} }, { metadata: { labels: { a: '1' } } }] as JsonObject[]) {
        trial.expect.accepted(await trial.target.patch(job, patch), [200]);
        await trial.expect.stored(job, { metadata: { uid: job.uid, labels: { a: '1' } }, spec: specOf(job.stored) });
      }
    },
  }),
  requirement('patch/follows-rfc-7386', {
    tests: ['merge-patch.rfc7386'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.job();
      await trial.property(mergePatchesFor(trial.kind), async (generated) => {
        const before = mutableParts(trial, await trial.given.now(job));
        const answer = await trial.target.patch(job, generated);
        trial.expect.accepted(answer, [200]);
        const pattern = comparable(trial, expected(before, mergePatch(before, generated) as JsonObject));
        trial.expect.match(mutableParts(trial, answer.json as JsonObject), pattern, answer);
        trial.expect.match(mutableParts(trial, await trial.given.now(job)), pattern, undefined);
      }, 40);
      await trial.expect.stored(job, { metadata: { uid: job.uid }, spec: { [trial.kind.replicaMap]: specOf(job.stored)[trial.kind.replicaMap] ?? null } });
    },
  }),
  requirement('patch/answers-with-what-is-stored', {
    tests: ['patch.answers-object'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.job();
      const answer = await trial.target.patch(job, { metadata: { annotations: { note: 'x' } } });
      const body = trial.expect.accepted(answer, [200]);
      const stored = await trial.given.now(job);
      if (versionOf(stored) === versionOf(body)) trial.expect.match(body, { metadata: stored['metadata']!, spec: specOf(stored) }, answer);
      else trial.expect.match(body, { metadata: { uid: job.uid, annotations: { note: 'x' } }, spec: specOf(stored) }, answer);
    },
  }),
  requirement('patch/takes-a-content-type-with-parameters', {
    tests: ['patch.media-type.parameters'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.job();
      trial.expect.accepted(await trial.target.patch(job, { metadata: { labels: { app: 'x' } } }, { contentType: 'application/merge-patch+json; charset=utf-8' }), [200]);
      await trial.expect.stored(job, { metadata: { labels: { app: 'x' } } });
    },
  }),
  requirement('patch/never-touches-a-missing-object', {
    tests: ['patch.missing'],
    needs: ['patch/merges'],
    async check(trial) {
      trial.expect.accepted(await twin(trial, await trial.given.job()));
      const name = trial.given.name('absent');
      const answer = await trial.target.patch({ name }, { metadata: { labels: { app: 'x' } } });
      trial.saw('patch-missing', answer.status < 300 ? 'patch-missing-creates' : 'patch-missing-404', answer, 'patch');
      if (answer.status < 300) trial.expect.match(trial.expect.accepted(answer), { metadata: { name } }, answer);
      else trial.expect.refused(answer);
    },
  }),
  otherType('json-patch', 'application/json-patch+json', JSON_PATCH),
  otherType('a-strategic-merge-patch', 'application/strategic-merge-patch+json', MERGE),
  otherType('plain-json', 'application/json', MERGE),
  otherType('text', 'text/plain', MERGE),
  otherType('a-patch-without-a-type', null, MERGE),
  refuses('truncated-json', ['patch.malformed', 'patch.code.400'], () => ({ raw: '{"metadata":{"labels":{"app":"x"}}' }), [400, 422]),
  refuses('an-empty-body', ['patch.malformed'], () => ({ raw: '' })),
  refuses('an-array', ['patch.not-an-object'], () => [{ metadata: { labels: { app: 'x' } } }]),
  refuses('a-string', ['patch.not-an-object'], () => 'metadata'),
  refuses('another-name', ['patch.name-mismatch'], (_, job) => ({ metadata: { name: `${job.name}-x`, labels: { app: 'x' } } })),
  refuses('another-namespace', ['patch.namespace-mismatch'], () => ({ metadata: { namespace: 'another-namespace', labels: { app: 'x' } } })),
  refuses('another-uid', ['patch.uid-mismatch'], () => ({ metadata: { uid: '11111111-2222-3333-4444-555555555555', labels: { app: 'x' } } })),
  refuses('another-kind', ['patch.kind-mismatch'], (trial) => ({ kind: trial.kinds.find((kind) => kind !== trial.kind)?.kind ?? 'CronJob', metadata: { labels: { app: 'x' } } })),
  refuses('a-label-that-is-no-string', ['patch.invalid'], () => ({ metadata: { labels: { app: 5 } } })),
  refuses('a-value-out-of-its-enum', ['patch.invalid'], () => ({ spec: { cleanPodPolicy: 'Some' } })),
  refuses('a-mistyped-field', ['patch.invalid'], () => ({ spec: { activeDeadlineSeconds: 'soon' } })),
  requirement('patch/never-loses-the-replica-map', {
    tests: ['immutable.replica-map'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.job();
      trial.expect.accepted(await twin(trial, job));
      const answer = await trial.target.patch(job, { spec: { [trial.kind.replicaMap]: null } });
      if (answer.status >= 400) trial.expect.refused(answer);
      else trial.saw('immutable-change', 'immutable-ignored', answer, 'patch');
      await trial.expect.stored(job, { spec: { [trial.kind.replicaMap]: specOf(job.stored)[trial.kind.replicaMap] ?? null } });
    },
  }),
  requirement('patch/pretty-prints-when-asked', {
    tests: ['patch.query.pretty'],
    needs: ['patch/merges'],
    async check(trial) {
      const job = await trial.given.job();
      const answer = await trial.target.patch(job, { metadata: { labels: { app: 'x' } } }, { query: { pretty: true } });
      const body = trial.expect.accepted(answer);
      trial.expect.match(uidOf(body), job.uid, answer, '/metadata/uid');
      trial.expect.match(nameOf(body), job.name, answer, '/metadata/name');
      trial.expect.that(/\n\s+"/.test(answer.text), { message: 'pretty=true gives no indented JSON', expected: 'JSON over several indented lines', received: answer.text.slice(0, 80), answer });
    },
  }),
];
