/**
 * What a judgement rests on: that the operations work at all, and that answers have the shape that all of them owe. The
 * roll-up tells from it which failure is the root.
 */
import { isObject, parseJson, type JsonObject } from '../../contract/json.ts';
import { valueAt } from '../../contract/pointer.ts';
import { hasBody, succeeds } from '../../contract/operations.ts';
import type { Verb } from '../../contract/types.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import type { Requirement } from '../model/requirement.ts';

/** There is no room for one more object, whatever it is. */
const NO_ROOM = /exceeded quota|quota\b.{0,40} exceeded|insufficient (balance|resources|quota)|arrears/i;
/** In a 403, which finds no fault with what was sent. */
const LIMIT = /quota|(reach|exceed)\w*\b.{0,40}\blimit|maximum number|too many/i;

/** Whether a create was refused, of whatever was sent, since the target has no room for it: no answer to the question. */
export const isForWantOfRoom = (method: string, status: number, body: string): boolean =>
  method === 'POST' &&
  (([403, 422, 429].includes(status) && NO_ROOM.test(body)) || (status === 403 && LIMIT.test(body)));

/** What a judgement found that met such a refusal may come of it. */
export const refusedForWantOfRoom = (exchanges: readonly Exchange[]): Exchange | undefined =>
  exchanges.find(
    ({ verb, method, status = 0, responseBody }) => verb === 'create' && isForWantOfRoom(method, status, responseBody),
  );

