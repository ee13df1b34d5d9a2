/** The scratch namespace, which a check has for itself as far as this run is concerned. */
import type { Trial } from '../../harness/model/trial.ts';
import { currentVersion, watching } from '../watch/support.ts';
import { itemsOf, nameOf } from './objects.ts';

/**
 * Does the work in the scratch namespace, once nothing of the kind is in it: what was deleted gracefully may take its
 * time. Where the work fails and others have written there meanwhile, nothing is judged.
 */
export async function inScratch(trial: Trial, work: (namespace: string) => Promise<void>): Promise<void> {
  const namespace = trial.scratchNamespace;
  const isEmpty = await trial.eventually(async () =>
    itemsOf((await trial.target.list({ namespace })).json).length === 0 ? true : undefined,
  );
  if (!isEmpty) trial.inconclusive(`the scratch namespace ${namespace} holds ${trial.kind.plural} already`);
  const from = await currentVersion(trial, namespace);
  try {
    await work(namespace);
  } catch (error) {
    const others = await writtenByOthers(trial, namespace, from);
    if (others.length > 0)
      trial.inconclusive(`others wrote into the scratch namespace ${namespace} meanwhile: ${others.join(', ')}`);
    throw error;
  }
}

/** The names of the objects of others that a watch shows to have changed since. */
async function writtenByOthers(trial: Trial, namespace: string, resourceVersion: string): Promise<string[]> {
  const ofTheRun = trial.given.name().split('-')[0] ?? '';
  const events = await watching(
    trial,
    { resourceVersion, timeoutSeconds: 1 },
    (stream) => stream.untilEnd(trial.settle),
    namespace,
  );
  const names = events
    .filter(({ type }) => type !== 'BOOKMARK' && type !== 'ERROR')
    .map(({ object }) => nameOf(object));
  return [...new Set(names.filter((name) => !name.startsWith(ofTheRun)))];
}
