/**
 * What a pass has to have seen: each operation that the requirement is about succeeded at least once. Refusals alone
 * prove nothing of a target that lacks the operation.
 */
import { keyOf } from '../../contract/kinds.ts';
import { operationOf } from '../../contract/request.ts';
import type { Kind, Verb } from '../../contract/types.ts';
import type { JudgeContext } from './context.ts';
import { Inconclusive } from '../errors/endings.ts';
import { describeAnswer } from './describe-answer.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Answer, Ref } from '../model/target.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Trial } from '../model/trial.ts';

type Query = Readonly<Record<string, string>>;

/** The label that the control of a patch sets. */
export const CONTROL = 'control';

/** A plain request of each operation, or one with this query alone, that every target with the operation accepts. */
export const CONTROLS: Readonly<Record<Verb, (trial: Trial, job: Ref, query?: Query) => Promise<Answer>>> = {
  create: ({ target, given }, { namespace }, query = {}) =>
    target.create(given.manifest({ namespace }), { query, namespace }),
  read: ({ target }, job, query = {}) => target.read(job, { query }),
  list: ({ target }, { namespace }, query = {}) => target.list({ query, namespace }),
  replace: (trial, job, query = {}) =>
    trial.retry(
      async () => trial.target.replace(job, await trial.given.read(job), { query }),
      ({ status }) => status === 409,
    ),
  patch: ({ target }, job, query = {}) => target.patch(job, { metadata: { labels: { [CONTROL]: 'yes' } } }, { query }),
  delete: ({ target }, job, query = {}) => target.delete(job, { query }),
  /** Of the two selectors a target may serve one alone. */
  async deletecollection({ target }, job, query = {}) {
    const { name, namespace } = job;
    const byName = await target.deleteCollection({
      query: { ...query, fieldSelector: `metadata.name=${name}` },
      namespace,
    });
    return byName.status === 400 || byName.status === 422 ? target.deleteCollection({ query, namespace }) : byName;
  },
  async watch({ target }, { namespace }, query = {}) {
    const stream = await target.watch({ query: { watch: true, ...query }, namespace });
    stream.close();
    return stream.answer;
  },
};

/** Areas of requirements that are named for an operation, besides those that have its very name. */
const AREAS: Readonly<Record<string, Verb>> = { pagination: 'list', 'delete-collection': 'deletecollection' };

export const succeeded = ({ status = 0 }: Pick<Exchange, 'status'>): boolean => status >= 200 && status < 300;
/** In what the run has seen to be served. */
export const keyFor = (kind: Kind, verb: Verb): string => `${keyOf(kind)} ${verb}`;
const isVerb = (word: string): word is Verb => Object.hasOwn(CONTROLS, word);

/** The operation that the requirement's area is named for. */
export function areaVerbOf({ id }: Pick<Requirement, 'id'>): Verb | undefined {
  const area = id.slice(0, id.indexOf('/'));
  const own = AREAS[area] ?? area;
  return isVerb(own) ? own : undefined;
}

/**
 * The operations on this kind that the requirement is about: those of its area, and those that its check has sent. A read
 * that is sent for its 404 shows that an object is gone only where a read has shown one.
 */
function subjectsOf(requirement: Requirement, sent: readonly Exchange[]): Verb[] {
  const own = areaVerbOf(requirement);
  return [
    ...new Set([
      ...(own === undefined ? [] : [own]),
      ...sent.flatMap(({ verb }) => (verb === undefined ? [] : [verb])),
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
  for (const { verb } of sent.filter(succeeded)) if (verb !== undefined) served.add(keyFor(trial.kind, verb));
  for (const verb of subjectsOf(requirement, sent)) {
    if (served.has(keyFor(trial.kind, verb))) continue;
    const answer = await CONTROLS[verb](trial, await trial.given.job());
    if (answer.status < 200 || answer.status >= 300)
      throw new Inconclusive(
        describeAnswer(`no ${verb} succeeded, so that what was refused shows nothing; the control`, answer),
      );
    served.add(keyFor(trial.kind, verb));
  }
}
