import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import { apiVersionOf } from '../../contract/operations.ts';
import type { Verb } from '../../contract/types.ts';
import type { Behaviour } from '../rules/behaviour.ts';
import { metadataOf, objectAt, put, textAt, withMetadata, type Job } from '../state/model.ts';
import { json, spoilt, statusOf } from './helpers/exchange.ts';
import { also, elsewhere, longerNames, otherKinds } from './helpers/others.ts';
import { perKind, type Mutant } from './types.ts';

const BOTH = ['replace', 'patch'] as const satisfies readonly Verb[];
type Updating = (typeof BOTH)[number];

const answering =
  (verb: Updating, change: (sent: JsonObject, stored: Job) => Job): Mutant['override'] =>
  () =>
    verb === 'replace' ? { replaceAnswer: change } : { patchAnswer: change };

const forBoth = (verb: Updating): Mutant[] => [
  {
    name: `${verb}-fails`,
    breaks: `${verb}.success`,
    verbs: [verb],
    text: `Every ${verb} is refused.`,
    override: (base) => ({ isNoOp: (current, next) => refuseAll(base, current, next) }),
  },
  {
    name: `${verb}-forgets`,
    breaks: verb === 'replace' ? 'replace.stores' : 'patch.merges',
    verbs: [verb],
    text: `A ${verb} answers the change and stores nothing.`,
    override: () => ({ isDryRun: () => true }),
  },
  ...perKind(KINDS, (kind): Mutant => ({
    name: `${verb}-forgets-labels`,
    breaks: verb === 'replace' ? 'replace.stores' : 'patch.merges',
    verbs: [verb],
    text: `A ${verb} of a ${kind.kind} leaves the labels as they were.`,
    override: (base) => ({
      asStored: (job, current, writer) =>
        current === undefined
          ? base.asStored(job, current, writer)
          : withMetadata(base.asStored(job, current, writer), { labels: metadataOf(current)['labels'] }),
    }),
  })),
  {
    name: `${verb}-answers-what-was-sent`,
    breaks: `${verb}.answers-object`,
    verbs: [verb],
    text: `A ${verb} answers the body that was sent.`,
    override: answering(verb, (sent) => sent),
  },
  {
    name: `${verb}-answers-the-object-before`,
    breaks: `${verb}.answers-object`,
    verbs: [verb],
    text: `A ${verb} answers the object as it was before.`,
    override: (base) => {
      const before = new Map<Json | undefined, Job>();
      return {
        isNoOp: (current, next) => {
          before.set(metadataOf(current)['uid'], current);
          return base.isNoOp(current, next);
        },
        ...answering(verb, (_, stored) => before.get(metadataOf(stored)['uid']) ?? stored)?.(base),
      };
    },
  },
  {
    name: `${verb}-answers-without-labels`,
    breaks: `${verb}.answers-object`,
    verbs: [verb],
    text: `The answer to a ${verb} has no labels.`,
    override: answering(verb, (_, stored) => withMetadata(stored, { labels: undefined })),
  },
  {
    name: `${verb}-example-is-refused`,
    breaks: `${verb}.example`,
    verbs: [verb],
    text: `A ${verb} of a job made from the documented example is refused.`,
    override: (base) => ({
      isNoOp: (current, next) =>
        KINDS.some(({ replicaMap }) => Object.keys(objectAt(objectAt(current, 'spec'), replicaMap)).length > 1) ||
        Object.keys(objectAt(current, 'spec')).length > 1
          ? refuseAll(base, current, next)
          : base.isNoOp(current, next),
    }),
  },
  {
    name: `${verb}-mends-truncated-json`,
    breaks: `${verb}.malformed`,
    verbs: [verb],
    text: `A ${verb} whose body lacks its last braces is read as if they were there.`,
    override: (base) => ({ parseJson: (body) => mended(base, body) }),
  },
  {
    name: `${verb}-ignores-other-text`,
    breaks: `${verb}.malformed`,
    verbs: [verb],
    text: `A ${verb} whose body is no JSON changes nothing and succeeds.`,
    wrap: spoilt((request, answer) =>
      request.method === methodOf(verb) && answer.status === 400 && !isJson(request.body) ? json(200, {}) : answer,
    ),
  },
  {
    name: `${verb}-of-nothing-succeeds`,
    breaks: `${verb}.missing`,
    verbs: [verb],
    text: `A ${verb} of a missing object answers 200.`,
    wrap: spoilt((request, answer) =>
      request.method === methodOf(verb) && answer.status === 404 ? json(200, {}) : answer,
    ),
  },
  {
    name: `${verb}-of-nothing-is-400`,
    breaks: `${verb}.missing.code`,
    verbs: [verb],
    text: `A ${verb} of a missing object answers 400.`,
    override: (base) => ({
      notFound: (kind, name) => ({ ...base.notFound(kind, name), code: 400, reason: 'BadRequest' }),
    }),
  },
  {
    name: `${verb}-path-takes-prefixes`,
    breaks: `${verb}.path.name`,
    text: `A ${verb} also changes objects whose names begin with the name.`,
    wrap: also(verb, longerNames),
  },
  {
    name: `${verb}-path-reaches-over-namespaces`,
    breaks: `${verb}.path.namespace`,
    text: `A ${verb} also changes the object of that name in other namespaces.`,
    wrap: also(verb, elsewhere),
  },
  {
    name: `${verb}-ignores-dry-run`,
    breaks: `${verb}.dry-run`,
    verbs: [verb],
    text: `A ${verb} with dryRun=All is done.`,
    override: () => ({ isDryRun: () => false }),
  },
  {
    name: `${verb}-takes-another-name`,
    breaks: `${verb}.name-mismatch`,
    verbs: [verb],
    text: `A ${verb} with another name is accepted.`,
    override: () => ({ foreignName: () => undefined }),
  },
  {
    name: `${verb}-takes-another-namespace`,
    breaks: `${verb}.namespace-mismatch`,
    verbs: [verb],
    text: `A ${verb} with another namespace is accepted.`,
    override: () => ({ foreignNamespace: () => undefined }),
  },
  {
    name: `${verb}-takes-another-kind`,
    breaks: `${verb}.kind-mismatch`,
    verbs: [verb],
    text: `A ${verb} with another kind is accepted.`,
    override: (base) => ({
      kindCauses: () => [],
      shaped: (kind, job) => ({ ...base.shaped(kind, job), kind: kind.kind }),
    }),
  },
  {
    name: `${verb}-takes-another-uid`,
    breaks: `${verb}.uid-mismatch`,
    verbs: [verb],
    text: `A ${verb} with another object's uid is accepted.`,
    override: () => ({ isForeign: () => false }),
  },
  {
    name: `${verb}-without-effect-clears-labels`,
    breaks: `${verb}.no-effect`,
    verbs: [verb],
    text: `A ${verb} that changes nothing drops the annotations.`,
    override: (base) => ({
      isNoOp: () => false,
      asStored: (job, current, writer) =>
        current !== undefined && base.isNoOp(current, job)
          ? withMetadata(base.asStored(job, current, writer), { annotations: undefined })
          : base.asStored(job, current, writer),
    }),
  },
  {
    name: `${verb}-writes-status`,
    breaks: 'status.not-writable',
    verbs: [verb],
    variants: ['controller-absent'],
    text: `The status that a ${verb} sends becomes the object's.`,
    override: () => ({ withStoredStatus: (_, next) => next }),
  },
  {
    name: `${verb}-without-status-empties-it`,
    breaks: 'status.not-writable',
    verbs: [verb],
    text: `A ${verb} after which the object would have no status removes it.`,
    override: (base) => ({
      withStoredStatus: (current, next) => (next['status'] === undefined ? next : base.withStoredStatus(current, next)),
    }),
  },
  ...(['labels', 'annotations'] as const).map((map): Mutant => ({
    name: `${verb}-takes-mistyped-${map}`,
    breaks: `${verb}.invalid`,
    verbs: [verb],
    text: `A ${verb} takes ${map} that are no texts.`,
    override: (base) => ({
      mistypedMetadata: (body) => base.mistypedMetadata(withMetadata(body, { [map]: undefined })),
    }),
  })),
];

