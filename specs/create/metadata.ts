/** What the server sets of an object's metadata, and that no client sets it by a create. */
import { pathOf } from '../../contract/operations.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, itemsOf, metadataOf, nameOf, specOf, versionOf, withMember } from '../support/objects.ts';
import { otherKinds } from '../support/kinds.ts';
import { requirement } from '../support/requirement.ts';

const needs = ['create/accepts-the-documented-body'];
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]00:00)$/;
const LONG_AGO = '2001-01-01T00:00:00Z';

/** What a client might send for what the server sets. No number for resourceVersion: Kubernetes fails at those. */
const THEIRS: Readonly<Record<string, Json>> = {
  uid: '11111111-2222-3333-4444-555555555555',
  creationTimestamp: LONG_AGO,
  selfLink: '/made/up',
  resourceVersion: 'made-up',
  generation: 7,
  deletionTimestamp: LONG_AGO,
  deletionGracePeriodSeconds: 77,
};

const takesNot = (member: string, value: Json): Requirement =>
  requirement(`create/does-not-take-${member.replaceAll(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}-from-the-client`, {
    tests: [
      'metadata.server-set.create',
      `constraint.ObjectMeta.${member}.readOnly`,
      ...(member === 'deletionTimestamp' ? ['metadata.deletion-timestamp.absent'] : []),
    ],
    needs,
    async check(trial) {
      await trial.given.job();
      const manifest = withMember(trial.given.manifest(), ['metadata', member], value);
      const answer = await trial.target.create(manifest);
      trial.choice('assigned-metadata', answer.status < 300 ? 'assigned-dropped' : 'assigned-refused', answer);
      if (answer.status >= 400) {
        trial.expect.refused(answer);
        return trial.expect.absent({ name: nameOf(manifest) });
      }
      const read = await trial.target.read({ name: nameOf(manifest) });
      for (const [body, of] of [
        [trial.expect.accepted(answer), answer],
        [trial.expect.accepted(read, [200]), read],
      ] as const)
        trial.expect.that(metadataOf(body)[member] !== value, {
          message: `The client's ${member} became the object's`,
          expected: "a value of the server's, or none",
          received: JSON.stringify(value),
          path: `/metadata/${member}`,
          answer: of,
        });
    },
  });

/** The object in the answer to its create, as it is read, and as it is listed. */
async function views(
  trial: Trial,
  manifest: JsonObject,
): Promise<[what: string, object: JsonObject, answer: Answer][]> {
  const created = await trial.target.create(manifest);
  const body = trial.expect.accepted(created);
  const read = await trial.target.read({ name: nameOf(manifest) });
  const list = await trial.target.list();
  const listed = itemsOf(trial.expect.accepted(list)).filter((item) => nameOf(item) === nameOf(manifest));
  const stored = trial.expect.accepted(read, [200]);
  // What is shown has to be the object, or nothing could be wrong with it.
  for (const [object, answer] of [
    [body, created],
    [stored, read],
  ] as const)
    trial.expect.match(metadataOf(object)['name'], nameOf(manifest), answer, '/metadata/name');
  return [
    ['the answer', body, created],
    ['the read', stored, read],
    ...listed.map((item): [string, JsonObject, Answer] => ['the list', item, list]),
  ];
}

/** Clocks differ, by time zones at the worst; a time that is no time of this create differs by more. */
const DAY = 24 * 3_600_000;
/** Milliseconds after which a time in whole seconds has moved, for certain. */
const MOVED = 2_000;

