import { isObject, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Server } from './context.ts';
import type { Phase } from '../rules/jobs.ts';
import { isMarked, metadataOf, objectAt, textAt, type Change, type Job, type ObjectRef } from '../state/model.ts';
import { commit } from './commit.ts';
import { endOf } from './pods.ts';

/** The status of a job that has just entered the phase. */
export function statusAfter(server: Server, kind: Kind, job: Job, phase: Phase): JsonObject {
  const now = server.behaviour.timestamp(server.env.now());
  const before = objectAt(job, 'status');
  const conditions = Array.isArray(before['conditions']) ? before['conditions'].filter(isObject) : [];
  const there = conditions.find((c) => c['type'] === phase);
  const final = server.behaviour.isFinal(phase);
  return {
    ...before,
    conditions: server.behaviour.conditionsWith(
      conditions,
      there ?? server.behaviour.condition(kind, job, phase, now),
      final,
      now,
    ),
    [server.behaviour.statusMapName(kind)]: Object.fromEntries(
      server.behaviour
        .replicasOf(kind, job)
        .map(([type, replica]) => [
          server.behaviour.statusKey(kind, type),
          server.behaviour.replicaStatus(replica, phase),
        ]),
    ),
    startTime: textAt(before, 'startTime') ?? now,
    ...(final ? { completionTime: textAt(before, 'completionTime') ?? now } : {}),
  };
}

/** Writes a status of the object with this uid; returns false if it is deleted or being deleted. */
async function writeStatus(
  server: Server,
  place: ObjectRef,
  uid: string | undefined,
  change: (job: Job) => JsonObject,
): Promise<boolean> {
  let alive = false;
  await commit(server, place, 'controller', (current) => {
    alive = current !== undefined && metadataOf(current)['uid'] === uid && !isMarked(current);
    if (current === undefined || !alive) return { do: 'nothing', job: {} };
    return { do: 'store', job: server.behaviour.withStatus(current, change(current)) };
  });
  return alive;
}

async function live(server: Server, place: ObjectRef, job: Job): Promise<void> {
  const uid = textAt(metadataOf(job), 'uid');
  const end = endOf(server, place.kind, job);
  const outcome = end?.phase ?? server.behaviour.outcome(job);
  for (const { phase, after } of server.behaviour.life(outcome)) {
    const lasting = end !== undefined && phase === outcome ? end.after : after;
    if (lasting === Infinity) return;
    await server.clock.sleep(lasting, server.stopped);
    if (!(await writeStatus(server, place, uid, (current) => statusAfter(server, place.kind, current, phase)))) return;
  }
  const left = end && server.behaviour.timeToLive(job);
  if (left === undefined) return;
  await server.clock.sleep(left, server.stopped);
  await commit(server, place, 'controller', (current) =>
    current !== undefined && metadataOf(current)['uid'] === uid && !isMarked(current)
      ? { do: 'remove', job: current }
      : { do: 'nothing', job: current ?? {} },
  );
}

/** Writes the same status again and again: only the resourceVersion changes. */
async function fuss(server: Server, place: ObjectRef, job: Job): Promise<void> {
  const uid = textAt(metadataOf(job), 'uid');
  for (let writes = 0; ; writes++) {
    const interval = server.behaviour.busyInterval(writes);
    if (interval === undefined) return;
    await server.clock.sleep(interval, server.stopped);
    if (!(await writeStatus(server, place, uid, (current) => objectAt(current, 'status')))) return;
  }
}

/** Moves every new job through its phases until the server stops. */
export function startController(server: Server): void {
  if (!server.behaviour.movesStatus()) return;
  server.store.listen((change: Change) => {
    if (change.type !== 'ADDED') return;
    const own = server.of(change.kind);
    server.later(0, () => live(own, change, change.after));
    server.later(0, () => fuss(own, change, change.after));
  });
}
