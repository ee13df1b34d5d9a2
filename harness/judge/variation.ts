/**
 * What tells the request of a finding from others like it. Many checks send a request in several variations: whoever has
 * only the headline learns here which of them it was.
 */
import { briefly, sayRequest } from '../evidence/brief.ts';
import { isObject, parseJson, type Json } from '../../contract/json.ts';
import { valueAt } from '../../contract/pointer.ts';
import type { Kind } from '../../contract/types.ts';
import { MASK } from '../evidence/redact.ts';
import { COMMON_HEADERS } from '../http/client.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import type { JobLimits } from '../model/trial.ts';
import { OWN_PREFIX } from '../ownership/journal.ts';
import { metadataOf } from '../ownership/ownership.ts';
import { smallest } from './limits.ts';
import { differences, shown } from './match.ts';

/** Number of characters of a body or a value, and of differences, that a headline bears. */
const LONGEST = 80;
const MOST = 3;
/** Names that a trial makes, with what some checks put behind them. */
const USUAL_NAME = /^([a-z0-9]+-)?job-\d+(-[a-z0-9]+)*$/;

export interface Judged {
  exchanges: readonly Exchange[];
  kind: Kind;
  settings: JobLimits;
}

/**
 * `as the token without its last character, with content-type text/plain`. Where a read shows the finding, and nothing is
 * special about the read, it is told what was done before: `after PATCH with {"spec":null}`. Undefined where nothing is to
 * be told.
 */
export function variationOf(
  finding: Pick<Finding, 'message' | 'exchange' | 'path'>,
  { exchanges, kind, settings }: Judged,
): string | undefined {
  const judged: Looked = { exchanges, kind, settings, path: finding.path };
  const seen =
    finding.exchange === undefined ? exchanges.at(-1) : exchanges.find(({ seq }) => seq === finding.exchange);
  if (seen === undefined || seen.together !== undefined) return undefined;
  const own = special(seen, judged);
  const told = own.length > 0 ? own : seen.verb === 'read' ? before(seen, judged) : [];
  if (told.length === 0) return undefined;
  const isTold = finding.exchange === undefined || finding.message.includes(sayRequest(seen));
  return [...(isTold ? [] : [sayRequest(seen)]), ...told].join(', ');
}

/** What is judged, and the place that the finding is about. */
interface Looked extends Judged {
  path: string | undefined;
}

/** The last request before a read that was to change something. The create of an object is only told for what is special about it. */
function before(read: Exchange, judged: Looked): string[] {
  const write = judged.exchanges.findLast(({ seq, method }) => seq < read.seq && method !== 'GET');
  if (write === undefined || write.together !== undefined) return [];
  const [path = ''] = write.path.split('?');
  const query = asked(write);
  const isCreate = write.method === 'POST';
  const of = isCreate ? `${path}/${String(metadataOf(parseJson(write.requestBody ?? ''))['name'])}` : path;
  const isOfThis = of === read.path.split('?')[0];
  const details = [
    ...(query === undefined ? [] : [`with ?${query}`]),
    ...held(write, judged),
    ...special(write, judged),
  ];
  if (isCreate && (!isOfThis || details.length === 0)) return [];
  return [`after ${write.method}${isOfThis ? '' : ` ${path}`}${details.length === 0 ? '' : ` ${details.join(', ')}`}`];
}

/** What a deletion has to wait for: the finalizers that the object was last shown with. */
function held({ method, seq, path }: Exchange, { exchanges }: Judged): string[] {
  if (method !== 'DELETE') return [];
  const [of = ''] = path.split('?');
  const shownAs = exchanges
    .filter((one) => one.seq < seq)
    .map(({ responseBody }) => metadataOf(parseJson(responseBody)))
    .findLast(({ name }) => typeof name === 'string' && of.endsWith(`/${name}`));
  const finalizers = shownAs?.['finalizers'];
  return Array.isArray(finalizers) && finalizers.length > 0
    ? [
        `of an object with ${finalizers.length === 1 ? 'the finalizer' : 'the finalizers'} ${brief(finalizers.join(', '))}`,
      ]
    : [];
}

/** The query, readable and without what selects the objects of the judgement; undefined for none. */
function asked({ path }: Exchange): string | undefined {
  const query = [...new URLSearchParams(path.split('?')[1] ?? '')]
    .map(([name, value]) => [name, value.replace(new RegExp(`,?${OWN_PREFIX}[^,]*`, 'g'), '')] as const)
    .filter(([name, value]) => name !== 'labelSelector' || value !== '');
  return query.length === 0 ? undefined : query.map((pair) => pair.join('=')).join('&');
}