const ofServer: readonly Requirement[] = [
  requirement('create/sets-uid-version-and-time', {
    tests: [
      'metadata.uid.set',
      'metadata.resource-version.set',
      'metadata.creation-timestamp.set',
      'constraint.ObjectMeta.creationTimestamp.format',
      'field.ObjectMeta.uid',
      'field.ObjectMeta.resourceVersion',
      'field.ObjectMeta.creationTimestamp',
    ],
    needs,
    async check(trial) {
      for (const [what, object, answer] of await views(trial, trial.given.manifest())) {
        const metadata = metadataOf(object);
        for (const name of ['uid', 'resourceVersion', 'creationTimestamp'])
          trial.expect.that(typeof metadata[name] === 'string' && metadata[name] !== '', {
            message: `${what} of a new object has no ${name}`,
            expected: 'a string that is not empty',
            received: JSON.stringify(metadata[name]) ?? 'nothing',
            path: `/metadata/${name}`,
            answer,
          });
        const time = String(metadata['creationTimestamp']);
        trial.expect.that(RFC3339.test(time) && !Number.isNaN(Date.parse(time)), {
          message: 'creationTimestamp is no RFC 3339 time in UTC',
          expected: 'a time such as 2019-07-23T12:39:47Z',
          received: time,
          path: '/metadata/creationTimestamp',
          answer,
        });
      }
    },
  }),
  requirement('create/dates-the-object', {
    tests: ['metadata.creation-timestamp.set', 'metadata.creation-timestamp.kept'],
    needs: ['create/sets-uid-version-and-time'],
    async check(trial) {
      const seen = await views(trial, trial.given.manifest());
      const times = seen.map(([, object]) => Date.parse(String(metadataOf(object)['creationTimestamp'])));
      const [created] = times as [number];
      trial.expect.that(
        times.every((time) => Math.abs(time - created) < 1000),
        {
          message: 'An object shows several creationTimestamps',
          expected: String(created),
          received: times.join(', '),
          path: '/metadata/creationTimestamp',
          answer: seen[0]![2],
        },
      );
      trial.expect.that(Math.abs(created - trial.clock.now()) <= DAY, {
        message: 'creationTimestamp is not the time of the create',
        expected: `within a day of ${new Date(trial.clock.now()).toISOString()}, whatever clock the target has`,
        received: new Date(created).toISOString(),
        path: '/metadata/creationTimestamp',
        answer: seen[0]![2],
      });
      await trial.clock.sleep(MOVED);
      const later = Date.parse(String(metadataOf((await trial.given.job()).stored)['creationTimestamp']));
      trial.expect.that(later > created, {
        message: `An object made ${MOVED / 1000} s later has no later creationTimestamp`,
        expected: `after ${new Date(created).toISOString()}`,
        received: new Date(later).toISOString(),
        path: '/metadata/creationTimestamp',
      });
    },
  }),
  requirement('metadata/shows-one-identity-everywhere', {
    tests: [
      'metadata.uid.kept',
      'metadata.name.immutable',
      'metadata.namespace.immutable',
      'metadata.creation-timestamp.kept',
      'field.ObjectMeta.namespace',
    ],
    needs,
    async check(trial) {
      const seen = await views(trial, trial.given.manifest());
      const identity = (object: JsonObject): JsonObject =>
        Object.fromEntries(
          ['name', 'namespace', 'uid', 'creationTimestamp'].map((member) => [
            member,
            metadataOf(object)[member] ?? null,
          ]),
        );
      for (const [, object, answer] of seen.slice(1))
        trial.expect.match(identity(object), identity(seen[0]![1]), answer, '/metadata');
    },
  }),
  requirement('create/starts-at-generation-1', {
    tests: ['metadata.generation.starts', 'metadata.generation.set', 'field.ObjectMeta.generation'],
    needs,
    async check(trial) {
      for (const generation of [undefined, 7, 0]) {
        const answer = await trial.target.create(
          withMember(trial.given.manifest(), ['metadata', 'generation'], generation),
        );
        trial.expect.match(
          at(trial.expect.accepted(answer), 'metadata', 'generation'),
          1,
          answer,
          '/metadata/generation',
        );
        const read = await trial.target.read({ name: nameOf(answer.json) });
        const stored = at(trial.expect.accepted(read, [200]), 'metadata', 'generation');
        // A server that counts every write counts its own of the status as well.
        trial.expect.that(Number.isInteger(stored) && Number(stored) >= 1, {
          message: 'A stored object has no generation',
          expected: 'an integer, 1 or more',
          received: JSON.stringify(stored) ?? 'nothing',
          path: '/metadata/generation',
          answer: read,
        });
      }
    },
  }),
  requirement('create/gives-every-object-its-own-uid', {
    tests: ['metadata.uid.unique'],
    needs,
    async check(trial) {
      const jobs = await trial.given.jobs(3);
      const elsewhere =
        trial.otherNamespace === ''
          ? []
          : [await trial.given.job({ name: jobs[1].name, namespace: trial.otherNamespace })];
      await trial.given.deleted(jobs[0]);
      const again = await trial.given.job({ name: jobs[0].name });
      const uids = [...jobs, ...elsewhere, again].map((job) => job.uid);
      for (const other of await otherKinds(trial)) uids.push((await other.given.job({ name: jobs[1].name })).uid);
      trial.expect.that(new Set(uids).size === uids.length, {
        message: 'Two objects have had the same uid',
        expected: `${uids.length} different uids`,
        received: uids.join(', '),
        path: '/metadata/uid',
      });
    },
  }),
  requirement('create/links-to-its-own-path', {
    tests: ['metadata.self-link', 'field.ObjectMeta.selfLink'],
    needs,
    async check(trial) {
      let links = 0;
      for (const [what, object, answer] of await views(trial, trial.given.manifest())) {
        const link = metadataOf(object)['selfLink'];
        trial.choice('self-link', link === undefined ? 'selflink-absent' : 'selflink-present', answer);
        if (link === undefined || link === null || link === '') continue;
        links += 1;
        const path = pathOf(trial.kind, trial.namespace, nameOf(object));
        trial.expect.that(link === path, {
          message: `selfLink in ${what} is not the object's path`,
          expected: path,
          received: JSON.stringify(link),
          path: '/metadata/selfLink',
          answer,
        });
      }
      if (links === 0) trial.notApplicable('the target gives no selfLink');
    },
  }),
  requirement('metadata/shows-no-deletion-that-nobody-asked-for', {
    tests: [
      'metadata.deletion-timestamp.absent',
      'field.ObjectMeta.deletionTimestamp',
      'field.ObjectMeta.deletionGracePeriodSeconds',
    ],
    needs,
    async check(trial) {
      for (const [what, object, answer] of await views(trial, trial.given.manifest()))
        for (const member of ['deletionTimestamp', 'deletionGracePeriodSeconds'])
          trial.expect.that((metadataOf(object)[member] ?? null) === null, {
            message: `${what} shows a ${member}, though nobody deleted the object`,
            expected: 'none',
            received: JSON.stringify(metadataOf(object)[member]),
            path: `/metadata/${member}`,
            answer,
          });
    },
  }),
];

