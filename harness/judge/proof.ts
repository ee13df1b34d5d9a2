/**
 * What a pass has to have seen: each operation that the requirement is about succeeded at least once. Refusals alone
 * prove nothing of a target that lacks the operation.
 */
import { keyOf } from '../../contract/kinds.ts';
import { operationOf } from '../../contract/request.ts';
import type { Kind, Verb } from '../../contract/types.ts';
import type { JudgeContext } from './context.ts';
import { Inconclusive } from './errors.ts';
import { describeAnswer } from './given.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Answer, Job } from '../model/target.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Trial } from '../model/trial.ts';

/** A plain request of each operation that every target with the operation accepts. */
const CONTROLS: Readonly<Record<Verb, (trial: Trial, job: Job) => Promise<Answer>>> = {
  create: ({ target, given }) => target.create(given.manifest()),
  read: ({ target }, job) => target.read(job),
  list: ({ target }) => target.list(),
  replace: (trial, job) =>
    trial.retry(
      async () => trial.target.replace(job, await trial.given.read(job)),
      ({ status }) => status === 409,
    ),
  patch: ({ target }, job) => target.patch(job, { metadata: { labels: { control: 'yes' } } }),
  delete: ({ target }, job) => target.delete(job),
  deletecollection: ({ target }, job) =>
    target.deleteCollection({ query: { fieldSelector: `metadata.name=${job.name}` } }),
  async watch({ target }) {
    const stream = await target.watch({ query: { watch: true, timeoutSeconds: 1 } });
    stream.close();
    return stream.answer;
  },
};

/** Areas of requirements that are named for an operation, besides those that have its very name. */
const AREAS: Readonly<Record<string, Verb>> = { pagination: 'list', 'delete-collection': 'deletecollection' };

const succeeded = ({ status = 0 }: Exchange): boolean => status >= 200 && status < 300;
const isVerb = (word: string): word is Verb => Object.hasOwn(CONTROLS, word);

/** The operation that the requirement's area is named for. */
export function areaVerbOf({ id }: Pick<Requirement, 'id'>): Verb | undefined {
  const area = id.slice(0, id.indexOf('/'));
  const own = AREAS[area] ?? area;
  return isVerb(own) ? own : undefined;
}

/**
 * The operations on this kind that the requirement is about: those of its area, and those that its check has sent. A read
 * may be sent for its 404 alone.
 */
function subjectsOf(requirement: Requirement, sent: readonly Exchange[]): Verb[] {
  const own = areaVerbOf(requirement);
  return [
    ...new Set([
      ...(own === undefined ? [] : [own]),
      ...sent.flatMap(({ verb }) => (verb === undefined || verb === 'read' ? [] : [verb])),
    ]),
  ];
}

/**
 * Throws Inconclusive unless each of them has succeeded, in this judgement or in another of the run; where none has, a
 * control is sent.
 */
export async function expectProven(
  requirement: Requirement,
  trial: Trial,
  exchanges: readonly Exchange[],
  context: JudgeContext,
): Promise<void> {
  const ofKind = ({ method, path }: Exchange, kind: Kind): boolean =>
    operationOf(method, path, context.kinds)?.kind === kind;
  const sent = exchanges.filter((exchange) => ofKind(exchange, trial.kind));
  const { served = new Set<string>() } = context;
  const keyFor = (verb: Verb): string => `${keyOf(trial.kind)} ${verb}`;
  for (const { verb } of sent.filter(succeeded)) if (verb !== undefined) served.add(keyFor(verb));
  for (const verb of subjectsOf(requirement, sent)) {
    if (served.has(keyFor(verb))) continue;
    const answer = await CONTROLS[verb](trial, await trial.given.job());
    if (answer.status < 200 || answer.status >= 300)
      throw new Inconclusive(
        describeAnswer(`no ${verb} succeeded, so that what was refused shows nothing; the control`, answer),
      );
    served.add(keyFor(verb));
  }
}
