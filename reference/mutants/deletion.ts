/** Delete and delete collection. */
import { KINDS } from '../../contract/kinds.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { DeleteOptions } from '../rules/deletion.ts';
import { equal, finalizersOf, isMarked, metadataOf, objectAt, withMetadata, type Job } from '../state/model.ts';
import { json, read, spoilt, statusOf } from './helpers/exchange.ts';
import { without } from './helpers/places.ts';
import { also, collectionAlso, elsewhere, longerNames, otherKinds } from './helpers/others.ts';
import { perKind, type Mutant } from './types.ts';

const ONE = ['delete'] as const,
  ALL = ['deletecollection'] as const;

/** Options that are read otherwise than they were given. */
const reading =
  (change: (options: DeleteOptions) => DeleteOptions): Mutant['override'] =>
  (base) => ({
    queryOptions: (query, grace, orphan) => change(base.queryOptions(query, grace, orphan)),
    bodyOptions: (body) => change(base.bodyOptions(body)),
  });
const inBody =
  (change: (options: DeleteOptions) => DeleteOptions): Mutant['override'] =>
  (base) => ({ bodyOptions: (body) => change(base.bodyOptions(body)) });
const inQuery =
  (change: (options: DeleteOptions) => DeleteOptions): Mutant['override'] =>
  (base) => ({ queryOptions: (query, grace, orphan) => change(base.queryOptions(query, grace, orphan)) });
const dropped =
  (...keys: (keyof DeleteOptions)[]) =>
  (options: DeleteOptions): DeleteOptions => ({
    dryRun: [],
    ...Object.fromEntries(Object.entries(options).filter(([key]) => !keys.includes(key as keyof DeleteOptions))),
  });
/** An object that stays although nothing holds it. */
const kept =
  (when: (options: DeleteOptions) => boolean): Mutant['override'] =>
  (base) => {
    let options: DeleteOptions = { dryRun: [] };
    return {
      brokenPrecondition: (given, job) => base.brokenPrecondition((options = given), job),
      isDryRun: (values) => base.isDryRun(values) || when(options),
    };
  };