const methodOf = (verb: Updating): string => (verb === 'replace' ? 'PUT' : 'PATCH');

function refuseAll(_b: Behaviour, _current: Job, _next: Job): boolean {
  throw new Error('nothing is written');
}

function mended(base: Behaviour, body: Uint8Array): Json {
  const text = new TextDecoder().decode(body);
  for (const end of ['', '}', '}}', '}}}']) {
    if (isJson(new TextEncoder().encode(text + end))) return JSON.parse(text + end) as Json;
  }
  return base.parseJson(body);
}

function isJson(body: Uint8Array | undefined): boolean {
  try {
    JSON.parse(new TextDecoder().decode(body));
    return true;
  } catch {
    return false;
  }
}

const REPLACE: readonly Mutant[] = [
  {
    name: 'replace-refuses-what-was-read',
    breaks: 'replace.accepts-what-was-read',
    verbs: ['replace'],
    text: 'A replace whose body has a uid is refused.',
    override: () => ({ isForeign: (_, sent) => sent !== undefined }),
  },
  {
    name: 'replace-refuses-status',
    breaks: 'replace.accepts-what-was-read',
    verbs: ['replace'],
    text: 'A replace whose body has a status is refused.',
    override: (base) => ({
      kindCauses: (kind, body) =>
        isObject(body['status'])
          ? [{ reason: 'FieldValueForbidden', message: 'Forbidden: status', field: 'status' }]
          : base.kindCauses(kind, body),
    }),
  },
  {
    name: 'replace-reaches-over-kinds',
    breaks: 'isolation.kinds',
    text: 'A replace also changes the labels of the object of that name of the other kinds.',
    wrap: also('replace', otherKinds),
  },
  {
    name: 'replace-merges-labels',
    breaks: 'replace.full',
    verbs: ['replace'],
    text: 'Labels that a replace leaves out stay.',
    override: keeping('labels'),
  },
  {
    name: 'replace-merges-annotations',
    breaks: 'replace.full',
    verbs: ['replace'],
    text: 'Annotations that a replace leaves out stay.',
    override: keeping('annotations'),
  },
  {
    name: 'replace-merges-the-spec',
    breaks: 'replace.full',
    verbs: ['replace'],
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
  },
  {
    name: 'replace-needs-no-spec',
    breaks: 'replace.spec-required',
    verbs: ['replace'],
    text: 'A replace without spec keeps the stored one.',
    override: (base) => ({
      shaped: (kind, job) => base.shaped(kind, job),
      kindCauses: (kind, body) => {
        if (body['spec'] === undefined) body['spec'] = SPECS.get(textAt(metadataOf(body), 'uid') ?? '') ?? {};
        return base.kindCauses(kind, body);
      },
      replaceAnswer: (_, stored) => remembered(stored),
      schemaCauses: (kind, job) =>
        base
          .schemaCauses(kind, job)
          .filter(({ message }) => !message.includes("'spec'") && !message.includes('ReplicaSpecs')),
      immutableCauses: (kind, current, next) =>
        Object.keys(objectAt(next, 'spec')).length === 0 ? [] : base.immutableCauses(kind, current, next),
    }),
  },
  {
    name: 'replace-needs-no-name',
    breaks: 'replace.name-required',
    verbs: ['replace'],
    text: "A replace whose body has no name takes the path's.",
    override: (base) => ({
      foreignName: (name, metadata) => (metadata['name'] === undefined ? undefined : base.foreignName(name, metadata)),
    }),
  },
  {
    name: 'replace-takes-another-version',
    breaks: 'replace.api-version-mismatch',
    verbs: ['replace'],
    text: 'A replace with another apiVersion is accepted.',
    override: (base) => ({
      foreignVersion: () => undefined,
      schemaCauses: (kind, job) => base.schemaCauses(kind, { ...job, apiVersion: `${kind.group}/${kind.version}` }),
      shaped: (kind, job) => ({ ...base.shaped(kind, job), apiVersion: `${kind.group}/${kind.version}` }),
    }),
  },
  {
    name: 'replace-stores-nothing-of-other-types',
    breaks: 'replace.media-type',
    text: 'A replace whose body is called text succeeds and does nothing.',
    wrap: spoilt((request, answer) => (request.method === 'PUT' && answer.status === 415 ? json(200, {}) : answer)),
  },
  {
    name: 'replace-fails-at-other-types',
    breaks: 'replace.media-type',
    text: 'A replace whose body is called text makes the server fail.',
    wrap: spoilt((request, answer) =>
      request.method === 'PUT' && answer.status === 415 ? json(500, statusOf(500, 'InternalError')) : answer,
    ),
  },
];

