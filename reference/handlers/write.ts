import { isObject, type JsonObject } from '../../contract/json.ts';
import { success } from '../rules/codes.ts';
import type { Reply } from '../rules/response.ts';
import {
  checkBody,
  checkWriteOptions,
  placeOf,
  readBody,
  refuse,
  refuseIf,
  refuseInvalid,
  type Call,
  type Server,
} from './context.ts';
import {
  equal,
  isMarked,
  metadataOf,
  objectAt,
  textAt,
  withMetadata,
  type Cause,
  type Job,
  type ObjectRef,
  type Writer,
} from '../state/model.ts';
import { statusAfter } from './controller.ts';
import { commit, type Outcome } from './commit.ts';

/** Refuses a body that cannot be read as a job of this path. Returns it as an object. */
function readJob(server: Server, call: Call): JsonObject {
  const body = readBody(server, call);
  refuseIf(server.behaviour.unreadable(body), server);
  const job = body as JsonObject;
  refuseIf(server.behaviour.mistypedMetadata(job), server);
  refuseIf(server.behaviour.foreignVersion(call.kind, job), server);
  return job;
}

/** Refuses undocumented fields, if the request or the server's variant wants that. */
function checkFields(server: Server, call: Call, job: Job): void {
  const unwanted = server.behaviour.isStrict(call.query.get('fieldValidation'))
    ? server.behaviour.unknownFields(call.kind, job)
    : server.behaviour.refusedFields(call.kind, job);
  if (unwanted.length > 0)
    refuse(server.behaviour.badRequest(`strict decoding: unknown or unsupported fields: ${unwanted.join(', ')}`));
}

function metadataCauses(server: Server, metadata: JsonObject): Cause[] {
  return [
    ...server.behaviour.labelCauses(metadata),
    ...server.behaviour.annotationCauses(metadata),
    ...server.behaviour.finalizerCauses(metadata),
    ...server.behaviour.ownerCauses(metadata),
  ];
}

const contentCauses = (server: Server, place: ObjectRef, job: Job): Cause[] => {
  const causes = server.behaviour.schemaCauses(place.kind, job);
  return causes.length > 0 ? causes : server.behaviour.predicateCauses(place.kind, job);
};

const incoming = (server: Server, place: ObjectRef, job: Job): Job =>
  server.behaviour.addedFields(server.behaviour.respelled(place.kind, server.behaviour.shaped(place.kind, job)));

/** The object that a create would store. `shaped` is the body without unknown fields. */
function newborn(server: Server, place: ObjectRef, shaped: Job): Job {
  const sent = metadataOf(shaped);
  const selfLink = server.behaviour.selfLink(place.kind, place.namespace, place.name);
  const metadata: JsonObject = {
    ...server.behaviour.clientMetadata(sent),
    name: place.name,
    namespace: place.namespace,
    uid: server.behaviour.newUid(),
    creationTimestamp: server.behaviour.timestamp(server.env.now()),
    generation: server.behaviour.firstGeneration(),
    ...(selfLink === undefined ? {} : { selfLink }),
  };
  const job: Job = {
    ...server.behaviour.withoutStatus(shaped),
    metadata: { ...metadata, ...server.behaviour.addedMetadata(place.kind, metadata) },
  };
  const status = server.behaviour.freshStatus(statusAfter(server, place.kind, job, 'Created'));
  return status === undefined ? job : { ...job, status };
}

/** Refuses a body that breaks the rules for a new object. */
function checkNewborn(server: Server, place: ObjectRef, body: JsonObject, shaped: Job): void {
  const metadata = metadataOf(body);
  const prefix = textAt(metadata, 'generateName');
  const kindCauses = server.behaviour.kindCauses(place.kind, body);
  refuseInvalid(server, place.kind, place.name, kindCauses, String(body['kind']));
  refuseInvalid(server, place.kind, place.name, [
    ...server.behaviour.nameCauses(place.name === '' ? undefined : place.name),
    ...(prefix === undefined ? [] : server.behaviour.generateNameCauses(prefix)),
    ...server.behaviour.assignedCauses(metadata),
    ...metadataCauses(server, metadata),
    ...contentCauses(server, place, shaped),
  ]);
}

