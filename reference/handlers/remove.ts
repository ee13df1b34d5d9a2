import type { JsonObject } from '../../contract/json.ts';
import { select } from './reads.ts';
import type { Reply } from '../rules/response.ts';
import { checkBody, placeOf, readBody, refuse, type Call, type Server } from './context.ts';
import type { DeleteOptions } from '../rules/deletion.ts';
import { Refusal } from '../rules/errors.ts';
import { isMarked, metadataOf, textAt, type Job, type Place } from '../state/model.ts';
import { commit, type Outcome } from './commit.ts';

/** The options of a delete, from its body or its query; refuses those that cannot be. */
function readOptions(s: Server, call: Call): DeleteOptions {
  if (s.b.optionsInBody(call.body)) checkBody(s, call, false);
  const options = s.b.optionsInBody(call.body)
    ? s.b.bodyOptions(readBody(s, call))
    : s.b.queryOptions(
      call.name === undefined ? withoutVersion(call.query) : call.query,
      s.b.integer('gracePeriodSeconds', call.query.get('gracePeriodSeconds')),
      s.b.isTrue(call.query.get('orphanDependents')),
    );
  const causes = [...s.b.dryRunCauses(options.dryRun), ...s.b.policyCauses(options), ...s.b.graceCauses(options)];
  if (causes.length > 0) refuse(s.b.invalidOptions('DeleteOptions', causes));
  return options;
}

/** On a collection resourceVersion is a parameter of the list, not a precondition. */
function withoutVersion(query: URLSearchParams): URLSearchParams {
  const rest = new URLSearchParams(query);
  rest.delete('resourceVersion');
  return rest;
}

function decide(s: Server, place: Place, current: Job, options: DeleteOptions): Outcome {
  const broken = s.b.brokenPrecondition(options, current);
  if (broken !== undefined) refuse(s.b.preconditionFailed(place.kind, place.name, broken));
  if (isMarked(current) && s.b.refusesRepeatedDelete()) refuse(s.b.repeatedDelete(place.kind, place.name));
  const grace = s.b.graceOf(options);
  const marked = s.b.marked(current, s.b.policyFinalizer(options), grace, s.b.timestamp(s.env.now() + grace * 1000));
  if (marked === undefined) return { do: 'remove', job: current };
  return marked === current ? { do: 'nothing', job: current } : { do: 'store', job: marked };
}

/** Deletes one object. Answers it as it was or now is, and whether it stays for a while. */
async function removeOne(s: Server, place: Place, options: DeleteOptions): Promise<{ job: Job; stays: boolean }> {
  let stays = false;
  const job = await commit(s, place, 'delete', (current) => {
    if (current === undefined) return refuse(s.b.notFound(place.kind, place.name));
    const outcome = decide(s, place, current, options);
    stays = outcome.do !== 'remove';
    return s.b.isDryRun(options.dryRun) ? { do: 'nothing', job: outcome.job } : outcome;
  });
  if (stays && !s.b.isDryRun(options.dryRun)) finish(s, place, textAt(metadataOf(job), 'uid'), s.b.graceOf(options));
  return { job, stays };
}

/** Later takes the server's own finalizers off, and removes the object when its grace is over and nothing holds it. */
function finish(s: Server, place: Place, uid: string | undefined, grace: number): void {
  const sweep = async (): Promise<void> => {
    await commit(s, place, 'controller', (current) => {
      if (current === undefined || metadataOf(current)['uid'] !== uid || !isMarked(current)) return { do: 'nothing', job: current ?? {} };
      const job = s.b.withoutOwnFinalizers(current);
      if (s.b.isGone(job)) return { do: 'remove', job };
      return s.b.isNoOp(current, job) ? { do: 'nothing', job: current } : { do: 'store', job };
    });
  };
  s.later(s.b.collectionDelay(), sweep);
  if (grace > 0) s.later(grace * 1000, sweep);
}

export async function remove(s: Server, call: Call): Promise<Reply> {
  const options = readOptions(s, call);
  const place = placeOf(call);
  const { job, stays } = await removeOne(s, place, options);
  return { code: s.b.deleteCode(), json: s.b.deleteAnswer(place.kind, place.name, job, stays) };
}

export async function removeCollection(s: Server, call: Call): Promise<Reply> {
  const options = readOptions(s, call);
  const list = select(s, call);
  for (const job of s.b.collectionVictims(list['items'] as JsonObject[])) {
    const place: Place = { ...placeOf(call), name: textAt(metadataOf(job), 'name') ?? '' };
    await removeOne(s, place, options).catch((error: unknown) => {
      // Somebody else was faster: the object is gone, or going, all the same.
      if (!(error instanceof Refusal) || (error.fault.code !== 404 && !isRepeated(s, place))) throw error;
    });
  }
  return { code: s.b.collectionCode(), json: s.b.collectionAnswer(call.kind, list) };
}

const isRepeated = (s: Server, place: Place): boolean => {
  const job = s.store.get(place);
  return job !== undefined && isMarked(job) && s.b.refusesRepeatedDelete();
};