const SPECS = new Map<string, JsonObject>();
const remembered = (job: Job): Job => {
  SPECS.set(textAt(metadataOf(job), 'uid') ?? '', objectAt(job, 'spec'));
  return job;
};

function keeping(key: 'labels' | 'annotations'): Mutant['override'] {
  return (base) => ({
    asStored: (job, current, writer) => {
      const stored = base.asStored(job, current, writer);
      return current === undefined
        ? stored
        : withMetadata(stored, {
            [key]: { ...objectAt(metadataOf(current), key), ...objectAt(metadataOf(stored), key) },
          });
    },
  });
}

/** RFC 7396 with one rule changed: `member` decides what becomes of one member of an object in the patch. */
type Merge = (target: Json | undefined, patch: Json) => Json;
function merging(member: (result: JsonObject, key: string, value: Json, merge: Merge) => void): Mutant['override'] {
  const merge: Merge = (target, patch) => {
    if (!isObject(patch)) return patch;
    const result: JsonObject = isObject(target) ? { ...target } : {};
    for (const [key, value] of Object.entries(patch)) member(result, key, value, merge);
    return result;
  };
  return () => ({ mergePatch: merge });
}
const usual = (result: JsonObject, key: string, value: Json, merge: Merge): void => {
  if (value === null) delete result[key];
  else put(result, key, merge(Object.hasOwn(result, key) ? result[key] : undefined, value));
};