/** Stores a new object and returns it; a dry run only returns it. Refuses a name that is taken. */
async function store(server: Server, place: ObjectRef, body: JsonObject, dry: boolean): Promise<Job> {
  const shaped = incoming(server, place, body);
  checkNewborn(server, place, body, shaped);
  const job = newborn(server, place, shaped);
  const stored = await commit(server, place, 'create', (current) => {
    if (current !== undefined && server.behaviour.isTaken(current))
      refuse(server.behaviour.alreadyExists(place.kind, place.name, isMarked(current)));
    return { do: dry ? 'nothing' : 'store', job: server.behaviour.asStored(job, undefined, 'create') };
  });
  return stored;
}

/** Maximum number of attempts to generate a name that is not taken. */
const ATTEMPTS = 8;

/** Generates a name from a prefix. If none is free, refuses in a way that asks the client to try again. */
function freeName(server: Server, place: ObjectRef, prefix: string): string {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const name = server.behaviour.generatedName(prefix);
    if (server.store.get({ ...place, name }) === undefined) return name;
  }
  return refuse(server.behaviour.tryAgain(place.kind, prefix));
}

export async function create(server: Server, call: Call): Promise<Reply> {
  checkBody(server, call, false);
  const dry = checkWriteOptions(server, call, 'CreateOptions');
  const body = readJob(server, call);
  const metadata = metadataOf(body);
  refuseIf(server.behaviour.foreignNamespace(call.namespace ?? '', metadata), server);
  if (!server.behaviour.namespaceExists(call.namespace ?? ''))
    refuse(server.behaviour.namespaceNotFound(call.namespace ?? ''));
  checkFields(server, call, body);
  const prefix = textAt(metadata, 'generateName');
  const name = textAt(metadata, 'name') ?? (prefix === undefined ? '' : freeName(server, placeOf(call), prefix));
  const stored = await store(server, { ...placeOf(call), name }, body, dry);
  return success('create', server.behaviour.createCode(), server.behaviour.createAnswer(body, stored));
}

/** Decides an update from the stored object to the wanted one, for replace and patch alike. */
function updated(server: Server, place: ObjectRef, current: Job, wanted: JsonObject, writer: Writer): Outcome {
  const sent = metadataOf(wanted);
  refuseInvalid(server, place.kind, place.name, [
    ...server.behaviour.deletionTimestampCauses(current, sent),
    ...metadataCauses(server, sent),
  ]);
  let next = server.behaviour.withStoredStatus(current, incoming(server, place, wanted));
  const kept = { ...server.behaviour.clientMetadata(sent), ...server.behaviour.lastingMetadata(metadataOf(current)) };
  next = { ...next, metadata: { ...kept, ...server.behaviour.addedMetadata(place.kind, kept) } };
  refuseInvalid(server, place.kind, place.name, server.behaviour.addedFinalizerCauses(current, next));
  const changed = server.behaviour.immutableCauses(place.kind, current, next);
  const ignoring = server.behaviour.ignoresImmutable();
  const causes = equal(current['spec'], next['spec']) ? [] : contentCauses(server, place, next);
  // If changes of immutable fields are ignored, so is the removal of a required one.
  refuseInvalid(
    server,
    place.kind,
    place.name,
    ignoring ? causes.filter((c) => c.reason !== 'FieldValueRequired') : causes,
  );
  if (changed.length > 0 && !ignoring)
    refuse(server.behaviour.immutableFault(server.behaviour.invalid(place.kind, place.name, changed)));
  if (changed.length > 0) next = server.behaviour.withImmutable(place.kind, current, next);
  next = server.behaviour.asStored(next, current, writer);
  if (server.behaviour.isNoOp(current, next)) return { do: 'nothing', job: current };
  next = withMetadata(next, { generation: server.behaviour.nextGeneration(current, next) });
  return { do: server.behaviour.isGone(next) ? 'remove' : 'store', job: next };
}

const unlessDry = (outcome: Outcome, dry: boolean): Outcome => (dry ? { do: 'nothing', job: outcome.job } : outcome);

