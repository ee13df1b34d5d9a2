/**
 * A token without the permission for an operation is no fault of the target, nor is a firewall before it. Some say so in the words
 * of their 403; of others it is known by what they serve: not one of these requests, however plain, in the whole run, and others.
 */
import { operationOf } from '../../contract/request.ts';
import type { Verb } from '../../contract/types.ts';
import { sayRequest } from '../evidence/brief.ts';
import { header, isHtml, type Exchange } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Trial } from '../model/trial.ts';
import { worked } from './causes.ts';
import type { Served } from './context.ts';
import { describeAnswer } from './describe-answer.ts';
import { Inconclusive } from '../errors/endings.ts';
import { CONTROLS, keyFor } from './proof.ts';

/** The words of a 403 for want of a permission, whatever is sent. */
const NO_PERMISSION = /\bcannot \w+ resource|permission|not (allowed|authori[sz]ed|permitted) to\b/i;

const OF_COLLECTIONS: ReadonlySet<Verb> = new Set<Verb>(['create', 'list', 'watch', 'deletecollection']);

const isSame = (one: Exchange, other: Exchange): boolean =>
  one.as === other.as && one.verb === other.verb && collectionOf(one) === collectionOf(other);
/** The path of the collection that an operation is about. */
const collectionOf = ({ path }: Exchange): string =>
  path.split('?')[0]?.replace(/(\/namespaces\/[^/]+\/[^/]+)\/.*/, '$1') ?? '';

/** The 403 that the finding is about. */
const forbiddenIn = (exchanges: readonly Exchange[], { exchange }: Finding): Exchange | undefined =>
  exchanges.find(({ seq, as, status, verb }) => seq === exchange && as === 'full' && status === 403 && verb);

/** Whether another such operation has had a success in this judgement. */
const isAllowed = (exchanges: readonly Exchange[], about: Exchange): boolean =>
  exchanges.some((one) => isSame(one, about) && worked(one));

/** The refusal that the finding is about, if it says itself that the token has no permission for the operation. */
export function permissionMissing(exchanges: readonly Exchange[], finding: Finding): Exchange | undefined {
  const about = forbiddenIn(exchanges, finding);
  return about !== undefined && NO_PERMISSION.test(about.responseBody) && !isAllowed(exchanges, about)
    ? about
    : undefined;
}

/**
 * The judgement's end, where the finding is about a 403 that is not the target's to answer for. Either the operation is forbidden
 * whenever it is asked for, the plainest request included: whether for want of a permission or by a target that lacks it, is told
 * once, by the requirement that demands its success. Or others are served, and this one met the page of a firewall.
 */
export async function forbiddenOutside(
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
  const firewall = (): Inconclusive | undefined =>
    isHtml(header(about, 'content-type'))
      ? new Inconclusive(
          `${sayRequest(about)} was answered 403 by a page of HTML in exchange ${about.seq}, and others are served: a firewall before the target may have taken what was sent for an attack`,
        )
      : undefined;
  const isOwn = kind === trial.kind && namespace === trial.namespace;
  if (isAllowed(exchanges, about) || (isOwn && served.has(keyFor(kind, verb)))) return firewall();
  const restsOn = `${verb}.success`;
  const isDirect = isOwn && tests.includes(restsOn);
  const known = `${keyFor(kind, verb)} forbidden in ${namespace}`;
  const ending = (what: string): Inconclusive =>
    new Inconclusive(
      `every ${verb} of ${kind.plural} in ${namespace} is answered 403, ${what}: the token has no permission for it, or the target serves it to nobody`,
      { restsOn },
    );
  if (served.has(known)) return isDirect ? undefined : ending(`here in exchange ${about.seq}`);
  const of = trial.for(kind);
  // Where the operation is forbidden, the job to ask it of may be, too.
  const plain = OF_COLLECTIONS.has(verb)
    ? { name: of.given.name(), namespace }
    : await of.given.accepted({ namespace });
  const control = await CONTROLS[verb](of, plain);
  if (control.status !== 403) return control.status < 300 ? firewall() : undefined;
  served.add(known);
  return isDirect ? undefined : ending(describeAnswer('a plain one too', control));
}
