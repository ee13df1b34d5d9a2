/** What becomes of a body that is called something other than JSON. */
import type { Answer } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';

/** Notes whether it was read or refused; an error of the server is neither. */
export function noteTypeRefusal(trial: Trial, answer: Answer): void {
  if (answer.status < 300) trial.choice('media-type-refusal', 'body-type-ignored', answer);
  else if (answer.status < 500) trial.choice('media-type-refusal', `body-type-${answer.status}`, answer);
}
