import type { Contract } from '../../contract/contract.ts';
import { parseJson, isObject, type Json } from '../../contract/json.ts';
import { STATUS_REASONS } from '../../contract/structures/index.ts';
import type { Kind } from '../../contract/types.ts';
import { header, type Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { operationOf } from '../../contract/request.ts';
import { successes } from '../support/successes.ts';
import { bodyOf, linesOf } from '../support/bodies.ts';
import { at, metadataOf } from '../support/objects.ts';
import { someOf } from '../support/closeness.ts';
import { requirement } from '../support/requirement.ts';
import { valueAt } from '../../contract/pointer.ts';
import { declaresJson, found, misfit, owesStatus, shown, streams, succeeded } from '../support/exchanges.ts';
import { REFUSALS, sendRefused } from './refusals.ts';

/** The first refusal of each verb, and those with a code that none of these has. */
const SOME = REFUSALS.filter(
  ({ verb, ownCode }, i, all) => ownCode === true || all.findIndex((other) => other.verb === verb) === i,
);

/** Causes refusals of all sorts, so that a run of one of these requirements alone has something to judge. */
async function refusals(trial: Trial): Promise<void> {
  const job = await trial.given.shared();
  for (const refusal of someOf(trial, SOME)) await sendRefused(trial, refusal, job);
}

const onRefusals = (
  id: string,
  tests: readonly string[],
  judge: (
    exchange: Exchange,
    body: Json | undefined,
    validate: (value: unknown) => { path: string; message: string }[],
    kind: Kind,
  ) => Omit<Finding, 'exchange'> | undefined,
): Requirement =>
  requirement(id, {
    tests,
    check: refusals,
    everywhere(exchange, kind, schemas) {
      if (!owesStatus(exchange) || exchange.truncated === true) return undefined;
      const finding = judge(exchange, bodyOf(exchange), (value) => schemas.validate('status', value), kind);
      return finding === undefined ? 'holds' : found(exchange, finding);
    },
  });

/** The statements of table 77 about reasons that some request is sure to cause. */
const reasons = ({ statements }: Contract): string[] => {
  const testable = new Set(statements.flatMap(({ id, untestable }) => (untestable === undefined ? [id] : [])));
  return Object.keys(STATUS_REASONS)
    .map((reason) => `reason.${reason}`)
    .filter((id) => testable.has(id));
};

/** The names that a field selector asks for: a request for one object of a collection is about that object. */
const selected = (path: string): string[] =>
  new URLSearchParams(path.split('?')[1])
    .getAll('fieldSelector')
    .flatMap((selector) => selector.split(','))
    .flatMap((part) => /^metadata\.name==?(?<name>[^=]+)$/.exec(part.trim())?.groups?.['name'] ?? []);

/** Names that the details of a refusal may give: the object's and the namespace's, from path, query and body. */
function namesOf({ method, path, requestBody }: Exchange, kinds: readonly Kind[]): string[] {
  const operation = operationOf(method, path, kinds);
  const named = metadataOf(parseJson(requestBody ?? ''));
  return [operation?.name, operation?.namespace, named['name'], named['namespace'], ...selected(path)].filter(
    (name): name is string => typeof name === 'string',
  );
}

/** Other kinds that a refusal may be about: a namespace, or the options of the request. */
const OTHERS = /^(namespaces?|[a-z]*options)$/i;

/** What is wrong with the object that the details name, if they name one. */
function misnamed(exchange: Exchange, body: Json | undefined, kind: Kind): Omit<Finding, 'exchange'> | undefined {
  const details = at(body, 'details');
  if (!isObject(details) || OTHERS.test(String(details['kind'] ?? ''))) return undefined;
  const { name, group, kind: spelled } = details;
  const sent = parseJson(exchange.requestBody ?? '');
  const generated = metadataOf(sent)['generateName'];
  const names = namesOf(exchange, [kind]);
  // A refused deletion of a collection names the object whose precondition does not hold.
  const ofMany = exchange.verb === 'deletecollection';
  if (
    typeof name === 'string' &&
    name !== '' &&
    !ofMany &&
    !names.includes(name) &&
    !(typeof generated === 'string' && name.startsWith(generated.slice(0, 50)))
  )
    return {
      message: 'The details of a Status name another object than the request is about',
      expected: names.join(' or ') || 'no name',
      received: name,
      path: '/details/name',
    };
  // A refusal may name the kind and group that the body claims to have.
  const kinds = [kind.plural, kind.kind, kind.singular, `${kind.plural}.${kind.group}`, at(sent, 'kind')].map((one) =>
    String(one).toLowerCase(),
  );
  if (typeof spelled === 'string' && spelled !== '' && !kinds.includes(spelled.toLowerCase()))
    return {
      message: 'The details of a Status name another kind than the request is about',
      expected: `${kind.plural} or ${kind.kind}`,
      received: spelled,
      path: '/details/kind',
    };
  const groups = [kind.group, String(at(sent, 'apiVersion') ?? '').split('/')[0]];
  if (typeof group === 'string' && group !== '' && !groups.includes(group))
    return {
      message: 'The details of a Status name another group than the request is about',
      expected: kind.group,
      received: group,
      path: '/details/group',
    };
  return undefined;
}

/** What is wrong with the causes of a Status, if it has any. */
function badCauses(body: Json | undefined): Omit<Finding, 'exchange'> | undefined {
  if (at(body, 'causes') !== undefined)
    return {
      message: 'The causes of a Status stand outside its details',
      expected: 'details.causes',
      received: shown(at(body, 'causes')),
      path: '/causes',
    };
  const causes = at(body, 'details', 'causes');
  if (causes === undefined || causes === null) return undefined;
  if (!Array.isArray(causes))
    return {
      message: 'The causes of a Status are not an array',
      expected: 'an array of objects',
      received: shown(causes),
      path: '/details/causes',
    };
  for (const [i, cause] of causes.entries()) {
    if (!isObject(cause))
      return {
        message: 'A cause of a Status is not an object',
        expected: 'an object with field, message and reason',
        received: shown(cause),
        path: `/details/causes/${i}`,
      };
    const wrong = ['field', 'message', 'reason'].find(
      (key) => cause[key] !== undefined && typeof cause[key] !== 'string',
    );
    if (wrong !== undefined)
      return {
        message: `The ${wrong} of a cause is not a string`,
        expected: 'a string',
        received: shown(cause[wrong]),
        path: `/details/causes/${i}/${wrong}`,
      };
  }
  return undefined;
}

export const errors = (contract: Contract): readonly Requirement[] => [
  onRefusals('errors/carry-a-status', ['errors.status.body'], (exchange, body, validate) => {
    if (!isObject(body) || body['kind'] !== 'Status')
      return {
        message: 'A refusal carries no Status',
        expected: 'a JSON object of kind Status',
        received: exchange.responseBody.slice(0, 200) || 'an empty body',
        path: '',
      };
    const [error] = validate(body);
    return (
      error && {
        message: misfit('The Status of a refusal does not fit its table', error.path, error.message),
        expected: `a value that ${error.message}`,
        received: shown(valueAt(body, error.path)),
        path: error.path,
      }
    );
  }),
  onRefusals('errors/say-failure', ['errors.status.failure'], (_, body) => {
    if (!isObject(body) || body['kind'] !== 'Status' || body['status'] === 'Failure') return undefined;
    return {
      message: 'The Status of a refusal does not say Failure',
      expected: 'Failure',
      received: shown(body['status']),
      path: '/status',
    };
  }),
  onRefusals('errors/repeat-the-http-code', ['errors.status.code'], (exchange, body) => {
    if (!isObject(body) || body['kind'] !== 'Status') return undefined;
    // By table 72 an unset code is 0.
    if (body['code'] === undefined || body['code'] === 0 || body['code'] === exchange.status) return undefined;
    return {
      message: 'Status.code is not the HTTP code',
      expected: String(exchange.status),
      received: shown(body['code']),
      path: '/code',
    };
  }),
  onRefusals('errors/give-a-reason-of-their-code', ['errors.status.reason', ...reasons(contract)], (exchange, body) => {
    if (!isObject(body) || body['kind'] !== 'Status' || typeof body['reason'] !== 'string') return undefined;
    const code = STATUS_REASONS[body['reason']];
    if (code === undefined || code === exchange.status) return undefined;
    return {
      message: 'The reason belongs to another HTTP code',
      expected: `a reason of ${exchange.status}`,
      received: `${body['reason']}, which belongs to ${code}`,
      path: '/reason',
    };
  }),
  onRefusals('errors/are-json', ['errors.content-type'], (exchange) => {
    if (declaresJson(exchange)) return undefined;
    return {
      message: 'A refusal is not declared as JSON',
      expected: 'Content-Type application/json',
      received: header(exchange, 'content-type') ?? 'no Content-Type',
      path: 'header:content-type',
    };
  }),
  onRefusals('errors/say-something', ['errors.status.message'], (_, body) => {
    const message = at(body, 'message');
    if (message === undefined || (typeof message === 'string' && message.trim() !== '')) return undefined;
    return {
      message: 'The message of a refusal is empty or not a string',
      expected: 'a text, or no message',
      received: shown(message),
      path: '/message',
    };
  }),
  onRefusals('errors/name-what-the-request-is-about', ['errors.status.details'], (exchange, body, _, kind) =>
    misnamed(exchange, body, kind),
  ),
  onRefusals('errors/tell-their-causes-in-the-details', ['errors.status.causes'], (_, body) => badCauses(body)),
  requirement('errors/never-hide-in-a-success', {
    tests: ['errors.no-failure-in-success'],
    async check(trial) {
      await successes(trial);
      await refusals(trial);
    },
    everywhere(exchange) {
      if (exchange.verb === undefined || !succeeded(exchange)) return undefined;
      const body = streams(exchange)
        ? linesOf(exchange).find((line) => isObject(line) && line['kind'] === 'Status')
        : bodyOf(exchange);
      if (!isObject(body) || body['kind'] !== 'Status') return 'holds';
      return body['status'] === 'Success'
        ? 'holds'
        : found(exchange, {
            message: 'A success carries a Status that does not say Success',
            expected: 'Success',
            received: shown(body['status']),
            path: '/status',
          });
    },
  }),
  requirement('errors/are-the-clients-fault-where-the-client-is-at-fault', {
    tests: ['errors.no-5xx'],
    check: refusals,
    everywhere(exchange) {
      if (exchange.verb === undefined || exchange.status === undefined) return undefined;
      if (exchange.status < 500) return exchange.status >= 400 ? 'holds' : undefined;
      if ([502, 503, 504].includes(exchange.status)) return undefined;
      return found(exchange, {
        message: 'The target answered a request with a server error',
        expected: 'a success or a 4xx',
        received: String(exchange.status),
        path: 'status',
      });
    },
  }),
];