const ANSWERS: readonly Mutant[] = [
  ...perKind(KINDS, (kind): Mutant => ({
    name: 'delete-forgets',
    breaks: 'delete.gone',
    verbs: ONE,
    text: `A delete of a ${kind.kind} succeeds, and the object stays.`,
    override: () => ({ isDryRun: () => true }),
  })),
  {
    name: 'delete-is-refused',
    breaks: 'delete.success',
    verbs: ONE,
    text: 'Every delete is refused.',
    override: () => ({ brokenPrecondition: () => 'uid' }),
  },
  {
    name: 'delete-leaves-it-in-lists',
    breaks: 'delete.gone',
    text: 'What was deleted stays in lists.',
    verbs: ['list'],
    override: () => {
      const seen = new Map<string, Json>();
      return {
        listAnswer: (list) => {
          for (const item of list['items'] as Json[]) seen.set(String(metadataOf(item)['uid']), item);
          return { ...list, items: [...seen.values()] };
        },
      };
    },
  },
  {
    name: 'delete-graceful-never-ends',
    breaks: 'delete.gone',
    variants: ['delete-graceful'],
    text: 'A graceful deletion never ends.',
    override: () => ({ isGone: () => false }),
  },
  {
    name: 'delete-answers-nothing-of-use',
    breaks: 'delete.answers-status',
    verbs: ONE,
    text: 'A delete answers {}.',
    override: () => ({ deleteAnswer: () => ({}) }),
  },
  {
    name: 'delete-answers-failure',
    breaks: 'delete.answers-status',
    verbs: ONE,
    text: 'A delete that succeeds answers a Status of Failure.',
    override: (base) => ({ deleteAnswer: (...asked) => ({ ...base.deleteAnswer(...asked), status: 'Failure' }) }),
  },
  ...(
    [
      ['name', 'another'],
      ['group', 'apps'],
      ['uid', '00000000-0000-4000-8000-000000000000'],
      ['kind', 'pods'],
    ] as const
  ).map(([key, value]): Mutant => ({
    name: `delete-names-another-${key}`,
    breaks: 'delete.names-what-went',
    verbs: ONE,
    text: `The details of a delete name another ${key}.`,
    override: (base) => ({
      deleteAnswer: (...asked) => {
        const body = base.deleteAnswer(...asked);
        return body['details'] === undefined
          ? body
          : { ...body, details: { ...objectAt(body, 'details'), [key]: value } };
      },
    }),
  })),
  {
    name: 'delete-takes-longer-names',
    breaks: 'delete.only-named',
    text: 'A delete also removes objects whose names begin so.',
    wrap: also('delete', longerNames),
  },
  {
    name: 'delete-takes-other-namespaces',
    breaks: 'delete.only-named',
    text: 'A delete also removes the object of that name in other namespaces.',
    wrap: also('delete', elsewhere),
  },
  {
    name: 'delete-takes-other-kinds',
    breaks: 'delete.only-named',
    text: 'A delete also removes the object of that name of other kinds.',
    wrap: also('delete', otherKinds),
  },
  {
    name: 'delete-path-takes-longer-names',
    breaks: 'delete.path.name',
    text: 'The name in the path of a delete may be the beginning of others.',
    wrap: also('delete', longerNames),
  },
  {
    name: 'delete-path-takes-other-namespaces',
    breaks: 'delete.path.namespace',
    text: 'The namespace in the path of a delete counts for nothing.',
    wrap: also('delete', elsewhere),
  },
  {
    name: 'delete-wants-a-body',
    breaks: 'delete.without-body',
    text: 'A delete without a body is refused.',
    wrap: (handle) => async (request) =>
      request.method === 'DELETE' && (request.body?.byteLength ?? 0) === 0
        ? json(400, statusOf(400, 'BadRequest'))
        : handle(request),
  },
  {
    name: 'delete-takes-no-body',
    breaks: 'delete.body',
    verbs: ONE,
    text: 'A delete with a body is refused.',
    override: (base) => ({ bodyOptions: () => base.bodyOptions(null) }),
  },
  {
    name: 'delete-of-nothing-succeeds',
    breaks: 'delete.missing',
    text: 'A delete of a missing object succeeds.',
    wrap: spoilt((request, answer) =>
      request.method === 'DELETE' && answer.status === 404
        ? json(200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' })
        : answer,
    ),
  },
  {
    name: 'delete-of-nothing-is-400',
    breaks: 'delete.missing.code',
    verbs: ONE,
    text: 'A delete of a missing object is answered with 400.',
    override: (base) => ({
      notFound: (kind, name) => ({ ...base.notFound(kind, name), code: 400, reason: 'BadRequest' }),
    }),
  },
  {
    name: 'delete-again-succeeds',
    breaks: 'delete.missing',
    text: 'A second delete of an object succeeds.',
    wrap: (handle) => {
      const gone = new Set<string>();
      return async (request) => {
        const answer = await handle(request);
        if (request.method !== 'DELETE') return answer;
        if (answer.status === 404 && gone.has(request.path))
          return json(200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' });
        if (answer.status < 300) gone.add(request.path);
        return answer;
      };
    },
  },
];

const OPTIONS: readonly Mutant[] = [
  {
    name: 'delete-grace-zero-is-refused',
    breaks: 'delete.query.gracePeriodSeconds.zero',
    verbs: ONE,
    text: 'gracePeriodSeconds=0 is refused.',
    override: (base) => ({
      graceCauses: (options) =>
        options.grace === 0 ? base.graceCauses({ ...options, grace: -1 }) : base.graceCauses(options),
    }),
  },
  {
    name: 'delete-grace-zero-is-graceful',
    breaks: 'delete.query.gracePeriodSeconds.zero',
    verbs: ONE,
    variants: ['delete-graceful'],
    text: 'gracePeriodSeconds=0 keeps the object for good.',
    override: (base) => ({ graceOf: (options) => (options.grace === 0 ? 1_000_000 : base.graceOf(options)) }),
  },
  {
    name: 'delete-grace-is-refused',
    breaks: 'delete.query.gracePeriodSeconds',
    verbs: ONE,
    text: 'gracePeriodSeconds above zero is refused.',
    override: (base) => ({
      graceCauses: (options) =>
        (options.grace ?? 0) > 0 ? base.graceCauses({ ...options, grace: -1 }) : base.graceCauses(options),
    }),
  },
  {
    name: 'delete-grace-keeps-it',
    breaks: 'delete.query.gracePeriodSeconds',
    verbs: ONE,
    text: 'With a gracePeriodSeconds above zero the object stays.',
    override: kept((options) => (options.grace ?? 0) > 0),
  },
  {
    name: 'delete-negative-grace-fails',
    breaks: 'delete.gracePeriodSeconds.negative',
    verbs: ONE,
    text: 'A negative gracePeriodSeconds makes the server fail.',
    override: (base) => ({
      graceCauses: (options) => {
        if ((options.grace ?? 0) < 0) throw new Error('a time before now');
        return base.graceCauses(options);
      },
    }),
  },
  {
    name: 'delete-takes-any-grace',
    breaks: 'delete.gracePeriodSeconds.malformed',
    verbs: ONE,
    text: 'A gracePeriodSeconds that is no integer is ignored.',
    override: (base) => ({
      integer: (name, text) =>
        name === 'gracePeriodSeconds' && text !== null && !/^-?\d+$/.test(text) ? undefined : base.integer(name, text),
    }),
  },
  {
    name: 'delete-ignores-dry-run',
    breaks: 'delete.query.dryRun',
    verbs: ONE,
    text: 'dryRun=All in the query deletes.',
    override: inQuery((options) => ({ ...options, dryRun: [] })),
  },
  {
    name: 'delete-dry-run-marks',
    breaks: 'delete.query.dryRun',
    text: 'dryRun=All in the query leaves an annotation.',
    wrap: (handle) => async (request) => {
      const answer = await handle(request);
      if (request.method === 'DELETE' && request.path.includes('dryRun=All') && answer.status < 300) {
        await handle({
          method: 'PATCH',
          path: request.path.split('?')[0] as string,
          headers: [
            ...request.headers.filter(([name]) => name.toLowerCase() !== 'content-type'),
            ['content-type', 'application/merge-patch+json'],
          ],
          body: new TextEncoder().encode('{"metadata":{"labels":{"dry":"run"}}}'),
        });
      }
      return answer;
    },
  },
  {
    name: 'delete-ignores-dry-run-in-the-body',
    breaks: 'delete.body.dryRun',
    verbs: ONE,
    text: 'dryRun in the body deletes.',
    override: inBody((options) => ({ ...options, dryRun: [] })),
  },
  {
    name: 'delete-takes-any-dry-run',
    breaks: 'delete.dryRun.unknown',
    verbs: ONE,
    text: 'dryRun with any value is a dry run.',
    override: () => ({ dryRunCauses: () => [] }),
  },
  {
    name: 'delete-does-unknown-dry-runs',
    breaks: 'delete.dryRun.unknown',
    verbs: ONE,
    text: 'dryRun with another value than All deletes.',
    override: (base) => ({
      dryRunCauses: () => [],
      isDryRun: (values) => base.isDryRun(values.filter((value) => value === 'All')),
    }),
  },
  {
    name: 'delete-takes-any-policy',
    breaks: 'delete.propagationPolicy.unknown',
    verbs: ONE,
    text: 'An unknown propagationPolicy is ignored.',
    override: (base) => ({
      policyCauses: (options) => base.policyCauses(options).filter(({ reason }) => reason !== 'FieldValueNotSupported'),
    }),
  },
  {
    name: 'delete-takes-policies-together',
    breaks: 'delete.options.exclusive',
    verbs: ONE,
    text: 'orphanDependents together with propagationPolicy is accepted.',
    override: (base) => ({
      policyCauses: (options) => base.policyCauses(options).filter(({ reason }) => reason !== 'FieldValueInvalid'),
    }),
  },
  {
    name: 'delete-takes-policies-together-in-the-body',
    breaks: 'constraint.DeleteOptions.orphanDependents-excludes-propagationPolicy',
    verbs: ONE,
    text: 'orphanDependents together with propagationPolicy in the body is accepted.',
    override: inBody((options) => (options.policy === undefined ? options : dropped('orphan')(options))),
  },
  ...(['Orphan', 'Background', 'Foreground'] as const).flatMap((policy): Mutant[] => [
    {
      name: `delete-refuses-${policy.toLowerCase()}`,
      breaks: 'delete.query.propagationPolicy',
      verbs: ONE,
      text: `propagationPolicy=${policy} in the query is refused.`,
      override: (base) => ({
        policyCauses: (options) =>
          base.policyCauses(options.policy === policy ? { ...options, policy: 'None' } : options),
      }),
    },
    {
      name: `delete-${policy.toLowerCase()}-keeps-it`,
      breaks: 'delete.query.propagationPolicy',
      verbs: ONE,
      text: `With propagationPolicy=${policy} the object stays.`,
      override: kept((options) => options.policy === policy),
    },
  ]),
  {
    name: 'delete-policy-in-the-body-keeps-it',
    breaks: 'delete.body.propagationPolicy',
    verbs: ONE,
    text: 'With a propagationPolicy in the body the object stays.',
    override: inBody((options) => (options.policy === undefined ? options : { ...options, dryRun: ['All'] })),
  },
  {
    name: 'delete-takes-any-policy-in-the-body',
    breaks: 'delete.body.propagationPolicy',
    verbs: ONE,
    text: 'An unknown propagationPolicy in the body is ignored.',
    override: inBody((options) =>
      ['Orphan', 'Background', 'Foreground'].includes(options.policy ?? '') ? options : dropped('policy')(options),
    ),
  },
  ...[true, false].map((orphan): Mutant => ({
    name: `delete-orphan-${orphan}-keeps-it`,
    breaks: 'delete.query.orphanDependents',
    verbs: ONE,
    text: `With orphanDependents=${orphan} the object stays.`,
    override: kept((options) => options.orphan === orphan),
  })),
  {
    name: 'delete-takes-any-body',
    breaks: 'delete.body.malformed',
    verbs: ONE,
    text: 'A body that is no DeleteOptions is ignored.',
    override: (base) => ({
      parseJson: (body) => {
        try {
          return base.parseJson(body);
        } catch {
          return {};
        }
      },
      bodyOptions: (body) => {
        try {
          return base.bodyOptions(body);
        } catch {
          return { dryRun: [] };
        }
      },
    }),
  },
  {
    name: 'delete-takes-mistyped-options',
    breaks: 'delete.body.malformed',
    verbs: ONE,
    text: 'Options of the wrong type in a body are ignored.',
    override: (base) => ({
      bodyOptions: (body) => {
        try {
          return base.bodyOptions(body);
        } catch (error) {
          if (isObject(body)) return { dryRun: [] };
          throw error;
        }
      },
    }),
  },
  {
    name: 'delete-ignores-uid',
    breaks: 'delete.preconditions.uid',
    verbs: ONE,
    text: 'A precondition on uid does not count.',
    override: reading(dropped('uid')),
  },
  {
    name: 'delete-refuses-its-own-uid',
    breaks: 'delete.preconditions.uid',
    verbs: ONE,
    text: "A precondition on the object's own uid is refused.",
    override: (base) => ({
      brokenPrecondition: (options, job) => (options.uid === undefined ? base.brokenPrecondition(options, job) : 'uid'),
    }),
  },
  {
    name: 'delete-uid-is-checked-too-late',
    breaks: 'constraint.Preconditions.uid.matches',
    verbs: ONE,
    text: 'A precondition on uid is looked at when the object has gone.',
    override: (base) => {
      const late = new Set<string>();
      return {
        brokenPrecondition: (options, job) => {
          if (base.brokenPrecondition(options, job) === 'uid') late.add(String(metadataOf(job)['uid']));
          return undefined;
        },
        replied: (reply, request) =>
          reply.code < 300 && late.delete(String(objectAt(reply.json, 'details')['uid']))
            ? {
                code: 409,
                json: base.statusBody({ code: 409, reason: 'Conflict', message: 'another uid' }, request.method),
              }
            : reply,
      };
    },
  },
  {
    name: 'delete-ignores-version',
    breaks: 'delete.preconditions.resourceVersion',
    verbs: ONE,
    text: 'A precondition on resourceVersion does not count.',
    override: reading(dropped('version')),
  },
  {
    name: 'delete-precondition-is-400',
    breaks: 'delete.preconditions.uid',
    verbs: ONE,
    text: 'A precondition that does not hold is answered with 400.',
    override: (base) => ({
      preconditionFailed: (...asked) => ({ ...base.preconditionFailed(...asked), code: 400, reason: 'BadRequest' }),
    }),
  },
];

/** What table 64 says of a body, each no longer looked at. */
const BODY: readonly Mutant[] = [
  {
    name: 'unchecked-DeleteOptions-kind',
    breaks: 'constraint.DeleteOptions.kind.enum',
    verbs: ONE,
    text: 'A body of another kind is read as DeleteOptions.',
    override: (base) => ({
      bodyOptions: (body) =>
        base.bodyOptions(
          isObject(body) && typeof body['kind'] === 'string' ? { ...body, kind: 'DeleteOptions' } : body,
        ),
    }),
  },
  {
    name: 'unchecked-DeleteOptions-grace',
    breaks: 'constraint.DeleteOptions.gracePeriodSeconds.minimum',
    verbs: ONE,
    text: 'A negative gracePeriodSeconds makes the server fail.',
    override: (base) => ({
      graceCauses: (options) => {
        if ((options.grace ?? 0) < 0) throw new Error('a time before now');
        return base.graceCauses(options);
      },
    }),
  },
  {
    name: 'unchecked-DeleteOptions-policy',
    breaks: 'constraint.DeleteOptions.propagationPolicy.enum',
    verbs: ONE,
    text: 'A propagationPolicy in the body that is none is ignored.',
    override: inBody((options) =>
      ['Orphan', 'Background', 'Foreground'].includes(options.policy ?? '') ? options : dropped('policy')(options),
    ),
  },
  {
    name: 'unchecked-DeleteOptions-dryRun',
    breaks: 'constraint.DeleteOptions.dryRun.enum',
    verbs: ONE,
    text: 'A dryRun in the body that is not All deletes.',
    override: inBody((options) => ({ ...options, dryRun: options.dryRun.filter((value) => value === 'All') })),
  },
];

const LIFE: readonly Mutant[] = [
  {
    name: 'recreated-with-the-old-labels',
    breaks: 'delete.recreate',
    text: 'A new object under an old name has the labels of the first.',
    verbs: ['create'],
    override: (base) => {
      const old = new Map<string, Json>();
      return {
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer),
            name = String(metadataOf(stored)['name']);
          const labels = old.get(name);
          old.set(name, metadataOf(stored)['labels'] ?? {});
          return labels === undefined
            ? stored
            : withMetadata(stored, {
                labels: { ...(labels as JsonObject), ...objectAt(metadataOf(stored), 'labels') },
              });
        },
      };
    },
  },
  {
    name: 'recreated-with-the-old-spec',
    breaks: 'delete.recreate',
    text: 'A new object under an old name has the spec of the first.',
    verbs: ['create'],
    override: (base) => {
      const old = new Map<string, Json>();
      return {
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer),
            name = String(metadataOf(stored)['name']);
          if (!old.has(name)) old.set(name, stored['spec'] ?? {});
          return { ...stored, spec: old.get(name) ?? {} };
        },
      };
    },
  },
  {
    name: 'names-are-never-free',
    breaks: 'delete.recreate',
    text: 'A name that was used is taken for ever.',
    wrap: (handle) => {
      const gone = new Set<string>();
      return async (request) => {
        const [path = ''] = request.path.split('?');
        if (
          request.method === 'POST' &&
          [...gone].some(
            (old) =>
              old.startsWith(`${path}/`) &&
              new TextDecoder().decode(request.body).includes(`"name":"${old.slice(path.length + 1)}"`),
          )
        )
          return json(409, statusOf(409, 'AlreadyExists'));
        const answer = await handle(request);
        if (request.method === 'DELETE' && answer.status < 300 && path.split('/').length > 7) gone.add(path);
        return answer;
      };
    },
  },
  {
    name: 'name-of-the-marked-is-free',
    breaks: 'delete.name-held',
    verbs: ['create'],
    text: 'A create under the name of an object that is being deleted succeeds.',
    override: () => ({ isTaken: (current) => !isMarked(current) }),
  },
  {
    name: 'finalizers-hold-nothing',
    breaks: 'delete.finalizers',
    text: 'An object with finalizers goes at once.',
    verbs: ONE,
    override: () => ({ marked: () => undefined }),
  },
  {
    name: 'finalizers-hold-without-a-mark',
    breaks: 'delete.finalizers',
    text: 'An object with finalizers stays, and is not marked.',
    verbs: ONE,
    override: (base) => ({
      marked: (job, finalizer, grace, at) =>
        finalizersOf(job).length > 0 ? job : base.marked(job, finalizer, grace, at),
    }),
  },
  {
    name: 'finalizers-hold-for-a-moment',
    breaks: 'constraint.ObjectMeta.finalizers.hold-deletion',
    text: 'The server takes the finalizers of clients off by itself.',
    override: () => ({ withoutOwnFinalizers: (job) => withMetadata(job, { finalizers: undefined }) }),
  },
  {
    name: 'last-finalizer-frees-nothing',
    breaks: 'delete.finalizers.last',
    text: 'An object stays marked when its last finalizer is removed.',
    override: () => ({ isGone: () => false }),
  },
  {
    name: 'any-finalizer-frees',
    breaks: 'delete.finalizers.last',
    text: 'Removing one of two finalizers completes the deletion.',
    override: (base) => ({ isGone: (job) => base.isGone(job) || (isMarked(job) && finalizersOf(job).length === 1) }),
  },
  ...(['replace', 'patch'] as const).map((verb): Mutant => ({
    name: `${verb}-adds-finalizers-late`,
    breaks: 'delete.finalizers.none-added',
    verbs: [verb],
    text: `A ${verb} adds finalizers to an object that is being deleted.`,
    override: () => ({ addedFinalizerCauses: () => [] }),
  })),
  {
    name: 'finalizers-swap-late',
    breaks: 'constraint.ObjectMeta.finalizers.removal-only',
    text: 'A finalizer may be exchanged for another while the object is being deleted.',
    override: (base) => ({
      addedFinalizerCauses: (current, next) =>
        finalizersOf(next).length <= finalizersOf(current).length ? [] : base.addedFinalizerCauses(current, next),
    }),
  },
  ...(['replace', 'patch'] as const).map((verb): Mutant => ({
    name: `${verb}-takes-deletion-back`,
    breaks: 'delete.irrevocable',
    verbs: [verb],
    text: `A ${verb} that removes deletionTimestamp takes the deletion back.`,
    override: (base) => {
      let removed = false;
      return {
        deletionTimestampCauses: (current, sent) => {
          removed = isMarked(current) && sent['deletionTimestamp'] === undefined;
          return base.deletionTimestampCauses(current, sent);
        },
        lastingMetadata: (current) =>
          removed
            ? without(without(base.lastingMetadata(current), 'deletionTimestamp'), 'deletionGracePeriodSeconds')
            : base.lastingMetadata(current),
      };
    },
  })),
  ...(['replace', 'patch'] as const).map((verb): Mutant => ({
    name: `${verb}-of-labels-takes-deletion-back`,
    breaks: 'delete.irrevocable',
    verbs: [verb],
    text: `A ${verb} that changes labels takes the deletion back.`,
    override: (base) => ({
      asStored: (job, current, writer) => {
        const stored = base.asStored(job, current, writer);
        return equal(objectAt(metadataOf(current), 'labels'), objectAt(metadataOf(stored), 'labels'))
          ? stored
          : withMetadata(stored, { deletionTimestamp: undefined, deletionGracePeriodSeconds: undefined });
      },
    }),
  })),
  {
    name: 'repeated-delete-takes-deletion-back',
    breaks: 'delete.irrevocable',
    verbs: ONE,
    variants: ['controller-absent'],
    text: 'A second delete of a marked object takes the mark away.',
    override: (base) => ({
      marked: (job, finalizer, grace, at) =>
        isMarked(job)
          ? withMetadata(job, { deletionTimestamp: undefined, deletionGracePeriodSeconds: undefined })
          : base.marked(job, finalizer, grace, at),
    }),
  },
];

