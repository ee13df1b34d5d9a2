import type { JsonObject } from '../../contract/json.ts';
import type { Reply } from '../rules/response.ts';
import { checkBody, checkWriteOptions, placeOf, readBody, refuse, refuseIf, refuseInvalid, type Call, type Server } from './context.ts';
import { equal, isMarked, isObject, metadataOf, objectAt, textAt, withMetadata, type Cause, type Job, type Place, type Writer } from '../state/model.ts';
import { statusAfter } from './controller.ts';
import { commit, type Outcome } from './commit.ts';

/** Refuses a body that cannot be read as a job of this path. Answers it as an object. */
function readJob(s: Server, call: Call): JsonObject {
  const body = readBody(s, call);
  refuseIf(s.b.unreadable(body), s);
  const job = body as JsonObject;
  refuseIf(s.b.mistypedMetadata(job), s);
  refuseIf(s.b.foreignVersion(call.kind, job), s);
  return job;
}

/** Refuses fields that nobody documents where the request or the server wants that. */
function checkFields(s: Server, call: Call, job: Job): void {
  const unwanted = s.b.isStrict(call.query.get('fieldValidation')) ? s.b.unknownFields(call.kind, job) : s.b.refusedFields(call.kind, job);
  if (unwanted.length > 0) refuse(s.b.badRequest(`strict decoding: unknown or unsupported fields: ${unwanted.join(', ')}`));
}

function metadataCauses(s: Server, metadata: JsonObject): Cause[] {
  return [...s.b.labelCauses(metadata), ...s.b.annotationCauses(metadata), ...s.b.finalizerCauses(metadata), ...s.b.ownerCauses(metadata)];
}

const contentCauses = (s: Server, place: Place, job: Job): Cause[] => {
  const causes = s.b.schemaCauses(place.kind, job);
  return causes.length > 0 ? causes : s.b.predicateCauses(place.kind, job);
};

const incoming = (s: Server, place: Place, job: Job): Job => s.b.addedFields(s.b.respelled(place.kind, s.b.shaped(place.kind, job)));

/** The object that a create would store, from a body that was read, its content shaped. */
function newborn(s: Server, place: Place, shaped: Job): Job {
  const sent = metadataOf(shaped);
  const selfLink = s.b.selfLink(place.kind, place.namespace, place.name);
  const metadata: JsonObject = {
    ...s.b.clientMetadata(sent),
    name: place.name,
    namespace: place.namespace,
    uid: s.b.newUid(),
    creationTimestamp: s.b.timestamp(s.env.now()),
    generation: s.b.firstGeneration(),
    ...(selfLink === undefined ? {} : { selfLink }),
  };
  const job: Job = { ...s.b.withoutStatus(shaped), metadata: { ...metadata, ...s.b.addedMetadata(place.kind, metadata) } };
  const status = s.b.freshStatus(statusAfter(s, place.kind, job, 'Created'));
  return status === undefined ? job : { ...job, status };
}

/** Refuses a body whose content breaks the rules for a new object. */
function checkNewborn(s: Server, place: Place, body: JsonObject, shaped: Job): void {
  const metadata = metadataOf(body);
  const prefix = textAt(metadata, 'generateName');
  const kindCauses = s.b.kindCauses(place.kind, body);
  refuseInvalid(s, place.kind, place.name, kindCauses, String(body['kind']));
  refuseInvalid(s, place.kind, place.name, [
    ...s.b.nameCauses(place.name === '' ? undefined : place.name),
    ...(prefix === undefined ? [] : s.b.generateNameCauses(prefix)),
    ...s.b.assignedCauses(metadata),
    ...metadataCauses(s, metadata),
    ...contentCauses(s, place, shaped),
  ]);
}

/** Stores a new object, or answers it as it would be. Refuses a name that is taken. */
async function store(s: Server, place: Place, body: JsonObject, dry: boolean): Promise<Job> {
  const shaped = incoming(s, place, body);
  checkNewborn(s, place, body, shaped);
  const job = newborn(s, place, shaped);
  const stored = await commit(s, place, 'create', (current) => {
    if (current !== undefined && s.b.isTaken(current)) refuse(s.b.alreadyExists(place.kind, place.name, isMarked(current)));
    return { do: dry ? 'nothing' : 'store', job: s.b.asStored(job, undefined, 'create') };
  });
  return stored;
}

