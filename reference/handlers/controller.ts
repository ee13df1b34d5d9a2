import type { JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Server } from './context.ts';
import type { Phase } from '../rules/jobs.ts';
import { isMarked, isObject, metadataOf, objectAt, textAt, type Change, type Job, type Place } from '../state/model.ts';
import { commit } from './commit.ts';

/** The status of a job that has come to a phase. */
export function statusAfter(s: Server, kind: Kind, job: Job, phase: Phase): JsonObject {
  const now = s.b.timestamp(s.env.now());
  const before = objectAt(job, 'status');
  const conditions = Array.isArray(before['conditions']) ? before['conditions'].filter(isObject) : [];
  const there = conditions.find((c) => c['type'] === phase);
  const final = s.b.isFinal(phase);
  return {
    ...before,
    conditions: s.b.conditionsWith(conditions, there ?? s.b.condition(kind, job, phase, now), final, now),
    [s.b.statusMapName(kind)]: Object.fromEntries(s.b.replicasOf(kind, job).map(([type, replica]) => [s.b.statusKey(kind, type), s.b.replicaStatus(replica, phase)])),
    startTime: textAt(before, 'startTime') ?? now,
    ...(final ? { completionTime: textAt(before, 'completionTime') ?? now } : {}),
  };
}

/** Writes a status of the object that was born as `uid`; false once that is gone or going. */
async function writeStatus(s: Server, place: Place, uid: string | undefined, change: (job: Job) => JsonObject): Promise<boolean> {
  let alive = false;
  await commit(s, place, 'controller', (current) => {
    alive = current !== undefined && metadataOf(current)['uid'] === uid && !isMarked(current);
    if (current === undefined || !alive) return { do: 'nothing', job: {} };
    return { do: 'store', job: { ...current, status: change(current) } };
  });
  return alive;
}

async function live(s: Server, place: Place, job: Job): Promise<void> {
  const uid = textAt(metadataOf(job), 'uid');
  for (const { phase, after } of s.b.life(s.b.outcome(job))) {
    await s.clock.sleep(after, s.stopped);
    if (!(await writeStatus(s, place, uid, (current) => statusAfter(s, place.kind, current, phase)))) return;
  }
}

/** Writes what is there already, again and again: only the resourceVersion moves. */
async function fuss(s: Server, place: Place, job: Job): Promise<void> {
  const uid = textAt(metadataOf(job), 'uid');
  for (let writes = 0; ; writes++) {
    const interval = s.b.busyInterval(writes);
    if (interval === undefined) return;
    await s.clock.sleep(interval, s.stopped);
    if (!(await writeStatus(s, place, uid, (current) => objectAt(current, 'status')))) return;
  }
}

/** Follows every new job through its life until the server stops. */
export function startController(s: Server): void {
  if (!s.b.movesStatus()) return;
  s.store.listen((change: Change) => {
    if (change.type !== 'ADDED') return;
    const own = s.of(change.kind);
    s.later(0, () => live(own, change, change.after));
    s.later(0, () => fuss(own, change, change.after));
  });
}