const MERGE: readonly Mutant[] = [
  {
    name: 'patch-adds-nothing',
    breaks: 'merge-patch.add',
    text: 'Members that the object does not have are not added.',
    override: merging((result, key, value, merge) =>
      Object.hasOwn(result, key) || isObject(value) ? usual(result, key, value, merge) : undefined,
    ),
  },
  {
    name: 'patch-changes-nothing',
    breaks: 'merge-patch.change',
    text: 'Members that the object has keep their values.',
    override: merging((result, key, value, merge) =>
      Object.hasOwn(result, key) && !isObject(value) && value !== null ? undefined : usual(result, key, value, merge),
    ),
  },
  {
    name: 'patch-ignores-null',
    breaks: 'merge-patch.null',
    text: 'null removes nothing.',
    override: merging((result, key, value, merge) => (value === null ? undefined : usual(result, key, value, merge))),
  },
  {
    name: 'patch-empties-by-null',
    breaks: 'merge-patch.null',
    text: 'A label set to null becomes the empty string.',
    override: merging((result, key, value, merge) =>
      value === null && typeof result[key] === 'string' ? void (result[key] = '') : usual(result, key, value, merge),
    ),
  },
  {
    name: 'patch-adds-empty-for-absent-null',
    breaks: 'merge-patch.null-absent',
    text: 'null for a label that is not there adds an empty one.',
    override: merging((result, key, value, merge) =>
      value === null && !Object.hasOwn(result, key) && !['labels', 'annotations', 'finalizers'].includes(key)
        ? void (result[key] = '')
        : usual(result, key, value, merge),
    ),
  },
  {
    name: 'patch-refuses-absent-null',
    breaks: 'merge-patch.null-absent',
    text: 'null for a member that is not there is refused.',
    override: merging(
      (result, key, value, merge) =>
        (value === null && !Object.hasOwn(result, key)
          ? refuseAll(undefined as never, {}, {})
          : usual(result, key, value, merge)) as void,
    ),
  },
  {
    name: 'patch-replaces-labels',
    breaks: 'merge-patch.keeps',
    text: 'Labels that a patch does not name are gone.',
    override: merging((result, key, value, merge) =>
      key === 'labels' && value !== null ? void (result[key] = merge({}, value)) : usual(result, key, value, merge),
    ),
  },
  {
    name: 'patch-replaces-annotations',
    breaks: 'merge-patch.keeps',
    text: 'Annotations that a patch does not name are gone.',
    override: merging((result, key, value, merge) =>
      key === 'annotations' && value !== null
        ? void (result[key] = merge({}, value))
        : usual(result, key, value, merge),
    ),
  },
  {
    name: 'patch-drops-the-rest-of-the-spec',
    breaks: 'merge-patch.nested',
    text: 'An object in the spec of a patch replaces the one that is there.',
    override: merging((result, key, value, merge) =>
      key === 'spec' && isObject(value)
        ? void (result[key] = { ...objectAt(result, key), ...value })
        : usual(result, key, value, merge),
    ),
  },
  {
    name: 'patch-needs-its-targets',
    breaks: 'merge-patch.absent-target',
    text: 'A label added to an object without annotations is lost: absent maps are not made.',
    override: merging((result, key, value, merge) =>
      isObject(value) && !Object.hasOwn(result, key) ? undefined : usual(result, key, value, merge),
    ),
  },
  {
    name: 'patch-keeps-nested-null',
    breaks: 'merge-patch.nested-null',
    text: 'null in a map that the patch adds becomes an empty value.',
    override: merging((result, key, value, merge) =>
      isObject(value) && !Object.hasOwn(result, key)
        ? void (result[key] = Object.fromEntries(Object.entries(value).map(([k, v]) => [k, v ?? ''])))
        : usual(result, key, value, merge),
    ),
  },
  {
    name: 'patch-joins-arrays',
    breaks: 'merge-patch.array',
    text: 'An array is joined to the one that is there.',
    override: merging((result, key, value, merge) =>
      Array.isArray(value) && Array.isArray(result[key])
        ? void (result[key] = [...result[key], ...value.filter((v) => !(result[key] as Json[]).includes(v))])
        : usual(result, key, value, merge),
    ),
  },
  {
    name: 'patch-merges-arrays-by-place',
    breaks: 'merge-patch.array',
    text: 'Items of an array are merged one by one.',
    override: merging((result, key, value, merge) =>
      Array.isArray(value) && Array.isArray(result[key])
        ? void (result[key] = [...value, ...result[key].slice(value.length)])
        : usual(result, key, value, merge),
    ),
  },
  {
    name: 'patch-refuses-other-types',
    breaks: 'merge-patch.replaces-other-types',
    text: 'A scalar over an object is ignored.',
    override: merging((result, key, value, merge) =>
      isObject(result[key]) && !isObject(value) && value !== null ? undefined : usual(result, key, value, merge),
    ),
  },
  {
    name: 'patch-empty-clears-labels',
    breaks: 'merge-patch.empty',
    text: 'An empty patch removes the labels.',
    override: (base) => ({
      mergePatch: (target, patch) =>
        isObject(patch) && Object.keys(patch).length === 0 && isObject(target)
          ? withMetadata(target, { labels: undefined })
          : base.mergePatch(target, patch),
    }),
  },
  {
    name: 'patch-empty-is-refused',
    breaks: 'merge-patch.empty',
    text: 'An empty patch is refused.',
    override: (base) => ({
      isPatch: ((patch: Json) => base.isPatch(patch) && Object.keys(patch).length > 0) as Behaviour['isPatch'],
    }),
  },
  {
    name: 'patch-empty-object-clears',
    breaks: 'merge-patch.empty-object',
    text: 'labels: {} removes the labels.',
    override: merging((result, key, value, merge) =>
      isObject(value) && Object.keys(value).length === 0 ? void delete result[key] : usual(result, key, value, merge),
    ),
  },
  {
    name: 'patch-removes-or-adds',
    breaks: 'merge-patch.mixed',
    text: 'A patch that adds and removes in one map does not remove.',
    override: (base) => ({ mergePatch: (target, patch) => base.mergePatch(target, unmixed(patch)) }),
  },
  {
    name: 'patch-reads-dots',
    breaks: 'merge-patch.keys',
    text: 'A key with dots is a path.',
    override: merging((result, key, value, merge) => {
      const [first = '', ...rest] = key.split('.');
      if (rest.length === 0 || first.includes('conformance') || key.includes('/'))
        return usual(result, key, value, merge);
      return usual(result, first, rest.join('-'), merge);
    }),
  },
  {
    name: 'patch-reads-tildes',
    breaks: 'merge-patch.keys',
    text: '~1 in a key is a slash.',
    override: merging((result, key, value, merge) =>
      usual(result, key.replaceAll('~1', '/').replaceAll('~0', '~'), value, merge),
    ),
  },
  {
    name: 'patch-cuts-prefixes',
    breaks: 'merge-patch.keys',
    text: 'The prefix of a key is lost.',
    override: merging((result, key, value, merge) =>
      usual(result, key.includes('conformance') ? key : (key.split('/').at(-1) as string), value, merge),
    ),
  },
  {
    name: 'patch-skips-keys-of-prototypes',
    breaks: 'merge-patch.keys',
    text: 'Keys that every object of JavaScript has are skipped.',
    override: merging((result, key, value, merge) =>
      key in Object.prototype ? undefined : usual(result, key, value, merge),
    ),
  },
  {
    name: 'patch-folds-keys',
    breaks: 'merge-patch.keys',
    text: 'A key that is not there is the one that differs from it in case alone.',
    override: merging((result, key, value, merge) =>
      usual(
        result,
        Object.hasOwn(result, key)
          ? key
          : (Object.keys(result).find((other) => other.toLowerCase() === key.toLowerCase()) ?? key),
        value,
        merge,
      ),
    ),
  },
  {
    name: 'patch-in-latin-1',
    breaks: 'merge-patch.unicode',
    text: 'The body of a patch is read as Latin-1.',
    verbs: ['patch'],
    override: (base) => ({
      parseJson: (body) => base.parseJson(new TextEncoder().encode(Buffer.from(body).toString('latin1'))),
    }),
  },
  {
    name: 'patch-without-pairs',
    breaks: 'merge-patch.unicode',
    text: 'Characters beyond U+FFFF are lost.',
    verbs: ['patch'],
    override: (base) => ({
      parseJson: (body) =>
        base.parseJson(
          new TextEncoder().encode(new TextDecoder().decode(body).replaceAll(/[\u{10000}-\u{10FFFF}]/gu, '?')),
        ),
    }),
  },
  {
    name: 'patch-again-is-another',
    breaks: 'merge-patch.again',
    text: 'A patch that comes a second time removes what it set.',
    verbs: ['patch'],
    override: (base) => {
      const seen = new Set<string>();
      return {
        mergePatch: (target, patch) => {
          const key = `${String(metadataOf(target)['uid'])} ${JSON.stringify(patch)}`;
          if (
            JSON.stringify(base.mergePatch(target, patch)) !== JSON.stringify(target) ||
            !isObject(patch) ||
            !isObject(target)
          )
            return base.mergePatch(target, patch);
          return (seen.add(key), withMetadata(target, { annotations: undefined, labels: undefined }));
        },
      };
    },
  },
  {
    name: 'patch-forgets-the-third-member',
    breaks: 'merge-patch.rfc7386',
    text: 'Of an object in a patch the members after the second are ignored.',
    override: (base) => ({ mergePatch: (target, patch) => base.mergePatch(target, twoMembers(patch)) }),
  },
];

