/** What the server assigns of an object's metadata, wherever and whenever the object shows. */
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { statusOf } from '../../contract/structures/index.ts';
import type { Kind } from '../../contract/types.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { shown } from '../support/exchanges.ts';
import { jobInvariant, oneJob } from '../support/job-invariant.ts';
import { conditionsOf } from '../support/job-status.ts';
import { at, itemsOf, metadataOf, nameOf, specOf, shownOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { specChange } from '../support/spec-change.ts';
import { createdViews } from '../support/views.ts';

const needs = ['create/accepts-the-documented-body'];
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Every time of an object that the tables name, with its place. */
function timesOf(job: JsonObject, kind: Kind): [path: string, time: Json][] {
  const ofStatus = statusOf(kind)
    .fields.filter(({ is }) => is.type === 'string' && is.format === 'date-time')
    .map(({ name }): [string, Json | undefined] => [`/status/${name}`, at(job, 'status', name)]);
  const ofMetadata = ['creationTimestamp', 'deletionTimestamp'].map((name): [string, Json | undefined] => [
    `/metadata/${name}`,
    at(job, 'metadata', name),
  ]);
  const ofConditions = conditionsOf(job).flatMap((condition, i) =>
    ['lastUpdateTime', 'lastTransitionTime'].map((name): [string, Json | undefined] => [
      `/status/conditions/${i}/${name}`,
      condition[name],
    ]),
  );
  return [...ofMetadata, ...ofStatus, ...ofConditions].filter(
    (row): row is [string, Json] => row[1] !== undefined && row[1] !== null,
  );
}

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

/** The n-th of a row of patches: of a label, of an annotation, of the spec, and so on. */
const nthChange = (kind: Kind, n: number): JsonObject =>
  n % 3 === 0
    ? { spec: specChange(kind, 3600 + n) }
    : { metadata: { [n % 3 === 1 ? 'labels' : 'annotations']: { n: String(n) } } };

export const serverAssigned: readonly Requirement[] = [
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
      const identityOf = (object: JsonObject): JsonObject => {
        const { name = null, namespace = null, uid = null, creationTimestamp = null } = metadataOf(object);
        return { name, namespace, uid, creationTimestamp };
      };
      const [first, ...others] = await createdViews(trial, trial.given.manifest());
      for (const { object, answer } of others)
        trial.expect.match(identityOf(object), identityOf(first.object), answer, '/metadata');
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
      for (const { where, object, answer } of await createdViews(trial, trial.given.manifest()))
        for (const member of ['deletionTimestamp', 'deletionGracePeriodSeconds'])
          trial.expect.that((metadataOf(object)[member] ?? null) === null, {
            message: `An object that nobody deleted has a ${member} in ${where}`,
            expected: 'none',
            received: JSON.stringify(metadataOf(object)[member]),
            path: `/metadata/${member}`,
            answer,
          });
    },
  }),
  jobInvariant(
    'metadata/has-times-in-rfc-3339',
    [
      'metadata.timestamps',
      'constraint.ObjectMeta.creationTimestamp.format',
      'constraint.ObjectMeta.deletionTimestamp.format',
    ],
    oneJob,
    (job, kind) => {
      const times = timesOf(job, kind);
      const stray = times.find(
        ([, time]) => typeof time !== 'string' || !RFC3339.test(time) || Number.isNaN(Date.parse(time)),
      );
      if (stray !== undefined)
        return {
          message: 'A time is not in RFC 3339',
          expected: 'a time such as 2019-07-23T12:39:47Z',
          received: shown(stray[1]),
          path: stray[0],
        };
      return times.length > 0 ? 'holds' : undefined;
    },
  ),
  requirement('metadata/has-one-state-for-each-resource-version', {
    tests: ['metadata.resource-version.one-state', 'metadata.resource-version.moves'],
    needs: ['patch/merges'],
    async check(trial) {
      const states = new Map<string, { state: string; answer: Answer }>();
      const record = (object: JsonObject, answer: Answer): void => {
        const [version, state] = [shownOf(trial, object, 'resourceVersion'), stateOf(object)];
        const known = states.get(version);
        trial.expect.that(known === undefined || known.state === state, {
          message: `${nameOf(object)} was in two states under one resourceVersion ${version}`,
          expected: `as in exchange ${known?.answer.exchange}: ${known?.state.slice(0, 300)}`,
          received: state.slice(0, 300),
          path: '/metadata/resourceVersion',
          answer,
        });
        states.set(version, { state, answer });
      };
      const manifest = trial.given.manifest({ labels: { n: '0' } });
      const created = await trial.target.create(manifest);
      record(trial.expect.accepted(created), created);
      const ref = { name: nameOf(manifest) };
      for (let n = 1; n <= 6; n += 1) {
        const patched = await trial.target.patch(ref, nthChange(trial.kind, n));
        record(trial.expect.accepted(patched), patched);
        const read = await trial.target.read(ref);
        record(trial.expect.documented(read), read);
        const list = await trial.target.list();
        for (const item of itemsOf(trial.expect.accepted(list)).filter((one) => nameOf(one) === ref.name))
          record(item, list);
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