/** Attempts at a generated name that nobody has. */
const ATTEMPTS = 8;

/** A name from a prefix; refuses, so that the client tries again, where none was free. */
function freeName(s: Server, place: Place, prefix: string): string {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const name = s.b.generatedName(prefix);
    if (s.store.get({ ...place, name }) === undefined) return name;
  }
  return refuse(s.b.tryAgain(place.kind, prefix));
}

export async function create(s: Server, call: Call): Promise<Reply> {
  checkBody(s, call, false);
  const dry = checkWriteOptions(s, call, 'CreateOptions');
  const body = readJob(s, call);
  const metadata = metadataOf(body);
  refuseIf(s.b.foreignNamespace(call.namespace ?? '', metadata), s);
  if (!s.b.namespaceExists(call.namespace ?? '')) refuse(s.b.namespaceNotFound(call.namespace ?? ''));
  checkFields(s, call, body);
  const prefix = textAt(metadata, 'generateName');
  const name = textAt(metadata, 'name') ?? (prefix === undefined ? '' : freeName(s, placeOf(call), prefix));
  const stored = await store(s, { ...placeOf(call), name }, body, dry);
  return { code: s.b.createCode(), json: s.b.createAnswer(body, stored) };
}

/** Decides an update of what is there to what is wanted: the one way of replace and patch. */
function updated(s: Server, place: Place, current: Job, wanted: JsonObject, writer: Writer): Outcome {
  const sent = metadataOf(wanted);
  refuseInvalid(s, place.kind, place.name, [...s.b.deletionTimestampCauses(current, sent), ...metadataCauses(s, sent)]);
  let next = s.b.withStoredStatus(current, incoming(s, place, wanted));
  const kept = { ...s.b.clientMetadata(sent), ...s.b.lastingMetadata(metadataOf(current)) };
  next = { ...next, metadata: { ...kept, ...s.b.addedMetadata(place.kind, kept) } };
  refuseInvalid(s, place.kind, place.name, s.b.addedFinalizerCauses(current, next));
  const changed = s.b.immutableCauses(place.kind, current, next);
  const ignoring = s.b.ignoresImmutable();
  const causes = equal(current['spec'], next['spec']) ? [] : contentCauses(s, place, next);
  // Where changes are ignored, so is the removal of what is required.
  refuseInvalid(s, place.kind, place.name, ignoring ? causes.filter((c) => c.reason !== 'FieldValueRequired') : causes);
  if (changed.length > 0 && !ignoring) refuse(s.b.immutableFault(s.b.invalid(place.kind, place.name, changed)));
  if (changed.length > 0) next = s.b.withImmutable(place.kind, current, next);
  next = s.b.asStored(next, current, writer);
  if (s.b.isNoOp(current, next)) return { do: 'nothing', job: current };
  next = withMetadata(next, { generation: s.b.nextGeneration(current, next) });
  return { do: s.b.isGone(next) ? 'remove' : 'store', job: next };
}

const unlessDry = (outcome: Outcome, dry: boolean): Outcome => (dry ? { do: 'nothing', job: outcome.job } : outcome);