const twoMembers = (patch: Json): Json =>
  isObject(patch)
    ? Object.fromEntries(
        Object.entries(patch)
          .slice(0, 2)
          .map(([key, value]) => [key, twoMembers(value)]),
      )
    : patch;
const unmixed = (patch: Json): Json => {
  if (!isObject(patch)) return patch;
  const values = Object.values(patch);
  const mixed = values.includes(null) && values.some((value) => value !== null);
  return Object.fromEntries(
    Object.entries(patch)
      .filter(([, value]) => !(mixed && value === null))
      .map(([key, value]) => [key, unmixed(value)]),
  );
};

const PATCH: readonly Mutant[] = [
  {
    name: 'patch-takes-another-api-version',
    breaks: 'patch.kind-mismatch',
    verbs: ['patch'],
    text: 'A patch with another apiVersion is accepted.',
    override: (base) => ({
      foreignVersion: () => undefined,
      shaped: (kind, job) => ({ ...base.shaped(kind, job), apiVersion: apiVersionOf(kind) }),
    }),
  },
  {
    name: 'patch-loses-the-replica-map',
    breaks: 'immutable.replica-map',
    verbs: ['patch'],
    text: 'A patch that sets the replica map to null removes it.',
    override: (base) => ({
      immutableCauses: (kind, current, next) =>
        objectAt(next, 'spec')[kind.replicaMap] === undefined ? [] : base.immutableCauses(kind, current, next),
      schemaCauses: (kind, job) =>
        objectAt(job, 'spec')[kind.replicaMap] === undefined ? [] : base.schemaCauses(kind, job),
    }),
  },
  {
    name: 'patch-takes-json-patch',
    breaks: 'patch.media-type',
    text: 'JSON Patch is read as a merge patch of its first value.',
    verbs: ['patch'],
    override: (base) => ({
      takesPatchType: () => true,
      parseJson: (body) => {
        const parsed = base.parseJson(body);
        const first = Array.isArray(parsed) ? parsed[0] : undefined;
        return isObject(first) ? { metadata: { labels: { patched: 'yes' } } } : parsed;
      },
    }),
  },
  {
    name: 'patch-takes-any-type',
    breaks: 'patch.media-type',
    text: 'Whatever its type, a patch is a merge patch.',
    verbs: ['patch'],
    override: () => ({ takesPatchType: () => true }),
  },
  {
    name: 'patch-takes-strategic',
    breaks: 'patch.media-type',
    text: 'A strategic merge patch is applied as a merge patch.',
    verbs: ['patch'],
    override: (base) => ({
      takesPatchType: (type) => base.takesPatchType(type) || (type ?? '').startsWith('application/strategic'),
    }),
  },
  {
    name: 'patch-takes-plain-json',
    breaks: 'patch.media-type',
    text: 'application/json is a merge patch.',
    verbs: ['patch'],
    override: (base) => ({
      takesPatchType: (type) =>
        base.takesPatchType(type) || ((type ?? '').startsWith('application/json') && !(type ?? '').includes('patch')),
    }),
  },
  {
    name: 'patch-type-says-bad-request',
    breaks: 'patch.media-type.code',
    text: 'A 415 has the reason BadRequest.',
    verbs: ['patch'],
    override: (base) => ({
      unsupportedMediaType: (accepted) => ({ ...base.unsupportedMediaType(accepted), reason: 'BadRequest' }),
    }),
  },
  {
    name: 'patch-knows-no-parameters',
    breaks: 'patch.media-type.parameters',
    text: 'application/merge-patch+json with a charset is refused.',
    verbs: ['patch'],
    override: (base) => ({ takesPatchType: (type) => base.takesPatchType(type) && !(type ?? '').includes(';') }),
  },
  {
    name: 'patch-takes-arrays',
    breaks: 'patch.not-an-object',
    text: 'A patch that is no object changes nothing and succeeds.',
    verbs: ['patch'],
    override: (base) => ({
      isPatch: (() => true) as unknown as Behaviour['isPatch'],
      mergePatch: (target, patch) => (isObject(patch) ? base.mergePatch(target, patch) : (target ?? null)),
    }),
  },
  {
    name: 'patch-takes-null',
    breaks: 'patch.not-an-object',
    text: 'A patch that is null succeeds and changes nothing.',
    verbs: ['patch'],
    override: (base) => ({ parseJson: (body) => base.parseJson(body) ?? {} }),
  },
  {
    name: 'patch-does-what-it-may',
    breaks: 'patch.all-or-nothing',
    text: 'Of a patch that is refused the labels are stored.',
    wrap: (handle) => async (request) => {
      const answer = await handle(request);
      const body =
        request.method === 'PATCH' && answer.status === 422 && isJson(request.body)
          ? (JSON.parse(new TextDecoder().decode(request.body)) as JsonObject)
          : {};
      const labels = objectAt(metadataOf(body), 'labels');
      if (Object.keys(labels).length > 0)
        await handle({ ...request, body: new TextEncoder().encode(JSON.stringify({ metadata: { labels } })) });
      return answer;
    },
  },
];

