/** Faults of a replace alone. */
import { isObject, type JsonObject } from '../../../contract/json.ts';
import { apiVersionOf } from '../../../contract/operations.ts';
import { metadataOf, objectAt, textAt, withMetadata, type Job } from '../../state/model.ts';
import { json, refusal } from '../helpers/exchange.ts';
import { also, otherKinds } from '../helpers/others.ts';
import { inMember } from '../helpers/places.ts';
import { onAnswer } from '../helpers/wraps.ts';
import { mutant, mutantOn, type Mutant, type Override } from '../types.ts';

const onReplace = mutantOn('replace');

const uidOf = (job: Job): string => textAt(metadataOf(job), 'uid') ?? '';

/** Keys of a map of the metadata stay though the body does not have them. */
const keeping =
  (map: 'labels' | 'annotations'): Override =>
  (base) => ({
    asStored: (job, current, writer) => {
      const stored = base.asStored(job, current, writer);
      const [before, after] = [objectAt(metadataOf(current), map), objectAt(metadataOf(stored), map)];
      return current === undefined ? stored : withMetadata(stored, { [map]: { ...before, ...after } });
    },
  });

/** A body without spec gets the one that the replace before has stored. */
const lastSpec: Override = (base) => {
  const specs = new Map<string, JsonObject>();
  return {
    kindCauses: (kind, body) => {
      body['spec'] ??= specs.get(uidOf(body)) ?? {};
      return base.kindCauses(kind, body);
    },
    replaceAnswer: (_, stored) => {
      specs.set(uidOf(stored), objectAt(stored, 'spec'));
      return stored;
    },
    schemaCauses: (kind, job) =>
      base
        .schemaCauses(kind, job)
        .filter(({ message }) => !message.includes("'spec'") && !message.includes('ReplicaSpecs')),
    immutableCauses: (kind, current, next) =>
      Object.keys(objectAt(next, 'spec')).length === 0 ? [] : base.immutableCauses(kind, current, next),
  };
};

export const REPLACE: readonly Mutant[] = [
  onReplace('replace-refuses-what-was-read', 'replace.accepts-what-was-read', {
    text: 'A replace whose body has a uid is refused.',
    override: () => ({ isForeign: (_, sent) => sent !== undefined }),
  }),
  onReplace('replace-refuses-status', 'replace.accepts-what-was-read', {
    text: 'A replace whose body has a status is refused.',
    override: (base) => ({
      kindCauses: (kind, body) =>
        isObject(body['status'])
          ? [{ reason: 'FieldValueForbidden', message: 'Forbidden: status', field: 'status' }]
          : base.kindCauses(kind, body),
    }),
  }),
  mutant('replace-reaches-over-kinds', 'isolation.kinds', {
    text: 'A replace also changes the labels of the object of that name of the other kinds.',
    wrap: also('replace', otherKinds),
  }),
  onReplace('replace-merges-labels', 'replace.full', {
    text: 'Labels that a replace leaves out stay.',
    override: keeping('labels'),
  }),
  onReplace('replace-merges-annotations', 'replace.full', {
    text: 'Annotations that a replace leaves out stay.',
    override: keeping('annotations'),
  }),
  onReplace('replace-merges-the-spec', 'replace.full', {
    text: 'Fields of the spec that a replace leaves out stay.',
    override: (base) => ({
      asStored: (job, current, writer) =>
        current === undefined
          ? job
          : {
              ...base.asStored(job, current, writer),
              spec: { ...objectAt(current, 'spec'), ...objectAt(job, 'spec') },
            },
    }),
  }),
  onReplace('replace-needs-no-spec', 'replace.spec-required', {
    text: 'A replace without spec keeps the stored one.',
    override: lastSpec,
  }),
  onReplace('replace-needs-no-name', 'replace.name-required', {
    text: "A replace whose body has no name takes the path's.",
    override: (base) => ({
      foreignName: (name, metadata) => (metadata['name'] === undefined ? undefined : base.foreignName(name, metadata)),
    }),
  }),
  onReplace('replace-takes-another-version', 'replace.api-version-mismatch', {
    text: 'A replace with another apiVersion is accepted.',
    override: (base) => ({
      foreignVersion: () => undefined,
      schemaCauses: (kind, job) => base.schemaCauses(kind, { ...job, apiVersion: apiVersionOf(kind) }),
      shaped: (kind, job) => ({ ...base.shaped(kind, job), apiVersion: apiVersionOf(kind) }),
    }),
  }),
  mutant('replace-stores-nothing-of-other-types', 'replace.media-type', {
    text: 'A replace whose body is called text succeeds and does nothing.',
    wrap: onAnswer({ verb: 'replace', status: 415 }, () => json(200, {})),
  }),
  mutant('replace-fails-at-other-types', 'replace.media-type', {
    text: 'A replace whose body is called text makes the server fail.',
    wrap: onAnswer({ verb: 'replace', status: 415 }, () => refusal(500, 'InternalError')),
  }),
  onReplace('replace-loses-the-last-of-many-types', 'replace.accepts-what-was-read', {
    text: 'A replace of a job with three types of replicas or more loses the last.',
    override: (base) => ({
      asStored: (job, current, writer) => {
        const stored = base.asStored(job, current, writer);
        return inMember(stored, 'spec', (spec) =>
          Object.fromEntries(
            Object.entries(spec).map(([name, value]) => [
              name,
              name.endsWith('ReplicaSpecs') && isObject(value) && Object.keys(value).length > 2
                ? Object.fromEntries(Object.entries(value).slice(0, -1))
                : value,
            ]),
          ),
        );
      },
    }),
  }),
];