const special = (exchange: Exchange, judged: Looked): string[] => [
  ...caller(exchange, judged),
  ...headers(exchange, judged),
  ...body(exchange, judged),
];

/** Of no interest where all requests have the same. */
const caller = ({ as }: Exchange, { exchanges }: Judged): string[] =>
  as === 'full' || exchanges.every((one) => one.as === as) ? [] : [`as ${as}`];

/** Headers that are not those of every request. */
function headers({ method, requestHeaders, requestBody }: Exchange, { exchanges }: Judged): string[] {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const usual = new Map([...COMMON_HEADERS, ...(requestBody === undefined ? [] : [['content-type', type] as const])]);
  const everywhere = (name: string): boolean =>
    exchanges.every((one) => one.requestHeaders.some(([other]) => other.toLowerCase() === name));
  const sent = new Map(requestHeaders.map(([name, value]) => [name.toLowerCase(), value]));
  const special = [...sent].filter(
    ([name, value]) => value !== MASK && value !== usual.get(name) && (usual.has(name) || !everywhere(name)),
  );
  const missing = [...usual.keys()].filter((name) => !sent.has(name));
  return [
    ...special.map(([name, value]) => `with ${name} ${brief(value) || '(empty)'}`),
    ...missing.map((name) => `without ${name}`),
  ];
}

/** A patch, options and what is no object as they are; of an object, what it does not share with the one that it is made from. */
function body(exchange: Exchange, judged: Looked): string[] {
  const { method, requestBody } = exchange;
  if (requestBody === undefined) return [];
  const sent = parseJson(requestBody);
  if (!isObject(sent) || (method !== 'POST' && method !== 'PUT')) {
    // Of a long body, what it has at the place that the finding is about.
    const meant =
      requestBody.length > LONGEST && judged.path?.startsWith('/') === true && sent !== undefined
        ? valueAt(sent, judged.path)
        : undefined;
    if (meant !== undefined) return [`with ${judged.path} ${brief(shown(meant))}, among others`];
    return [requestBody === '' ? 'with an empty body' : `with ${brief(requestBody)}`];
  }
  const { name } = metadataOf(sent);
  const named =
    method === 'POST' && typeof name === 'string' && !USUAL_NAME.test(name)
      ? [`with the name ${brief(shown(name))}`]
      : [];
  const own = parts(sent);
  const [nearest] = basesOf(exchange, judged)
    .map((base) => differences(own, parts(base)))
    .sort((a, b) => a.length - b.length);
  if (nearest === undefined || nearest.length > MOST) return named;
  const others = nearest.map(({ path, actual }) =>
    actual === undefined ? `without ${path}` : `with ${path} ${brief(shown(actual))}`,
  );
  return [...named, ...others];
}

/** What an object may have been made from: for a replace the object as it was shown last, for a create the smallest one, or the one before. */
function basesOf({ seq, method, path }: Exchange, { exchanges, kind, settings }: Judged): Json[] {
  const before = exchanges.filter((one) => one.seq < seq);
  const [of] = path.split('?');
  const known =
    method === 'PUT'
      ? before.findLast((one) => one.path.split('?')[0] === of && isObject(parseJson(one.responseBody)))?.responseBody
      : before.findLast((one) => one.method === 'POST')?.requestBody;
  const parsed = known === undefined ? undefined : parseJson(known);
  return [...(parsed === undefined ? [] : [parsed]), ...(method === 'POST' ? [smallest(kind, settings)] : [])];
}

/** What clients write of an object, but for its name and the labels of the run. */
function parts(object: Json): Json {
  if (!isObject(object)) return object;
  const { status: _, metadata, ...others } = object;
  if (!isObject(metadata)) return object;
  const { name: __, managedFields: ___, labels, ...rest } = metadata;
  const left = isObject(labels)
    ? Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith(OWN_PREFIX)))
    : labels;
  const hasLabels =
    left !== undefined &&
    !(isObject(left) && Object.keys(left).length === 0 && Object.keys(labels as object).length > 0);
  return { ...others, metadata: { ...rest, ...(hasLabels && { labels: left }) } };
}

const brief = (text: string): string => briefly(text, LONGEST);
