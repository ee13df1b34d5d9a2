import type { JsonObject } from '../../contract/json.ts';
import { select } from './reads.ts';
import { success } from '../rules/codes.ts';
import type { Reply } from '../rules/response.ts';
import { checkBody, placeOf, readBody, refuse, type Call, type Server } from './context.ts';
import type { DeleteOptions } from '../rules/deletion.ts';
import { Refusal } from '../rules/errors.ts';
import { isMarked, metadataOf, textAt, type Job, type ObjectRef } from '../state/model.ts';
import { commit, type Outcome } from './commit.ts';

/** The options of a delete, from its body or its query. Refuses invalid ones. */
function readOptions(server: Server, call: Call): DeleteOptions {
  if (server.behaviour.optionsInBody(call.body)) checkBody(server, call, false);
  const options = server.behaviour.optionsInBody(call.body)
    ? server.behaviour.bodyOptions(readBody(server, call))
    : server.behaviour.queryOptions(
        call.name === undefined ? withoutVersion(call.query) : call.query,
        server.behaviour.integer('gracePeriodSeconds', call.query.get('gracePeriodSeconds')),
        server.behaviour.isTrue(call.query.get('orphanDependents')),
      );
  const causes = [
    ...server.behaviour.dryRunCauses(options.dryRun),
    ...server.behaviour.policyCauses(options),
    ...server.behaviour.graceCauses(options),
  ];
  if (causes.length > 0) refuse(server.behaviour.invalidOptions('DeleteOptions', causes));
  return options;
}

/** On a collection resourceVersion is a parameter of the list, not a precondition. */
function withoutVersion(query: URLSearchParams): URLSearchParams {
  const rest = new URLSearchParams(query);
  rest.delete('resourceVersion');
  return rest;
}

function decide(server: Server, place: ObjectRef, current: Job, options: DeleteOptions): Outcome {
  const broken = server.behaviour.brokenPrecondition(options, current);
  if (broken !== undefined) refuse(server.behaviour.preconditionFailed(place.kind, place.name, broken));
  if (isMarked(current) && server.behaviour.refusesRepeatedDelete())
    refuse(server.behaviour.repeatedDelete(place.kind, place.name));
  const grace = server.behaviour.graceOf(options);
  const marked = server.behaviour.marked(
    current,
    server.behaviour.policyFinalizer(options),
    grace,
    server.behaviour.timestamp(server.env.now() + grace * 1000),
  );
  if (marked === undefined) return { do: 'remove', job: current };
  return marked === current ? { do: 'nothing', job: current } : { do: 'store', job: marked };
}

/** Deletes one object. Returns it as it was or now is, and whether it still exists for a while. */
export async function removeOne(
  server: Server,
  place: ObjectRef,
  options: DeleteOptions,
): Promise<{ job: Job; stays: boolean }> {
  let stays = false;
  const job = await commit(server, place, 'delete', (current) => {
    if (current === undefined) return refuse(server.behaviour.notFound(place.kind, place.name));
    const outcome = decide(server, place, current, options);
    stays = outcome.do !== 'remove';
    return server.behaviour.isDryRun(options.dryRun) ? { do: 'nothing', job: outcome.job } : outcome;
  });
  if (stays && !server.behaviour.isDryRun(options.dryRun))
    finish(server, place, textAt(metadataOf(job), 'uid'), server.behaviour.graceOf(options));
  return { job, stays };
}

/** Later removes the server's own finalizers, and the object when its grace period is over and it has no finalizers. */
function finish(server: Server, place: ObjectRef, uid: string | undefined, grace: number): void {
  const sweep = async (): Promise<void> => {
    await commit(server, place, 'controller', (current) => {
      if (current === undefined || metadataOf(current)['uid'] !== uid || !isMarked(current))
        return { do: 'nothing', job: current ?? {} };
      const job = server.behaviour.withoutOwnFinalizers(current);
      if (server.behaviour.isGone(job)) return { do: 'remove', job };
      return server.behaviour.isNoOp(current, job) ? { do: 'nothing', job: current } : { do: 'store', job };
    });
  };
  server.later(server.behaviour.collectionDelay(), sweep);
  if (grace > 0) server.later(grace * 1000, sweep);
}

export async function remove(server: Server, call: Call): Promise<Reply> {
  const options = readOptions(server, call);
  const place = placeOf(call);
  const { job, stays } = await removeOne(server, place, options);
  return success(
    'delete',
    server.behaviour.deleteCode(),
    server.behaviour.deleteAnswer(place.kind, place.name, job, stays),
  );
}

export async function removeCollection(server: Server, call: Call): Promise<Reply> {
  const options = readOptions(server, call);
  const list = select(server, call);
  for (const job of server.behaviour.collectionVictims(list['items'] as JsonObject[])) {
    const place: ObjectRef = { ...placeOf(call), name: textAt(metadataOf(job), 'name') ?? '' };
    await removeOne(server, place, options).catch((error: unknown) => {
      // Another writer was faster: the object is deleted, or being deleted, all the same.
      if (!(error instanceof Refusal) || (error.fault.code !== 404 && !isRepeated(server, place))) throw error;
    });
  }
  return success(
    'deletecollection',
    server.behaviour.collectionCode(),
    server.behaviour.collectionAnswer(call.kind, list),
  );
}

const isRepeated = (server: Server, place: ObjectRef): boolean => {
  const job = server.store.get(place);
  return job !== undefined && isMarked(job) && server.behaviour.refusesRepeatedDelete();
};