/** An object's state as a client wrote it, with the status. */
const stateOf = (object: JsonObject): string => {
  const {
    labels = null,
    annotations = null,
    generation = null,
    deletionTimestamp = null,
    uid = null,
  } = metadataOf(object);
  return JSON.stringify(
    [labels, annotations, generation, deletionTimestamp, uid, specOf(object), object['status'] ?? null].map(sorted),
  );
};
/** Members in one order: JSON objects have none. */
const sorted = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(sorted);
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, member]) => [key, sorted(member)]),
      )
    : value;
};

const versions: readonly Requirement[] = [
  requirement('metadata/has-one-state-for-each-resource-version', {
    tests: ['metadata.resource-version.one-state', 'metadata.resource-version.moves'],
    needs: ['patch/merges'],
    async check(trial) {
      const states = new Map<string, { state: string; answer: Answer }>();
      const look = (object: JsonObject, answer: Answer): void => {
        const [version, state] = [versionOf(object), stateOf(object)];
        const known = states.get(version);
        trial.expect.that(known === undefined || known.state === state, {
          message: `One resourceVersion ${version} stood for two states of ${nameOf(object)}`,
          expected: `as in exchange ${known?.answer.exchange}: ${known?.state.slice(0, 300)}`,
          received: state.slice(0, 300),
          path: '/metadata/resourceVersion',
          answer,
        });
        states.set(version, { state, answer });
      };
      const manifest = trial.given.manifest({ labels: { n: '0' } });
      const created = await trial.target.create(manifest);
      look(trial.expect.accepted(created), created);
      const ref = { name: nameOf(manifest) };
      for (let n = 1; n <= 6; n += 1) {
        const change: JsonObject =
          n % 3 === 0
            ? { spec: { activeDeadlineSeconds: 3600 + n } }
            : { metadata: { [n % 3 === 1 ? 'labels' : 'annotations']: { n: String(n) } } };
        const patched = await trial.target.patch(ref, change);
        look(trial.expect.accepted(patched), patched);
        const read = await trial.target.read(ref);
        look(trial.expect.accepted(read, [200]), read);
        const list = await trial.target.list();
        for (const item of itemsOf(trial.expect.accepted(list)).filter((one) => nameOf(one) === ref.name))
          look(item, list);
      }
      trial.expect.that(states.size >= 7, {
        message: 'Seven states of an object have had fewer resourceVersions',
        expected: '7 or more',
        received: String(states.size),
        path: '/metadata/resourceVersion',
      });
    },
  }),
];

export const metadata: readonly Requirement[] = [
  ...ofServer,
  ...Object.entries(THEIRS).map(([member, value]) => takesNot(member, value)),
  ...versions,
];