/** The items that a collection's delete takes, chosen wrongly. */
const victims =
  (choose: (items: readonly Job[]) => readonly Job[]): Mutant['override'] =>
  () => ({ collectionVictims: choose });

const COLLECTION: readonly Mutant[] = [
  {
    name: 'collection-is-refused',
    breaks: 'deletecollection.success',
    verbs: ALL,
    text: 'Every delete of a collection is refused.',
    override: () => ({ graceCauses: () => [{ reason: 'FieldValueForbidden', message: 'Forbidden', field: 'kind' }] }),
  },
  ...perKind(KINDS, (kind): Mutant => ({
    name: 'collection-deletes-nothing',
    breaks: 'deletecollection.all',
    verbs: ALL,
    text: `A delete of the collection of ${kind.kind}s deletes nothing.`,
    override: victims(() => []),
  })),
  {
    name: 'collection-leaves-one',
    breaks: 'deletecollection.all',
    verbs: ALL,
    text: 'A delete of a collection leaves the last.',
    override: victims((items) => (items.length > 1 ? items.slice(0, -1) : items)),
  },
  {
    name: 'collection-answers-an-object',
    breaks: 'deletecollection.answer',
    verbs: ALL,
    text: 'A delete of a collection answers the first object.',
    override: () => ({
      collectionAnswer: (kind, list) => (list['items'] as JsonObject[])[0] ?? { kind: kind.kind, apiVersion: 'v1' },
    }),
  },
  {
    name: 'collection-answers-an-empty-list',
    breaks: 'deletecollection.answer.items',
    verbs: ALL,
    text: 'A delete of a collection answers an empty list.',
    override: (base) => ({ collectionAnswer: (kind, list) => base.collectionAnswer(kind, { ...list, items: [] }) }),
  },
  {
    name: 'collection-answers-more-than-went',
    breaks: 'deletecollection.answer.items',
    verbs: ALL,
    text: 'A delete of a collection answers an item twice.',
    override: (base) => ({
      collectionAnswer: (kind, list) =>
        base.collectionAnswer(kind, {
          ...list,
          items: [...(list['items'] as Json[]), ...(list['items'] as Json[]).slice(0, 1)],
        }),
    }),
  },
  {
    name: 'collection-takes-other-kinds',
    breaks: 'deletecollection.kind',
    text: 'A delete of a collection also empties those of other kinds.',
    wrap: collectionAlso(otherKinds),
  },
  {
    name: 'collection-takes-other-namespaces',
    breaks: 'deletecollection.namespace',
    text: 'A delete of a collection also empties that of other namespaces.',
    wrap: collectionAlso(elsewhere),
  },
  {
    name: 'collection-path-takes-other-namespaces',
    breaks: 'deletecollection.path.namespace',
    text: 'The namespace in the path of a delete of a collection counts for nothing.',
    wrap: collectionAlso(elsewhere),
  },
  {
    name: 'collection-empty-is-404',
    breaks: 'deletecollection.empty',
    verbs: ALL,
    text: 'A delete of a collection without matches is a 404.',
    override: (base) => ({
      replied: (reply) =>
        isObject(reply.json) && Array.isArray(reply.json['items']) && reply.json['items'].length === 0
          ? { code: 404, json: base.statusBody({ code: 404, reason: 'NotFound', message: 'none' }, 'DELETE') }
          : reply,
    }),
  },
  {
    name: 'collection-empty-deletes-all',
    breaks: 'deletecollection.empty',
    text: 'A delete of a collection whose selector matches nothing deletes everything.',
    wrap: (handle) => async (request) => {
      const [path = '', query = ''] = request.path.split('?');
      if (request.method !== 'DELETE' || path.split('/').length !== 7) return handle(request);
      const { items } = await read(
        await handle({ method: 'GET', path: `${path}?${query.replace(/watch=[^&]*/, '')}`, headers: request.headers }),
      );
      return handle(Array.isArray(items) && items.length === 0 && query !== '' ? { ...request, path } : request);
    },
  },
  {
    name: 'collection-ignores-finalizers',
    breaks: 'deletecollection.finalizers',
    verbs: ALL,
    text: 'A delete of a collection removes objects in spite of their finalizers.',
    override: () => ({ marked: () => undefined }),
  },
  {
    name: 'collection-skips-finalizers',
    breaks: 'deletecollection.finalizers',
    verbs: ALL,
    text: 'A delete of a collection leaves objects with finalizers alone.',
    override: victims((items) => items.filter((item) => finalizersOf(item).length === 0)),
  },
  {
    name: 'collection-ignores-dry-run',
    breaks: 'deletecollection.dry-run',
    verbs: ALL,
    text: 'A delete of a collection with dryRun=All deletes.',
    override: () => ({ isDryRun: () => false }),
  },
  {
    name: 'collection-takes-any-dry-run',
    breaks: 'deletecollection.dry-run',
    verbs: ALL,
    text: 'A delete of a collection with dryRun of any value is a dry run.',
    override: () => ({ dryRunCauses: () => [] }),
  },
  {
    name: 'collection-exceeds-limit',
    breaks: 'deletecollection.query.limit',
    text: 'A delete of a collection with a limit deletes one more.',
    verbs: ALL,
    override: (base) => ({
      pageSize: (limit) => {
        const size = base.pageSize(limit);
        return size === undefined ? undefined : size + 1;
      },
    }),
  },
  {
    name: 'collection-limit-is-of-all',
    breaks: 'deletecollection.query.limit',
    verbs: ALL,
    text: 'A delete of a collection with a limit is refused.',
    override: (base) => ({
      integer: (name, text) => (name === 'limit' && text !== null ? base.integer(name, 'x') : base.integer(name, text)),
    }),
  },
  {
    name: 'collection-version-0-is-refused',
    breaks: 'deletecollection.query.resourceVersion',
    verbs: ALL,
    text: 'A delete of a collection with resourceVersion=0 is refused.',
    override: (base) => ({ versionNumber: (text) => (text === '0' ? undefined : base.versionNumber(text)) }),
  },
  ...(['timeoutSeconds', 'watch'] as const).map((key): Mutant => ({
    name: `collection-with-${key}-deletes-nothing`,
    breaks: `deletecollection.query.${key}`,
    text: `A delete of a collection with ${key} deletes nothing.`,
    wrap: (handle) => (request) =>
      handle(
        request.method === 'DELETE' && request.path.includes(`${key}=`)
          ? { ...request, path: `${request.path}&dryRun=All` }
          : request,
      ),
  })),
];

export const DELETION_MUTANTS: readonly Mutant[] = [...ANSWERS, ...OPTIONS, ...BODY, ...LIFE, ...COLLECTION];
