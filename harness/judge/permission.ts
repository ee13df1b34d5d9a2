/**
 * A token without the permission for an operation is no fault of the target. Some say so in the words of their 403; of others
 * it is known by what they serve: not one of these requests, however plain, in the whole run, and others.
 */
import { operationOf } from '../../contract/request.ts';
import type { Verb } from '../../contract/types.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Trial } from '../model/trial.ts';
import { worked } from './causes.ts';
import type { Served } from './context.ts';
import { describeAnswer } from './describe-answer.ts';
import { Inconclusive } from './errors.ts';
import { CONTROLS, keyFor } from './proof.ts';

/** The words of a 403 for want of a permission, whatever is sent. */
const NO_PERMISSION = /\bcannot \w+ resource|permission|not (allowed|authori[sz]ed|permitted) to\b/i;

const OF_COLLECTIONS: ReadonlySet<Verb> = new Set<Verb>(['create', 'list', 'watch', 'deletecollection']);

const isSame = (one: Exchange, other: Exchange): boolean =>
  one.as === other.as && one.verb === other.verb && collectionOf(one) === collectionOf(other);
/** The path of the collection that an operation is about. */
const collectionOf = ({ path }: Exchange): string =>
  path.split('?')[0]?.replace(/(\/namespaces\/[^/]+\/[^/]+)\/.*/, '$1') ?? '';

/** The 403 that the finding is about, if no such operation has had a success in this judgement. */
function forbiddenIn(exchanges: readonly Exchange[], { exchange }: Finding): Exchange | undefined {
  const about = exchanges.find(({ seq }) => seq === exchange);
  if (about?.as !== 'full' || about.status !== 403 || about.verb === undefined) return undefined;
  return exchanges.some((one) => isSame(one, about) && worked(one)) ? undefined : about;
}

/** The refusal that the finding is about, if it says itself that the token has no permission for the operation. */
export function permissionMissing(exchanges: readonly Exchange[], finding: Finding): Exchange | undefined {
  const about = forbiddenIn(exchanges, finding);
  return about !== undefined && NO_PERMISSION.test(about.responseBody) ? about : undefined;
}

/**
 * The judgement's end, where the finding is about an operation that is forbidden whenever it is asked for, the plainest request
 * included. Whether for want of a permission or by a target that lacks the operation, is told once: by the requirement that
 * demands its success.
 */
export async function forbiddenThroughout(
  { tests }: Pick<Requirement, 'tests'>,
  trial: Trial,
  exchanges: readonly Exchange[],
  served: Served,
  finding: Finding,
): Promise<Inconclusive | undefined> {
  const about = forbiddenIn(exchanges, finding);
  const operation = about && operationOf(about.method, about.path, trial.kinds);
  if (about === undefined || operation === undefined) return undefined;
  const { verb, kind, namespace } = operation;
  const restsOn = `${verb}.success`;
  const isOwn = kind === trial.kind && namespace === trial.namespace;
  if (isOwn && (tests.includes(restsOn) || served.has(keyFor(kind, verb)))) return undefined;
  const known = `${keyFor(kind, verb)} forbidden in ${namespace}`;
  const ending = (what: string): Inconclusive =>
    new Inconclusive(
      `every ${verb} of ${kind.plural} in ${namespace} is answered 403, ${what}: the token has no permission for it, or the target serves it to nobody`,
      { restsOn },
    );
  if (served.has(known)) return ending(`here in exchange ${about.seq}`);
  const of = trial.for(kind);
  // Where the operation is forbidden, the job to ask it of may be, too.
  const plain = OF_COLLECTIONS.has(verb)
    ? { name: of.given.name(), namespace }
    : await of.given.accepted({ namespace });
  const control = await CONTROLS[verb](of, plain);
  if (control.status !== 403) return undefined;
  served.add(known);
  return ending(describeAnswer('a plain one too', control));
}
