/** What changes nothing moves neither the resourceVersion nor the generation. */
import type { JsonObject } from '../../contract/json.ts';
import type { Accepted } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, versionOf } from './objects.ts';

/** A controller may write at any time, but not during each of so many attempts, and at no other time. */
const ROUNDS = 10;
/** So many reads take at least as long as an attempt. */
const QUIET_READS = 6;

const versionAndGeneration = (object: JsonObject): string =>
  `resourceVersion ${versionOf(object)}, generation ${JSON.stringify(at(object, 'metadata', 'generation')) ?? 'absent'}`;

interface Looking {
  /** What must not move, as a text. */
  marks: (object: JsonObject) => string;
  rounds: number;
}

/**
 * `attempt` returns the job as it is afterwards; `before` is the job as it was. The attempt is repeated only while it
 * moves the job and the job, left alone, does not move. Returns what the last attempt moved, or undefined.
 */
export async function movedEachTime(
  trial: Trial,
  job: Accepted,
  before: JsonObject,
  attempt: () => Promise<JsonObject>,
  { marks, rounds }: Looking = { marks: versionAndGeneration, rounds: ROUNDS },
): Promise<{ from: string; to: string } | undefined> {
  let last = before;
  for (let round = 1; ; round += 1) {
    const [from, after] = [marks(last), await attempt()];
    if (marks(after) === from) return undefined;
    if (round >= rounds) return { from, to: marks(after) };
    for (let read = 0; read < QUIET_READS; read += 1) {
      last = await trial.given.read(job);
      if (marks(last) !== marks(after)) return undefined;
    }
  }
}

/** Fails where the attempt moves the job each time. `what` begins a sentence: `A dry run`. */
export async function expectUnmoved(
  trial: Trial,
  job: Accepted,
  before: JsonObject,
  what: string,
  attempt: () => Promise<JsonObject>,
): Promise<void> {
  const moved = await movedEachTime(trial, job, before, attempt);
  trial.expect.that(moved === undefined, {
    message: `${what} moves the resourceVersion or the generation of ${job.name}`,
    expected: moved?.from ?? '',
    received: moved?.to ?? '',
    path: '/metadata',
  });
}