/** An object with something in it. The text may have been cut. */
const OBJECT = /^\s*\{\s*"/;

/** Whether an operation that is requested plainly could have been answered so. */
export const worked = ({ verb, status = 0, responseBody }: Exchange): boolean =>
  verb !== undefined &&
  succeeds(verb, status) &&
  (verb === 'watch' || !hasBody(verb, status) || OBJECT.test(responseBody));

/**
 * Id of the statement that says how this operation succeeds, if that of the exchange of the finding (without a finding:
 * of the last one) was never seen to work in this judgement.
 */
export function successMissing(exchanges: readonly Exchange[], finding?: { exchange?: number }): string | undefined {
  const working = new Set<Verb | undefined>(exchanges.filter(worked).map(({ verb }) => verb));
  const of = ({ verb }: Exchange): boolean => verb !== undefined && !working.has(verb);
  const found =
    finding === undefined ? exchanges.findLast(of) : exchanges.find((one) => one.seq === finding.exchange && of(one));
  return found && `${found.verb}.success`;
}

/** A success that is found fault with for its code, which the page of the operation does not have. */
const codeUndocumented = ({ verb, status = 0 }: Exchange, path = ''): string | undefined =>
  verb !== undefined && path === 'status' && status >= 200 && status < 300 && !succeeds(verb, status)
    ? `${verb}.code.success`
    : undefined;

/** The same of an operation of the judgement whose successes show no object, each of them: whatever it did, it did not tell. */
function successHollow(exchanges: readonly Exchange[]): string | undefined {
  const working = new Set<Verb | undefined>(exchanges.filter(worked).map(({ verb }) => verb));
  const hollow = exchanges.find(
    ({ verb, status = 0 }) => verb !== undefined && !working.has(verb) && succeeds(verb, status),
  );
  return hollow && `${hollow.verb}.success`;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isList = ({ verb }: Exchange, body: JsonObject): boolean =>
  verb === 'list' || Array.isArray(body['items']) || String(body['kind']).endsWith('List');
const isWholeList = ({ items, metadata }: JsonObject): boolean =>
  Array.isArray(items) && isObject(metadata) && isText(metadata['resourceVersion']);

/** Id of the statement about the whole body that this answer breaks: whatever is found in such a body follows from it. */
function bodyMissing(exchange: Exchange, path = ''): string | undefined {
  const { verb, status = 0, responseBody, truncated } = exchange;
  const ofType = path === 'header:content-type' && status >= 400;
  if (verb === undefined || truncated === true || (path.startsWith('header:') && !ofType) || path === 'status')
    return undefined;
  const body = parseJson(responseBody);
  if (status >= 400) {
    if (path === '/status') return statusOfStatusMissing(responseBody);
    const isStatus = isObject(body) && body['kind'] === 'Status' && body['apiVersion'] === 'v1';
    return (ofType || ['', '/kind', '/apiVersion'].includes(path)) && !isStatus ? 'errors.status.body' : undefined;
  }
  if (verb === 'watch' || !succeeds(verb, status) || !hasBody(verb, status)) return undefined;
  if (!isObject(body)) return 'answers.json';
  return isList(exchange, body) && !isWholeList(body) ? 'list.shape' : undefined;
}

/** What the server sets in every object, with the statement that says so. */
const MEMBERS: Readonly<Record<string, string>> = {
  namespace: 'create.namespace',
  uid: 'metadata.uid.set',
  resourceVersion: 'metadata.resource-version.set',
  creationTimestamp: 'metadata.creation-timestamp.set',
  generation: 'metadata.generation.set',
};
/** It demands all of them of one answer. */
const EXAMPLE = 'create.example-answer';

const memberAt = (path = ''): string | undefined => /\/metadata\/(\w+)$/.exec(path)?.[1];

function statusOfStatusMissing(responseBody: string): string | undefined {
  const body = parseJson(responseBody);
  return isObject(body) && body['kind'] === 'Status' && body['status'] === undefined ? 'errors.status.body' : undefined;
}

/** Id of the statement that demands the member which the finding misses. */
function memberMissing(
  finding: Pick<Finding, 'path' | 'received'>,
  { verb, responseBody }: Exchange,
): string | undefined {
  if (finding.received !== 'nothing') return undefined;
  if (finding.path === '/status') return statusOfStatusMissing(responseBody);
  if (finding.path !== '/kind') return MEMBERS[memberAt(finding.path) ?? ''];
  const body = parseJson(responseBody);
  return verb !== undefined && isObject(body) && body['kind'] === undefined ? `${verb}.schema` : undefined;
}

/**
 * A member that the finding misses, that no answer of this judgement shows, and that other requirements than this one
 * demand, with the statement that says so.
 */
export function neverShown(
  { tests }: Pick<Requirement, 'tests'>,
  exchanges: readonly Exchange[],
  finding: Finding,
): { member: string; statement: string } | undefined {
  const member = memberAt(finding.path) ?? '';
  const statement = finding.received === 'nothing' ? MEMBERS[member] : undefined;
  if (statement === undefined || tests.includes(statement) || tests.includes(EXAMPLE)) return undefined;
  const shows = new RegExp(`"${member}"\\s*:\\s*("[^"]|\\d)`);
  return exchanges.some(({ responseBody }) => shows.test(responseBody)) ? undefined : { member, statement };
}

/** An object has another uid than before, in whatever answer. */
const uidMoved = ({ path = '', expected, received }: Finding): string | undefined =>
  path.endsWith('/metadata/uid') && expected.startsWith('"') && received.startsWith('"')
    ? 'metadata.uid.kept'
    : undefined;

/** Parts of an object whose members a null takes away: a server may keep what it sets by itself. */
const REMOVABLE = /^\/(metadata\/(labels|annotations|finalizers|ownerReferences)|spec\/\w+$)/;

/** Whether a member that the patch sets to null stands in the answer all the same. */
const keepsNull = (patch: unknown, answer: unknown, path = ''): boolean =>
  isObject(patch) &&
  isObject(answer) &&
  Object.entries(patch).some(([name, value]) => {
    const at = `${path}/${name}`;
    return value === null ? (answer[name] ?? null) !== null && REMOVABLE.test(at) : keepsNull(value, answer[name], at);
  });

/** A patch was accepted before, or as, the finding was seen, and what it was to remove is still there. */
function nullIgnored(exchanges: readonly Exchange[], { exchange = Infinity }: Finding): string | undefined {
  // A watch is open while others change what it shows.
  const isWatch = exchanges.some(({ seq, verb }) => seq === exchange && verb === 'watch');
  const ignored = exchanges.some(
    ({ seq, verb, status = 0, requestBody = '', responseBody }) =>
      (isWatch || seq <= exchange) &&
      verb === 'patch' &&
      succeeds(verb, status) &&
      keepsNull(parseJson(requestBody), parseJson(responseBody)),
  );
  return ignored ? 'merge-patch.null' : undefined;
}

/** A read that is refused with another code may be how the target says that there is no object. */
function absenceUntold(exchange: Exchange, path = ''): string | undefined {
  const { verb, status = 0 } = exchange;
  return verb === 'read' && path === 'status' && status >= 400 && status < 500 && status !== 404
    ? 'read.code.404'
    : undefined;
}

const isReadAt = (one: Exchange, path: string): boolean => one.verb === 'read' && plainPath(one) === path;
/** The text of the answer may have been cut: its names are looked for as they are spelled. */
const isMadeAt = (one: Exchange, path: string): boolean =>
  one.verb === 'create' &&
  path.startsWith(`${plainPath(one)}/`) &&
  one.responseBody.includes(`"${path.slice(plainPath(one).length + 1)}"`);
const plainPath = ({ path }: Exchange): string => path.split('?')[0] ?? '';

/**
 * An object that the judgement has made, and has not deleted, is not found any more: if deletions of others take more
 * than they select, it was one of them.
 */
function takenByOthers(exchanges: readonly Exchange[], exchange: Exchange): string | undefined {
  if (exchange.status !== 404) return undefined;
  const path = plainPath(exchange);
  const before = exchanges.slice(0, exchanges.indexOf(exchange));
  const isOf = (one: Exchange): boolean => plainPath(one) === path || path.startsWith(`${plainPath(one)}/`);
  const wasThere = before.some((one) => worked(one) && (isReadAt(one, path) || isMadeAt(one, path)));
  return wasThere && !before.some((one) => one.method === 'DELETE' && isOf(one))
    ? 'deletecollection.query.labelSelector'
    : undefined;
}

/** What is wrong in a spec was so from the beginning: the answer to the create shows something else there than was sent. */
const isOtherwiseMade = (exchanges: readonly Exchange[], path = ''): boolean =>
  path.startsWith('/spec/') &&
  exchanges.some((one) => {
    const sent =
      one.verb === 'create' && worked(one) ? valueAt(parseJson(one.requestBody ?? '') ?? null, path) : undefined;
    return (
      sent !== undefined && JSON.stringify(sent) !== JSON.stringify(valueAt(parseJson(one.responseBody) ?? null, path))
    );
  });

/** Id of the statement about the shape of every answer from whose breach the finding about this exchange follows. */
export const shapeMissing = (
  exchange: Exchange,
  finding: Pick<Finding, 'path' | 'received'> = { received: '' },
): string | undefined => bodyMissing(exchange, finding.path) ?? memberMissing(finding, exchange);

/** Id of the statement on whose breach the finding (without one: that nothing could be judged) would rest. */
export function foundation(exchanges: readonly Exchange[], finding?: Finding): string | undefined {
  if (finding === undefined) {
    const last = exchanges.findLast(({ verb }) => verb !== undefined);
    return (last && (last.status ?? 0) < 400 ? bodyMissing(last) : undefined) ?? successMissing(exchanges);
  }
  const exchange = exchanges.find(({ seq }) => seq === finding.exchange);
  const own =
    exchange &&
    (bodyMissing(exchange, finding.path) ??
      codeUndocumented(exchange, finding.path) ??
      successMissing(exchanges, finding) ??
      memberMissing(finding, exchange) ??
      absenceUntold(exchange, finding.path) ??
      takenByOthers(exchanges, exchange));
  // What is said of several answers together was seen in the last of them.
  const last = finding.exchange === undefined ? exchanges.findLast(({ verb }) => verb !== undefined) : undefined;
  return (
    own ??
    (last && memberMissing(finding, last)) ??
    uidMoved(finding) ??
    (isOtherwiseMade(exchanges, finding.path) ? 'create.stores' : undefined) ??
    nullIgnored(exchanges, finding) ??
    successHollow(exchanges)
  );
}
