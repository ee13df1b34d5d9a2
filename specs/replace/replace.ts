import { apiVersionOf } from '../../contract/operations.ts';
import { example } from '../../contract/examples.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Replacement } from '../../generators/arbitraries/changes/replacements.ts';
import { replacementsFor } from '../../generators/arbitraries/changes/replacements.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Pattern, Trial } from '../../harness/model/trial.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { ABSENT } from '../../harness/model/trial.ts';
import { at, mapOf, metadataOf, nameOf, specOf, versionOf, withMember } from '../support/objects.ts';
import { mutableSpecFields } from '../support/kinds.ts';
import { requirement } from '../support/requirement.ts';
import { richJob } from '../support/rich-job.ts';
import { dryRunStoresNothing } from '../support/updates/dry-run.ts';
import {
  answersWithStored,
  everyMutableField,
  furnished,
  expectPretty,
  ok,
  put,
  writeCurrent,
  type Change,
} from '../support/updates/write.ts';

/** What a replace may change of an object. */
type Content = Readonly<Record<keyof Replacement, JsonObject>>;

const NOTHING: Content = { labels: {}, annotations: {}, spec: {} };

/** The object with this content in place of its own. */
function replaced(trial: Trial, object: JsonObject, wanted: Content): JsonObject {
  const kept = Object.fromEntries(
    Object.entries(specOf(object)).filter(([name]) => !mutableSpecFields(trial.kind).includes(name)),
  );
  const { labels, annotations } = wanted;
  return { ...object, metadata: { ...metadataOf(object), labels, annotations }, spec: { ...kept, ...wanted.spec } };
}

/** All of the wanted content is there, and nothing of the content before that it leaves out. */
function expectReplaced(trial: Trial, object: JsonObject, was: Content, wanted: Content, answer?: Answer): void {
  const pattern = (before: JsonObject, now: JsonObject): Pattern => ({
    ...Object.fromEntries(Object.keys(before).map((key) => [key, ABSENT])),
    ...now,
  });
  for (const map of ['labels', 'annotations'] as const) {
    trial.expect.match(metadataOf(object)[map] ?? {}, pattern(was[map], wanted[map]), answer, `/metadata/${map}`);
  }
  const mutable = mutableSpecFields(trial.kind);
  for (const { name, default: byDefault } of trial.kind.specFields.filter((field) => mutable.includes(field.name))) {
    const value = at(object, 'spec', name);
    const sent = at(wanted.spec, name);
    if (sent !== undefined) trial.expect.match(value, sent, answer, `/spec/${name}`);
    else if (value === null || value !== byDefault)
      trial.expect.match(value ?? undefined, ABSENT, answer, `/spec/${name}`);
  }
}