export async function replace(server: Server, call: Call): Promise<Reply> {
  const place = placeOf(call);
  checkBody(server, call, false);
  const dry = checkWriteOptions(server, call, 'UpdateOptions');
  const body = readJob(server, call);
  const sent = metadataOf(body);
  refuseIf(server.behaviour.foreignNamespace(place.namespace, sent), server);
  refuseIf(server.behaviour.foreignName(place.name, sent), server);
  if (
    server.store.get(place) === undefined &&
    server.behaviour.createsOnReplace() &&
    server.behaviour.namespaceExists(place.namespace)
  ) {
    checkFields(server, call, body);
    return { code: 201, json: server.behaviour.createAnswer(body, await store(server, place, body, dry)) };
  }
  const stored = await commit(server, place, 'replace', (current) => {
    if (current === undefined) return refuse(server.behaviour.notFound(place.kind, place.name));
    checkFields(server, call, body);
    refuseInvalid(server, place.kind, place.name, server.behaviour.kindCauses(place.kind, body), String(body['kind']));
    const uid = server.behaviour.sentUid(sent);
    if (server.behaviour.isForeign(current, uid))
      refuse(server.behaviour.foreignUid(place.kind, place.name, uid ?? ''));
    const version = server.behaviour.sentVersion(sent);
    if (version === undefined && server.behaviour.needsVersion())
      refuse(server.behaviour.invalid(place.kind, place.name, [server.behaviour.versionRequired()]));
    if (version !== undefined && server.behaviour.isStale(current, version))
      refuse(server.behaviour.staleVersion(place.kind, place.name));
    return unlessDry(updated(server, place, current, body, 'replace'), dry);
  });
  return success('replace', server.behaviour.updateCode('replace'), server.behaviour.replaceAnswer(body, stored));
}

/** Refuses a patch after which the object would no longer be the one of the path. */
function checkPatched(server: Server, place: ObjectRef, current: Job, patch: JsonObject, result: JsonObject): void {
  const metadata = metadataOf(result);
  if (result['metadata'] !== undefined && !isObject(result['metadata']))
    refuse(server.behaviour.invalid(place.kind, place.name, [server.behaviour.badPatch('metadata is no object')]));
  refuseIf(server.behaviour.foreignNamespace(place.namespace, metadata), server);
  refuseIf(server.behaviour.foreignName(place.name, metadata), server);
  const mistyped = server.behaviour.mistypedMetadata(result);
  if (mistyped !== undefined)
    refuse(server.behaviour.invalid(place.kind, place.name, [server.behaviour.badPatch(mistyped)]));
  refuseInvalid(server, place.kind, place.name, [
    ...server.behaviour.kindCauses(place.kind, result),
    ...(server.behaviour.foreignVersion(place.kind, result) === undefined
      ? []
      : [server.behaviour.badPatch('apiVersion is not that of the path')]),
  ]);
  const sent = objectAt(patch, 'metadata');
  if (server.behaviour.isForeign(current, server.behaviour.patchUid(sent)))
    refuse(server.behaviour.invalid(place.kind, place.name, [server.behaviour.uidImmutable()]));
  const version = server.behaviour.patchVersion(sent);
  if (version !== undefined && server.behaviour.isStale(current, version))
    refuse(server.behaviour.staleVersion(place.kind, place.name));
}

export async function patch(server: Server, call: Call): Promise<Reply> {
  const place = placeOf(call);
  checkBody(server, call, true);
  const dry = checkWriteOptions(server, call, 'PatchOptions');
  if (server.store.get(place) === undefined && !server.behaviour.createsOnPatch())
    refuse(server.behaviour.notFound(place.kind, place.name));
  const document = readBody(server, call);
  if (!server.behaviour.isPatch(document))
    return refuse(server.behaviour.badRequest('a merge patch of a job is a JSON object'));
  if (server.store.get(place) === undefined) {
    return { code: 201, json: server.behaviour.createAnswer(document, await storePatch(server, place, document, dry)) };
  }
  const stored = await commit(server, place, 'patch', (current) => {
    if (current === undefined) return refuse(server.behaviour.notFound(place.kind, place.name));
    const result = server.behaviour.mergePatch(current, document) as JsonObject;
    checkPatched(server, place, current, document, result);
    checkFields(server, call, result);
    return unlessDry(updated(server, place, current, result, 'patch'), dry);
  });
  return success('patch', server.behaviour.updateCode('patch'), server.behaviour.patchAnswer(document, stored));
}

/** A patch of an object that does not exist, if that creates it: the patch must be a whole object of the path. */
async function storePatch(server: Server, place: ObjectRef, document: JsonObject, dry: boolean): Promise<Job> {
  const body = server.behaviour.mergePatch({}, document) as JsonObject;
  if (server.behaviour.unreadable(body) !== undefined || !server.behaviour.namespaceExists(place.namespace))
    refuse(server.behaviour.notFound(place.kind, place.name));
  refuseIf(server.behaviour.mistypedMetadata(body), server);
  refuseIf(server.behaviour.foreignVersion(place.kind, body), server);
  refuseIf(server.behaviour.foreignNamespace(place.namespace, metadataOf(body)), server);
  refuseIf(server.behaviour.foreignName(place.name, metadataOf(body)), server);
  return store(server, place, body, dry);
}
