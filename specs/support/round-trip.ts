import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { canonicalType } from '../../contract/workloads/replicated.ts';
import type { Answer, CallOptions } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, itemsOf, metadataOf, nameOf, specOf } from './objects.ts';

/** A spec as it was sent, under the spellings of the replica types that the received one has (erratum 4). */
function respelled(kind: Kind, sent: JsonObject, received: JsonObject): JsonObject {
  const [own, theirs] = [at(sent, kind.replicaMap), at(received, kind.replicaMap)];
  if (!isObject(own) || !isObject(theirs)) return sent;
  const canonical = (type: string): string => canonicalType(kind, type);
  const spelled = (type: string): string =>
    theirs[type] === undefined && theirs[canonical(type)] !== undefined ? canonical(type) : type;
  return {
    ...sent,
    [kind.replicaMap]: Object.fromEntries(Object.entries(own).map(([type, replica]) => [spelled(type), replica])),
  };
}

type OwnParts = { apiVersion: Json; kind: Json; metadata: JsonObject; spec: JsonObject };

/** What of a manifest has to be found again in what the server holds: everything but the server's own metadata. */
export function ownParts(kind: Kind, manifest: JsonObject, received: JsonObject): OwnParts {
  const own = Object.entries(metadataOf(manifest)).filter(([name]) => ['name', 'labels', 'annotations'].includes(name));
  return {
    apiVersion: manifest['apiVersion'] ?? null,
    kind: manifest['kind'] ?? null,
    metadata: Object.fromEntries(own),
    spec: respelled(kind, specOf(manifest), specOf(received)),
  };
}

/** Creates it, and finds all of it in the answer and in what is read. Returns the answer, and what is stored. */
export async function createdWhole(
  trial: Trial,
  manifest: JsonObject,
  options?: CallOptions,
): Promise<{ answer: Answer; stored: JsonObject }> {
  const answer = await trial.target.create(manifest, options);
  const body = trial.expect.accepted(answer);
  trial.expect.match(body, ownParts(trial.kind, manifest, body), answer);
  const ref = { name: nameOf(manifest), ...(options?.namespace !== undefined && { namespace: options.namespace }) };
  const read = await trial.target.read(ref);
  const stored = trial.expect.documented(read);
  trial.expect.match(stored, ownParts(trial.kind, manifest, stored), read);
  return { answer, stored };
}

/** Creates each of these manifests whole, and finds each whole in a list. */
export async function createdAndListed(
  trial: Trial,
  manifests: readonly JsonObject[],
  mark: Readonly<Record<string, string>>,
): Promise<void> {
  const sent = new Map<string, JsonObject>();
  for (const manifest of manifests) {
    await createdWhole(trial, manifest);
    sent.set(nameOf(manifest), manifest);
  }
  const labelSelector = Object.entries(mark)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const answer = await trial.target.list({ query: { labelSelector } });
  for (const [i, item] of itemsOf(trial.expect.accepted(answer)).entries()) {
    const manifest = sent.get(nameOf(item));
    if (manifest === undefined) continue;
    // Whether items name their kind is another requirement.
    const { metadata, spec } = ownParts(trial.kind, manifest, item);
    trial.expect.match(item, { metadata, spec }, answer, `/items/${i}`);
  }
}