export const replace: readonly Requirement[] = [
  requirement('replace/stores-the-body', {
    tests: ['replace.success', 'replace.stores'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const job = await trial.given.created(trial.given.documented());
      const answer = await put(trial, job, (object) => withMember(object, ['metadata', 'labels', 'app'], 'test'));
      const body = trial.expect.documented(answer);
      trial.expect.match(
        body,
        { metadata: { name: job.name, uid: job.uid, labels: { app: 'test' } }, spec: specOf(job.stored) },
        answer,
      );
      await trial.expect.stored(job, { metadata: { uid: job.uid, labels: { app: 'test' } }, spec: specOf(job.stored) });
    },
  }),
  requirement('replace/accepts-what-was-read', {
    tests: ['replace.accepts-what-was-read'],
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      // With each type of replica and each field, so that what a server reads and does not write back is missed.
      const job = (await richJob(trial)) ?? (await trial.given.reused());
      trial.expect.documented(await put(trial, job, (object) => object));
      await trial.expect.stored(job, { metadata: { uid: job.uid }, spec: specOf(job.stored) });
    },
  }),
  requirement('replace/removes-what-the-body-leaves-out', {
    tests: ['replace.full'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.accepted({
        labels: { keep: '1', drop: '2' },
        annotations: { keep: '1', drop: '2' },
      });
      const answer = await put(trial, job, (object) =>
        withMember(
          withMember(object, ['metadata', 'labels', 'drop'], undefined),
          ['metadata', 'annotations', 'drop'],
          undefined,
        ),
      );
      trial.expect.match(
        trial.expect.accepted(answer),
        { metadata: { labels: { keep: '1', drop: ABSENT }, annotations: { keep: '1', drop: ABSENT } } },
        answer,
      );
      await trial.expect.stored(job, {
        metadata: { labels: { keep: '1', drop: ABSENT }, annotations: { keep: '1', drop: ABSENT } },
      });
    },
  }),
  requirement('replace/removes-everything-that-the-body-leaves-out-at-once', {
    tests: ['replace.full'],
    needs: ['replace/removes-what-the-body-leaves-out'],
    async check(trial) {
      const was = {
        labels: { drop: '1' },
        annotations: { first: '1', 'example.com/second': '2' },
        spec: everyMutableField(trial.kind),
      };
      const job = await trial.given.accepted(was);
      const answer = await put(trial, job, (object) => {
        const bare = withMember(
          withMember(object, ['metadata', 'labels', 'drop'], undefined),
          ['metadata', 'annotations'],
          undefined,
        );
        return mutableSpecFields(trial.kind).reduce((copy, name) => withMember(copy, ['spec', name], undefined), bare);
      });
      trial.expect.accepted(answer);
      expectReplaced(trial, await trial.expect.stored(job, {}), was, NOTHING);
    },
  }),
  requirement('replace/removes-maps-that-are-empty-or-left-out', {
    tests: ['replace.full'],
    needs: ['replace/removes-what-the-body-leaves-out'],
    async check(trial) {
      const was = {
        labels: { drop: '1', 'example.com/drop': '2' },
        annotations: { drop: '1', 'example.com/drop': '2' },
        spec: {},
      };
      for (const map of ['labels', 'annotations'] as const) {
        for (const value of map === 'labels' ? [undefined, {}, null] : [undefined, {}]) {
          const job = await trial.given.reused(was);
          const answer = await put(trial, job, (object) => withMember(object, ['metadata', map], value));
          // A null is no object: a server may refuse it.
          if (value === null && !ok(answer)) trial.expect.refused(answer);
          else trial.expect.accepted(answer);
          if (!ok(answer)) continue;
          expectReplaced(trial, await trial.expect.stored(job, { metadata: { uid: job.uid } }), was, {
            ...was,
            [map]: {},
          });
        }
      }
    },
  }),
  requirement('replace/stores-what-any-body-says-and-nothing-else', {
    tests: ['replace.stores', 'replace.full'],
    needs: ['replace/removes-everything-that-the-body-leaves-out-at-once'],
    async check(trial) {
      const job = await trial.given.reused();
      const own = mapOf(job.stored, 'labels');
      let last = NOTHING;
      let current: JsonObject | undefined;
      await trial.property(
        replacementsFor(trial.kind),
        async (wanted) => {
          const was = last;
          const from = current;
          // After a failure nothing is known of what is stored.
          current = undefined;
          const { answer } = await writeCurrent(
            trial,
            job,
            (object) =>
              trial.target.replace(job, replaced(trial, object, { ...wanted, labels: { ...own, ...wanted.labels } })),
            from,
          );
          const body = trial.expect.accepted(answer);
          last = wanted;
          expectReplaced(trial, body, was, wanted, answer);
          const stored = await trial.expect.stored(job, {});
          expectReplaced(trial, stored, was, wanted);
          current = stored;
        },
        12,
      );
      await trial.expect.stored(job, {
        metadata: { uid: job.uid },
        spec: { [trial.kind.replicaMap]: specOf(job.stored)[trial.kind.replicaMap] ?? null },
      });
    },
  }),
  requirement('replace/takes-the-documented-body', {
    tests: ['replace.example'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const documented = example(trial.kind, 'replace', 'request');
      if (documented === undefined) return trial.notApplicable('the page shows no body');
      const job = await trial.given.created(trial.given.documented());
      const labels = mapOf(documented, 'labels');
      const { spec, status } = trial.given.adopted(documented);
      // The name, uid and version of the example belong to another object, so those of the stored one take their place.
      const answer = await put(trial, job, (object) => ({
        ...documented,
        spec: spec ?? {},
        ...(status === undefined ? {} : { status }),
        metadata: { ...metadataOf(object), labels: { ...mapOf(object, 'labels'), ...labels } },
      }));
      const changed = Object.fromEntries(
        mutableSpecFields(trial.kind).flatMap((name) => {
          const value = at(spec, name);
          return value === undefined ? [] : [[name, value]];
        }),
      );
      trial.expect.match(trial.expect.documented(answer), { metadata: { labels }, spec: changed }, answer);
      await trial.expect.stored(job, {
        metadata: { uid: job.uid, labels },
        spec: { ...specOf(job.stored), ...changed },
      });
    },
  }),
  requirement('replace/answers-with-what-is-stored', {
    tests: ['replace.answers-object'],
    needs: ['replace/stores-the-body'],
    check: (trial) => answersWithStored(trial, 'replace'),
  }),
  requirement('replace/never-touches-a-missing-object', {
    tests: ['replace.missing'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.reused();
      const name = trial.given.name('absent');
      let body = await trial.given.read(job);
      for (const member of ['uid', 'resourceVersion', 'creationTimestamp', 'selfLink', 'generation'])
        body = withMember(body, ['metadata', member], undefined);
      const answer = await trial.target.replace({ name }, withMember(body, ['metadata', 'name'], name));
      if (answer.status < 300) {
        trial.choice('replace-missing', 'replace-missing-creates', answer, 'replace');
        trial.expect.documented(answer);
        await trial.expect.stored({ name }, { metadata: { name } });
      } else {
        trial.expect.refused(answer);
        trial.choice('replace-missing', `replace-missing-${answer.status}`, answer, 'replace');
        await trial.expect.absent({ name });
      }
    },
  }),
  requirement('replace/refuses-a-missing-object-with-404-not-found', {
    tests: ['replace.missing.code'],
    needs: ['read/refuses-a-missing-name', 'replace/never-touches-a-missing-object'],
    async check(trial) {
      const job = await trial.given.reused();
      const body = trial.given.manifest({ name: trial.given.name('absent') });
      const ref = { name: nameOf(body) };
      const first = await trial.target.replace(ref, body);
      if (first.status < 300) trial.notApplicable('the target creates what a replace does not find');
      const version = versionOf(await trial.given.read(job));
      const versioned = await trial.target.replace(ref, withMember(body, ['metadata', 'resourceVersion'], version));
      // A server may first refuse the body for its lack of a resourceVersion.
      for (const answer of first.status === 404 ? [first, versioned] : [versioned]) {
        trial.expect.refused(answer, [404]);
        trial.expect.match(answer.json, { kind: 'Status', reason: 'NotFound' }, answer);
      }
    },
  }),
  requirement('replace/without-effect-keeps-everything', {
    tests: ['replace.no-effect'],
    needs: ['replace/accepts-what-was-read'],
    async check(trial) {
      const job = await furnished(trial);
      for (let time = 0; time < 3; time += 1) {
        const before = await trial.given.known(job);
        let sent: JsonObject = before;
        const answer = await put(trial, job, (object) => (sent = object));
        trial.expect.documented(answer);
        await trial.expect.unchanged(job, before);
        trial.choice(
          'no-op-write',
          versionOf(answer.json) === versionOf(sent) ? 'no-op-keeps-rv' : 'no-op-moves-rv',
          answer,
        );
      }
    },
  }),
  dryRunStoresNothing('replace/dry-run-stores-nothing', 'replace'),
  requirement('replace/pretty-prints-when-asked', {
    tests: ['replace.query.pretty'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.reused();
      const answer = await put(trial, job, (object) => withMember(object, ['metadata', 'labels', 'app'], 'x'), {
        query: { pretty: true },
      });
      expectPretty(trial, answer, {
        apiVersion: apiVersionOf(trial.kind),
        kind: trial.kind.kind,
        metadata: { name: job.name, uid: job.uid, labels: { app: 'x' } },
        spec: specOf(job.stored),
      });
      await trial.expect.stored(job, { metadata: { labels: { app: 'x' } } });
    },
  }),
  requirement('replace/keeps-annotations-of-others', {
    tests: ['metadata.annotations.preserved'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await trial.given.accepted({ annotations: { theirs: 'kept' } });
      const changes: Change[] = [
        [['metadata', 'labels', 'app'], 'x'],
        ...Object.entries(everyMutableField(trial.kind)).map(([name, value]): Change => [['spec', name], value]),
      ];
      for (const [path, value] of changes) {
        trial.expect.accepted(await put(trial, job, (object) => withMember(object, path, value)));
        trial.expect.match(
          metadataOf(await trial.given.read(job)),
          { annotations: { theirs: 'kept' } },
          undefined,
          '/metadata',
        );
      }
    },
  }),
];