const LOCKING: readonly Mutant[] = [
  ...perKind(KINDS, (kind): Mutant => ({
    name: 'replace-takes-stale-versions',
    breaks: 'locking.stale',
    verbs: ['replace'],
    text: `A replace of a ${kind.kind} with a stale resourceVersion is accepted.`,
    override: () => ({ isStale: () => false }),
  })),
  {
    name: 'replace-takes-the-version-before',
    breaks: 'locking.stale',
    verbs: ['replace'],
    text: 'A replace with the resourceVersion before the stored one is accepted.',
    override: (base) => ({ isStale: (current, sent) => base.isStale(current, sent) && !near(base, current, sent) }),
  },
  {
    name: 'replace-takes-versions-of-nonsense',
    breaks: 'locking.stale',
    verbs: ['replace'],
    text: 'A replace with a resourceVersion that was never issued is accepted.',
    override: (base) => ({
      isStale: (current, sent) => base.isStale(current, sent) && (base.versionNumber(sent) ?? 0) >= 72_000_000,
    }),
  },
  ...perKind(KINDS, (kind): Mutant => ({
    name: 'patch-takes-stale-versions',
    breaks: 'locking.patch',
    verbs: ['patch'],
    text: `A patch of a ${kind.kind} with a stale resourceVersion is accepted.`,
    override: () => ({ isStale: () => false }),
  })),
  {
    name: 'stale-is-422',
    breaks: 'locking.stale.code',
    verbs: ['replace'],
    text: 'A stale replace is answered with 422.',
    override: (base) => ({
      staleVersion: (kind, name) => ({ ...base.staleVersion(kind, name), code: 422, reason: 'Invalid' }),
    }),
  },
  {
    name: 'stale-already-exists',
    breaks: 'locking.stale.code',
    verbs: ['replace'],
    text: 'A stale replace has the reason AlreadyExists.',
    override: (base) => ({
      staleVersion: (kind, name) => ({ ...base.staleVersion(kind, name), reason: 'AlreadyExists' }),
    }),
  },
  ...BOTH.map((verb): Mutant => ({
    name: `${verb}-refuses-current-versions`,
    breaks: 'locking.current',
    verbs: [verb],
    text: `A ${verb} with the stored resourceVersion is refused.`,
    override: () => ({ isStale: () => true }),
  })),
  ...BOTH.map((verb): Mutant => ({
    name: `${verb}-touches-the-successor`,
    breaks: 'locking.predecessor',
    verbs: [verb],
    text: `A ${verb} with uid and resourceVersion of a deleted object changes its successor.`,
    override: (base) => {
      let foreign = false;
      return {
        isForeign: (current, sent) => {
          foreign = base.isForeign(current, sent);
          return false;
        },
        isStale: (current, sent) => !foreign && base.isStale(current, sent),
      };
    },
  })),
];

const near = (base: Behaviour, current: Job, sent: string): boolean =>
  Math.abs(
    (base.versionNumber(sent) ?? 0) - (base.versionNumber(String(metadataOf(current)['resourceVersion'])) ?? 0),
  ) < 6;

export const REPLACE_MUTANTS: readonly Mutant[] = [...forBoth('replace'), ...REPLACE];
export const PATCH_MUTANTS: readonly Mutant[] = [...forBoth('patch'), ...PATCH, ...MERGE];
export const LOCKING_MUTANTS = LOCKING;
