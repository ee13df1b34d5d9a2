/** The calls that a caller may or may not be allowed, and what must not come of a refused one. */
import type { JsonObject } from '../../contract/json.ts';
import type { Verb } from '../../contract/types.ts';
import type { Accepted, Answer, Job } from '../../harness/model/target.ts';
import type { Identity } from '../../harness/model/exchange.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, itemsOf, nameOf, withMember } from '../support/objects.ts';
import { writeCurrent } from '../support/updates/write.ts';

/** A call that is refused shows and changes nothing of the job: these need no look at what is stored. */
export const READING: readonly Verb[] = ['read', 'list', 'watch'];

/** What a call is made on. A job that was read back need not be read again for a replace that has to be refused. */
interface Called extends Accepted, Partial<Pick<Job, 'stored'>> {
  /** The object that a create makes beside it. */
  sibling: { name: string };
}

/** One call of each operation on a job. A write that is carried out leaves a trace. */
export const CALLS: Readonly<Record<Verb, (trial: Trial, job: Called, as: Identity) => Promise<Answer>>> = {
  create: (trial, job, as) => trial.target.create(trial.given.manifest({ name: job.sibling.name }), { as }),
  read: (trial, job, as) => trial.target.read(job, { as }),
  list: (trial, _, as) => trial.target.list({ as }),
  async replace(trial, job, as) {
    const send = (object: JsonObject): Promise<Answer> =>
      trial.target.replace(job, withMember(object, ['metadata', 'labels', 'written'], 'yes'), { as });
    return (await writeCurrent(trial, job, send, as === 'full' ? undefined : job.stored)).answer;
  },
  patch: (trial, job, as) => trial.target.patch(job, { metadata: { labels: { written: 'yes' } } }, { as }),
  delete: (trial, job, as) => trial.target.delete(job, { as }),
  deletecollection: (trial, job, as) =>
    trial.target.deleteCollection({ as, query: { fieldSelector: `metadata.name=${job.name}` } }),
  async watch(trial, job, as) {
    const stream = await trial.target.watch({
      as,
      query: { watch: true, fieldSelector: `metadata.name=${job.name}`, timeoutSeconds: 1 },
    });
    if (stream.answer.status >= 400) await stream.ended(trial.settle);
    stream.close();
    return stream.answer;
  },
};

/**
 * The full identity with another token; the scheme in the header stays. A token that `change` does not alter gets one
 * more character.
 */
export const withToken = (what: string, change: (token: string) => string): Identity => ({
  what,
  altered: (value) => value.replace(/\S+$/, (token) => (change(token) === token ? `${token}0` : change(token))),
});

export const swappedCase = (token: string): string =>
  [...token].map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())).join('');

/** A caller whom the target does not know. */
export const UNKNOWN = withToken('an unknown token', () => 'not-a-token-of-this-target');

/** A deletion of the collection selects the judgement's own jobs alone. */
const jobFor = ({ given }: Trial, verb: Verb): Promise<Job> =>
  verb === 'delete' || verb === 'deletecollection'
    ? given.job()
    : verb === 'replace' || verb === 'patch'
      ? given.reused()
      : given.shared();

/** What a call of the operation has to find. */
export async function calledOn(trial: Trial, verb: Verb): Promise<Called> {
  const { stored, ...found } = await jobFor(trial, verb);
  // A name of its own: the job may have been others' before.
  const job = { ...found, sibling: { name: trial.given.name('new') } };
  return READING.includes(verb) ? job : { ...job, stored };
}

/** A refused call left no trace: the job is as it was, and no other was created. */
export async function expectNoTrace(trial: Trial, job: Called): Promise<void> {
  if (job.stored === undefined) return;
  await trial.expect.unchanged(job, job.stored);
  await trial.expect.absent(job.sibling);
}

/** A refusal, or another answer, shows nothing of the job. */
export function expectNothingShown(trial: Trial, answer: Answer, job: Accepted, what = 'A refusal'): void {
  const body = answer.json;
  const shown =
    at(body, 'kind') === trial.kind.kind ||
    itemsOf(body).some((item) => nameOf(item) === job.name) ||
    (job.uid !== undefined && answer.text.includes(job.uid));
  trial.expect.that(!shown, {
    message: `${what} shows the object`,
    expected: 'nothing of it',
    received: answer.text.slice(0, 120),
    answer,
  });
}
