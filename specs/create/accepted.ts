import { apiVersionOf } from '../../contract/operations.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { manifests } from '../../generators/arbitraries/index.ts';
import { expectIndented } from '../support/expectations.ts';
import { at, firstReplica, itemsOf, metadataOf, nameOf, specOf, uidOf, withMember } from '../support/objects.ts';
import { otherKinds } from '../support/kinds.ts';
import { requirement } from '../support/requirement.ts';
import { createdWhole, ownParts } from '../support/round-trip.ts';
import { documentedWords } from '../support/words.ts';

const needs = ['create/accepts-the-documented-body'];
/** Restart policies that may stand in both places (erratum 18). */
const POLICIES = documentedWords('ReplicaSpec', 'restartPolicy').filter((policy) =>
  documentedWords('PodSpec', 'restartPolicy').includes(policy),
);

export const accepted: readonly Requirement[] = [
  requirement('create/accepts-the-documented-body', {
    tests: ['create.success', 'create.accepts', 'create.stores', 'create.replicas-are-maps'],
    async check(trial) {
      const manifest = trial.given.documented();
      trial.expect.accepted(await trial.target.create(manifest));
      const stored = await trial.expect.stored({ name: nameOf(manifest) }, {});
      trial.expect.match(stored, ownParts(trial.kind, manifest, stored), undefined);
    },
  }),
  requirement('create/answers-the-example-as-documented', {
    tests: ['create.example-answer', 'create.api-version', 'create.answers-object'],
    needs,
    async check(trial) {
      const manifest = trial.given.documented();
      const { answer, stored } = await createdWhole(trial, manifest);
      for (const object of [answer.json, stored]) {
        trial.expect.match(
          object,
          { apiVersion: apiVersionOf(trial.kind), kind: trial.kind.kind, metadata: { namespace: trial.namespace } },
          answer,
        );
        const metadata = metadataOf(object);
        for (const [member, type] of Object.entries({
          uid: 'string',
          resourceVersion: 'string',
          generation: 'number',
          creationTimestamp: 'string',
        }))
          trial.expect.that(typeof metadata[member] === type && metadata[member] !== '', {
            message: `The documented example is answered without ${member}`,
            expected: `a ${type}, as in the documented answer`,
            received: JSON.stringify(metadata[member]) ?? 'nothing',
            path: `/metadata/${member}`,
            answer,
          });
      }
      trial.expect.match(metadataOf(answer.json), { uid: uidOf(stored) }, answer, '/metadata');
    },
  }),
  requirement('create/lists-what-it-made', {
    tests: ['create.stores', 'create.read-your-write'],
    needs,
    async check(trial) {
      for (let i = 1; i <= 3; i += 1) {
        const manifest = trial.given.manifest();
        trial.expect.accepted(await trial.target.create(manifest));
        const answer = await trial.target.list();
        const own = itemsOf(trial.expect.accepted(answer)).filter((item) => nameOf(item) === nameOf(manifest));
        const [item = {}] = own;
        trial.expect.that(own.length === 1, {
          message: 'A list right after a create does not hold the object exactly once',
          expected: `one item ${nameOf(manifest)}`,
          received: String(own.length),
          path: '/items',
          answer,
        });
        const { metadata } = ownParts(trial.kind, manifest, item);
        trial.expect.match(item, { metadata, spec: specOf(manifest) }, answer, '/items');
      }
    },
  }),
  requirement('create/takes-every-spelling-of-a-replica-type', {
    tests: ['create.ps-spellings'],
    needs,
    appliesTo: (kind) => kind.replicaTypes.some(({ aliases }) => aliases !== undefined),
    async check(trial) {
      const { replicaMap, replicaTypes } = trial.kind;
      const smallest = trial.given.manifest();
      const leading = firstReplica(trial, smallest);
      const replica = at(smallest, 'spec', replicaMap, leading) ?? {};
      for (const { name, aliases } of replicaTypes.filter((type) => type.aliases !== undefined))
        for (const spelling of [name, ...(aliases ?? [])]) {
          const manifest = withMember(trial.given.manifest(), ['spec', replicaMap, spelling], replica);
          const { answer, stored } = await createdWhole(trial, manifest);
          if (spelling !== name)
            trial.choice(
              'ps-spelling',
              at(stored, 'spec', replicaMap, spelling) === undefined ? 'ps-canonical' : 'ps-as-sent',
              answer,
            );
          const types = Object.keys(at(stored, 'spec', replicaMap) ?? {});
          const stray = types.filter((type) => type !== leading && type !== name && !aliases?.includes(type));
          trial.expect.that(types.length === 2 && stray.length === 0, {
            message: `Two replica types were sent, one of them spelled ${spelling}, and other types are stored`,
            expected: `${leading}, ${spelling}`,
            received: types.join(', '),
            path: `/spec/${replicaMap}`,
          });
        }
    },
  }),
  requirement('create/keeps-the-job-mode', {
    tests: ['create.job-mode'],
    needs,
    appliesTo: (kind) => kind.specFields.some(({ name }) => name === 'jobMode'),
    async check(trial) {
      for (const jobMode of ['MXTrain', 'MXTune'])
        await createdWhole(trial, trial.given.manifest({ spec: { jobMode } }));
    },
  }),
  requirement('create/takes-the-restart-policy-in-both-places', {
    tests: ['create.restart-policy-places'],
    needs,
    async check(trial) {
      const { replicaMap } = trial.kind;
      for (const [i, policy] of POLICIES.entries()) {
        const other = POLICIES[(i + 1) % POLICIES.length] ?? policy;
        for (const [outer, inner] of [
          [policy, undefined],
          [undefined, policy],
          [policy, other],
        ]) {
          const manifest = trial.given.manifest();
          const replica = ['spec', replicaMap, firstReplica(trial, manifest)];
          const outside = withMember(manifest, [...replica, 'restartPolicy'], outer);
          await createdWhole(trial, withMember(outside, [...replica, 'template', 'spec', 'restartPolicy'], inner));
        }
      }
    },
  }),
  requirement('create/makes-one-object-and-changes-no-other', {
    tests: ['create.only-that'],
    needs,
    async check(trial) {
      const jobs = await trial.given.allAccepted(2, { labels: { app: 'a' } });
      const name = `${jobs[0].name.slice(0, 60)}-x`;
      const before = await Promise.all(jobs.map(async (job) => ({ job, object: await trial.given.read(job) })));
      const others = await otherKinds(trial);
      const made = trial.given.name();
      await createdWhole(trial, trial.given.manifest({ name, labels: { made } }));
      const list = await trial.target.list();
      const own = itemsOf(trial.expect.accepted(list))
        .filter((item) => at(item, 'metadata', 'labels', 'made') === made)
        .map(nameOf);
      trial.expect.that(own.every((one) => one === name) && own.length <= 1, {
        message: 'A single create made other objects, too',
        expected: name,
        received: own.join(', '),
        path: '/items',
        answer: list,
      });
      for (const { job, object } of before) await trial.expect.unchanged(job, object);
      for (const other of others) await other.expect.absent({ name });
      if (trial.otherNamespace !== '') await trial.expect.absent({ name, namespace: trial.otherNamespace });
    },
  }),
  requirement('create/stores-nothing-on-a-dry-run', {
    tests: ['create.dry-run'],
    needs: ['create/refuses-a-taken-name'],
    async check(trial) {
      const manifest = trial.given.manifest();
      const dryRun = await trial.target.create(manifest, { query: { dryRun: 'All' } });
      trial.expect.match(
        trial.expect.accepted(dryRun),
        { kind: trial.kind.kind, metadata: { name: nameOf(manifest) }, spec: specOf(manifest) },
        dryRun,
      );
      await trial.expect.absent({ name: nameOf(manifest) });
      // The name is still free, and once it is taken a dry run says so.
      await createdWhole(trial, manifest);
      trial.expect.refused(await trial.target.create(manifest, { query: { dryRun: 'All' } }));
      // Nor is anything stored under a name that the server would have made.
      const prefix = `${trial.given.name('dry')}-`;
      const generated = withMember(
        trial.given.manifest({ metadata: { generateName: prefix } }),
        ['metadata', 'name'],
        undefined,
      );
      const answer = await trial.target.create(generated, { query: { dryRun: 'All' } });
      if (answer.status >= 300) return;
      const list = await trial.target.list();
      const stored = itemsOf(trial.expect.documented(list))
        .map(nameOf)
        .filter((name) => name.startsWith(prefix));
      trial.expect.that(stored.length === 0, {
        message: 'A dry run of a create with generateName stored an object',
        expected: `no ${prefix}…`,
        received: stored.join(', '),
        path: '/items',
        answer: list,
      });
    },
  }),
  requirement('create/answers-with-a-documented-code', {
    tests: ['create.code.success'],
    needs,
    async check(trial) {
      const answer = await trial.target.create(trial.given.manifest());
      trial.expect.documented(answer);
      trial.choice('create-code', `create-${answer.status}`, answer);
    },
  }),
  requirement('create/answers-with-the-object', {
    tests: ['create.answers-object'],
    needs,
    async check(trial) {
      const manifest = trial.given.manifest({ labels: { team: 'a' }, annotations: { note: 'b' } });
      const answer = await trial.target.create(manifest);
      const body = trial.expect.accepted(answer);
      trial.expect.match(body, ownParts(trial.kind, manifest, body), answer);
      const stored = await trial.given.read({ name: nameOf(manifest) });
      trial.expect.match(metadataOf(body), { uid: uidOf(stored) }, answer, '/metadata');
    },
  }),
  requirement('create/puts-the-object-into-the-namespace-of-the-path', {
    tests: ['create.namespace', 'create.path.namespace'],
    needs,
    async check(trial) {
      const manifest = trial.given.manifest();
      const answer = await trial.target.create(withMember(manifest, ['metadata', 'namespace'], undefined));
      const body = trial.expect.accepted(answer);
      trial.expect.match(at(body, 'metadata', 'namespace'), trial.namespace, answer, '/metadata/namespace');
    },
  }),
  requirement('create/keeps-every-documented-field', {
    tests: ['create.stores', 'create.round-trip'],
    needs,
    check: (trial) =>
      trial.property(
        manifests(trial.kind, { maxReplicas: trial.settings.maxReplicas }),
        async (generated) => void (await createdWhole(trial, trial.given.adopted(generated))),
        8,
      ),
  }),
  requirement('create/shows-the-object-at-once', {
    tests: ['create.read-your-write'],
    needs,
    async check(trial) {
      for (let i = 0; i < 3; i++) {
        const manifest = trial.given.manifest();
        trial.expect.accepted(await trial.target.create(manifest));
        await trial.expect.stored({ name: nameOf(manifest) }, { metadata: { name: nameOf(manifest) } });
      }
    },
  }),
  requirement('create/pretty-prints-when-asked', {
    tests: ['create.query.pretty'],
    needs,
    async check(trial) {
      const { answer } = await createdWhole(trial, trial.given.manifest(), { query: { pretty: true } });
      expectIndented(trial, answer);
    },
  }),
];