export async function replace(s: Server, call: Call): Promise<Reply> {
  const place = placeOf(call);
  checkBody(s, call, false);
  const dry = checkWriteOptions(s, call, 'UpdateOptions');
  const body = readJob(s, call);
  const sent = metadataOf(body);
  refuseIf(s.b.foreignNamespace(place.namespace, sent), s);
  refuseIf(s.b.foreignName(place.name, sent), s);
  if (s.store.get(place) === undefined && s.b.createsOnReplace() && s.b.namespaceExists(place.namespace)) {
    checkFields(s, call, body);
    return { code: 201, json: s.b.createAnswer(body, await store(s, place, body, dry)) };
  }
  const stored = await commit(s, place, 'replace', (current) => {
    if (current === undefined) return refuse(s.b.notFound(place.kind, place.name));
    checkFields(s, call, body);
    refuseInvalid(s, place.kind, place.name, s.b.kindCauses(place.kind, body), String(body['kind']));
    const uid = s.b.sentUid(sent);
    if (s.b.isForeign(current, uid)) refuse(s.b.foreignUid(place.kind, place.name, uid ?? ''));
    const version = s.b.sentVersion(sent);
    if (version === undefined && s.b.needsVersion()) refuse(s.b.invalid(place.kind, place.name, [s.b.versionRequired()]));
    if (version !== undefined && s.b.isStale(current, version)) refuse(s.b.staleVersion(place.kind, place.name));
    return unlessDry(updated(s, place, current, body, 'replace'), dry);
  });
  return { code: s.b.updateCode('replace'), json: s.b.replaceAnswer(body, stored) };
}

/** Refuses a patched object that is no longer the one of the path. */
function checkPatched(s: Server, place: Place, current: Job, patch: JsonObject, result: JsonObject): void {
  const metadata = metadataOf(result);
  if (result['metadata'] !== undefined && !isObject(result['metadata'])) refuse(s.b.invalid(place.kind, place.name, [s.b.badPatch('metadata is no object')]));
  refuseIf(s.b.foreignNamespace(place.namespace, metadata), s);
  refuseIf(s.b.foreignName(place.name, metadata), s);
  const mistyped = s.b.mistypedMetadata(result);
  if (mistyped !== undefined) refuse(s.b.invalid(place.kind, place.name, [s.b.badPatch(mistyped)]));
  refuseInvalid(s, place.kind, place.name, [
    ...s.b.kindCauses(place.kind, result),
    ...(s.b.foreignVersion(place.kind, result) === undefined ? [] : [s.b.badPatch('apiVersion is not that of the path')]),
  ]);
  const sent = objectAt(patch, 'metadata');
  if (s.b.isForeign(current, s.b.patchUid(sent))) refuse(s.b.invalid(place.kind, place.name, [s.b.uidImmutable()]));
  const version = s.b.patchVersion(sent);
  if (version !== undefined && s.b.isStale(current, version)) refuse(s.b.staleVersion(place.kind, place.name));
}

export async function patch(s: Server, call: Call): Promise<Reply> {
  const place = placeOf(call);
  checkBody(s, call, true);
  const dry = checkWriteOptions(s, call, 'PatchOptions');
  if (s.store.get(place) === undefined && !s.b.createsOnPatch()) refuse(s.b.notFound(place.kind, place.name));
  const document = readBody(s, call);
  if (!s.b.isPatch(document)) return refuse(s.b.badRequest('a merge patch of a job is a JSON object'));
  if (s.store.get(place) === undefined) {
    return { code: 201, json: s.b.createAnswer(document, await storePatch(s, place, document, dry)) };
  }
  const stored = await commit(s, place, 'patch', (current) => {
    if (current === undefined) return refuse(s.b.notFound(place.kind, place.name));
    const result = s.b.mergePatch(current, document) as JsonObject;
    checkPatched(s, place, current, document, result);
    checkFields(s, call, result);
    return unlessDry(updated(s, place, current, result, 'patch'), dry);
  });
  return { code: s.b.updateCode('patch'), json: s.b.patchAnswer(document, stored) };
}

/** A patch of nothing, where that creates: the patch has to be a whole object of the path. */
async function storePatch(s: Server, place: Place, document: JsonObject, dry: boolean): Promise<Job> {
  const body = s.b.mergePatch({}, document) as JsonObject;
  if (s.b.unreadable(body) !== undefined || !s.b.namespaceExists(place.namespace)) refuse(s.b.notFound(place.kind, place.name));
  refuseIf(s.b.mistypedMetadata(body), s);
  refuseIf(s.b.foreignVersion(place.kind, body), s);
  refuseIf(s.b.foreignNamespace(place.namespace, metadataOf(body)), s);
  refuseIf(s.b.foreignName(place.name, metadataOf(body)), s);
  return store(s, place, body, dry);
}
