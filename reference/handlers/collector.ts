/** The garbage collector: what becomes of jobs whose owners, other jobs, are deleted. */
import { keyOf } from '../../contract/kinds.ts';
import type { JsonObject } from '../../contract/json.ts';
import { Refusal } from '../rules/errors.ts';
import type { OwnerState } from '../rules/dependents.ts';
import { isMarked, metadataOf, textAt, type Change, type Job, type ObjectRef } from '../state/model.ts';
import { commit } from './commit.ts';
import type { Server } from './context.ts';
import { removeOne } from './remove.ts';

interface Collector {
  server: Server;
  /** The jobs that name owners, by their addresses. */
  owned: Map<string, ObjectRef>;
}

const addressOf = ({ kind, namespace, name }: ObjectRef): string => `${keyOf(kind)} ${namespace}/${name}`;

/** The dependents of an owner that is or was stored, each with its reference. */
function dependentsOf({ server, owned }: Collector, owner: Job, { kind, namespace }: ObjectRef) {
  return [...owned.values()].flatMap((place) => {
    const job = place.namespace === namespace ? server.store.get(place) : undefined;
    const reference = job && server.behaviour.ownersOf(job).find((one) => isOf(server, one, kind, owner));
    return reference === undefined ? [] : [{ place, reference }];
  });
}

const isOf = ({ behaviour }: Server, reference: JsonObject, kind: ObjectRef['kind'], owner: Job): boolean =>
  behaviour.ownerKind(reference) === kind && behaviour.isOwner(reference, owner);

function stateOf(server: Server, reference: JsonObject, namespace: string): OwnerState {
  const kind = server.behaviour.ownerKind(reference);
  if (kind === undefined) return 'there';
  const owner = server.store.get({ kind, namespace, name: String(reference['name']) });
  if (owner === undefined || !server.behaviour.isOwner(reference, owner)) return 'gone';
  return server.behaviour.awaitsDependents(owner) ? 'leaving' : 'there';
}

/** Removes a dependent that no owner holds any more. One that has others loses its references to those that are gone. */
async function examine({ server }: Collector, place: ObjectRef): Promise<void> {
  const job = server.store.get(place);
  if (job === undefined || isMarked(job)) return;
  const state = (reference: JsonObject): OwnerState => stateOf(server, reference, place.namespace);
  const owners = server.behaviour.ownersOf(job).map(state);
  if (!server.behaviour.isCollected(owners))
    return owners.includes('gone') ? orphan(server, place, (reference) => state(reference) === 'gone') : undefined;
  const uid = textAt(metadataOf(job), 'uid');
  await removeOne(server.of(place.kind), place, { dryRun: [], ...(uid !== undefined && { uid }) }).catch(
    (error: unknown) => {
      // Somebody else was faster.
      if (!(error instanceof Refusal)) throw error;
    },
  );
}

/** Takes references to owners off a dependent. */
async function orphan(server: Server, place: ObjectRef, isIts: (reference: JsonObject) => boolean): Promise<void> {
  await commit(server, place, 'controller', (job) =>
    job === undefined ? { do: 'nothing', job: {} } : { do: 'store', job: server.behaviour.orphaned(job, isIts) },
  );
}

/** Sees to the dependents of an owner that waits for that, and then lets it go. */
async function release(collector: Collector, place: ObjectRef): Promise<void> {
  const { server } = collector;
  const { behaviour } = server;
  const owner = server.store.get(place);
  if (owner === undefined) return;
  if (behaviour.orphansDependents(owner)) {
    for (const { place: dependent } of dependentsOf(collector, owner, place))
      await orphan(server, dependent, (reference) => isOf(server, reference, place.kind, owner));
  } else if (behaviour.awaitsDependents(owner)) {
    const blocking = () =>
      dependentsOf(collector, owner, place).filter(({ reference }) => behaviour.blocksOwner(reference));
    for (const { place: dependent } of blocking()) await examine(collector, dependent);
    if (blocking().length > 0) return;
  } else return;
  await commit(server, place, 'controller', (current) => {
    if (current === undefined || metadataOf(current)['uid'] !== metadataOf(owner)['uid'])
      return { do: 'nothing', job: current ?? {} };
    const job = behaviour.released(current);
    return { do: behaviour.isGone(job) ? 'remove' : 'store', job };
  });
}

/** Works until the server stops, a moment after each change that concerns an owner or a dependent. */
export function startCollector(server: Server): void {
  const { behaviour } = server;
  if (!behaviour.collects()) return;
  const collector: Collector = { server, owned: new Map() };
  const soon = (task: () => Promise<void>): void => server.later(behaviour.collectionDelay(), task);
  server.store.listen(({ kind, namespace, name, type, after }: Change) => {
    const place: ObjectRef = { kind, namespace, name };
    const owners = behaviour.ownersOf(after);
    if (type !== 'DELETED') {
      if (owners.length > 0) {
        collector.owned.set(addressOf(place), place);
        soon(() => examine(collector, place));
      }
      if (behaviour.orphansDependents(after) || behaviour.awaitsDependents(after))
        soon(() => release(collector, place));
      return;
    }
    collector.owned.delete(addressOf(place));
    if (owners.length === 0 && collector.owned.size === 0) return;
    soon(async () => {
      for (const dependent of dependentsOf(collector, after, place)) await examine(collector, dependent.place);
      for (const reference of owners) {
        const of = behaviour.ownerKind(reference);
        if (of !== undefined) await release(collector, { kind: of, namespace, name: String(reference['name']) });
      }
    });
  });
}
