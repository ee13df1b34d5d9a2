/** What holds of every answer: these look at all exchanges of a run, whatever check caused them. */
import type { Json } from '../contract/seam.ts';
import { listKindOf } from '../contract/operations.ts';
import { STATUS_REASONS } from '../contract/structures.ts';
import type { Kind, Verb } from '../contract/types.ts';
import type { Exchange, Finding, Requirement, Trial } from '../harness/types.ts';
import { bodyOf } from './bodies.ts';
import { isObject, requirement } from './common.ts';

const header = (exchange: Exchange, name: string): string | undefined => exchange.responseHeaders.find(([n]) => n.toLowerCase() === name)?.[1];

const succeeded = (exchange: Exchange): boolean => exchange.status !== undefined && exchange.status >= 200 && exchange.status < 300;
const streams = (exchange: Exchange): boolean => exchange.verb === 'watch' && succeeded(exchange);

/** A refusal for which the documents owe a Status: throttling and unknown resources may be plain text. */
const owesStatus = (exchange: Exchange): boolean =>
  exchange.verb !== undefined && exchange.method !== 'HEAD' && exchange.status !== undefined && exchange.status >= 400 && ![429, 502, 503, 504].includes(exchange.status);

const found = (exchange: Exchange, finding: Omit<Finding, 'exchange'>): Finding => ({ ...finding, exchange: exchange.seq });
const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 200) ?? 'nothing';

/** Causes some refusals, so that a run of this requirement alone has something to look at. */
async function refusals(trial: Trial): Promise<void> {
  const job = await trial.given.job();
  await trial.target.read({ name: trial.given.name('never') });
  await trial.target.delete({ name: trial.given.name('never') });
  await trial.target.create(trial.given.manifest({ name: job.name }));
  await trial.target.create({ raw: '{' });
  await trial.target.patch(job, { spec: { cleanPodPolicy: 'Some' } });
  await trial.target.list({ query: { limit: 'abc' } });
}

/** Causes a success of each operation. */
async function successes(trial: Trial): Promise<void> {
  const job = await trial.given.job();
  await trial.target.list();
  await trial.target.replace(job, await trial.given.now(job));
  await trial.target.patch(job, { metadata: { labels: { app: 'x' } } });
  const stream = await trial.target.watch({ query: { watch: true, fieldSelector: `metadata.name=${job.name}`, timeoutSeconds: 1 } });
  await stream.collect((events) => events.length > 0);
  await stream.ended(1000 + trial.settle);
  stream.close();
  await trial.target.delete(job);
  await trial.target.deleteCollection();
}

const onRefusals = (id: string, tests: readonly string[], judge: (exchange: Exchange, body: Json | undefined, validate: (value: unknown) => { path: string; message: string }[]) => Omit<Finding, 'exchange'> | undefined): Requirement =>
  requirement(`errors/${id}`, {
    tests,
    check: refusals,
    everywhere(exchange, _kind, schemas) {
      if (!owesStatus(exchange) || exchange.truncated === true) return undefined;
      const finding = judge(exchange, bodyOf(exchange), (value) => schemas.validate('status', value));
      return finding === undefined ? 'holds' : found(exchange, finding);
    },
  });

const schemaNames = (kind: Kind, verb: Verb, body: Json): string => {
  if (isObject(body) && body['kind'] === 'Status') return 'status';
  if (verb === 'list' || verb === 'deletecollection') return `${kind.singular}.list`;
  return `${kind.singular}.received`;
};

const onSuccesses = (verb: Verb): Requirement =>
  requirement(`answers/${verb}-fits-its-schema`, {
    tests: [`${verb}.schema`],
    check: successes,
    everywhere(exchange, kind, schemas) {
      if (exchange.verb !== verb || !succeeded(exchange) || exchange.truncated === true) return undefined;
      const body = bodyOf(exchange);
      if (body === undefined) return found(exchange, { message: `The answer to ${verb} is no JSON`, expected: 'a JSON object', received: exchange.responseBody.slice(0, 200) || 'an empty body', path: '' });
      const statusAllowed = verb === 'delete' || verb === 'deletecollection';
      const name = statusAllowed ? schemaNames(kind, verb, body) : schemaNames(kind, verb, null);
      const [error] = schemas.validate(name, body);
      if (error === undefined) return 'holds';
      return found(exchange, { message: `The answer to ${verb} does not fit the documented structure: ${error.message}`, expected: `a body of schema ${name}`, received: shown(at(body, error.path)), path: error.path });
    },
  });

/** The value at a JSON pointer. */
function at(body: Json, pointer: string): Json | undefined {
  return pointer.split('/').slice(1).reduce<Json | undefined>((value, key) => {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) return value[Number(name)];
    return isObject(value) ? value[name] : undefined;
  }, body);
}

export const errors: readonly Requirement[] = [
  onRefusals('carry-a-status', ['errors.status.body'], (exchange, body, validate) => {
    if (!isObject(body) || body['kind'] !== 'Status') return { message: 'A refusal carries no Status', expected: 'a JSON object of kind Status', received: exchange.responseBody.slice(0, 200) || 'an empty body', path: '' };
    const [error] = validate(body);
    return error && { message: `The Status does not fit its table: ${error.message}`, expected: 'a Status as in table 72', received: shown(at(body, error.path)), path: error.path };
  }),
  onRefusals('say-failure', ['errors.status.failure'], (_, body) => {
    if (!isObject(body) || body['kind'] !== 'Status' || body['status'] === 'Failure') return undefined;
    return { message: 'The Status of a refusal does not say Failure', expected: 'Failure', received: shown(body['status']), path: '/status' };
  }),
  onRefusals('repeat-the-http-code', ['errors.status.code'], (exchange, body) => {
    if (!isObject(body) || body['kind'] !== 'Status') return undefined;
    // Table 72: 0 where it is not set.
    if (body['code'] === undefined || body['code'] === 0 || body['code'] === exchange.status) return undefined;
    return { message: 'Status.code is not the HTTP code', expected: String(exchange.status), received: shown(body['code']), path: '/code' };
  }),
  onRefusals('give-a-reason-of-their-code', ['errors.status.reason'], (exchange, body) => {
    if (!isObject(body) || body['kind'] !== 'Status' || typeof body['reason'] !== 'string') return undefined;
    const code = STATUS_REASONS[body['reason']];
    if (code === undefined || code === exchange.status) return undefined;
    return { message: 'The reason belongs to another HTTP code', expected: `a reason of ${exchange.status}`, received: `${body['reason']}, which belongs to ${code}`, path: '/reason' };
  }),
  onRefusals('are-json', ['errors.content-type'], (exchange) => {
    const type = header(exchange, 'content-type') ?? '';
    if (/^application\/(.*\+)?json\b/i.test(type)) return undefined;
    return { message: 'A refusal is not declared as JSON', expected: 'Content-Type application/json', received: type || 'no Content-Type', path: 'header:content-type' };
  }),
  requirement('errors/never-hide-in-a-success', {
    tests: ['errors.no-failure-in-success'],
    check: successes,
    everywhere(exchange) {
      if (!succeeded(exchange) || streams(exchange)) return undefined;
      const body = bodyOf(exchange);
      if (!isObject(body) || body['kind'] !== 'Status') return 'holds';
      return body['status'] === 'Success' ? 'holds' : found(exchange, { message: 'A success carries a Status that is none', expected: 'Success', received: shown(body['status']), path: '/status' });
    },
  }),
  requirement('errors/are-the-clients-fault-where-the-client-is-at-fault', {
    tests: ['errors.no-5xx'],
    check: refusals,
    everywhere(exchange) {
      if (exchange.verb === undefined || exchange.status === undefined) return undefined;
      if (exchange.status < 500) return exchange.status >= 400 ? 'holds' : undefined;
      if ([502, 503, 504].includes(exchange.status)) return undefined;
      return found(exchange, { message: 'The target failed at a request', expected: 'a success or a 4xx', received: String(exchange.status), path: 'status' });
    },
  }),
  requirement('answers/are-json', {
    tests: ['answers.content-type'],
    check: successes,
    everywhere(exchange) {
      if (exchange.verb === undefined || !succeeded(exchange)) return undefined;
      const type = header(exchange, 'content-type') ?? '';
      return /^application\/(.*\+)?json\b/i.test(type) ? 'holds' : found(exchange, { message: 'An answer is not declared as JSON', expected: 'Content-Type application/json', received: type || 'no Content-Type', path: 'header:content-type' });
    },
  }),
  ...(['create', 'read', 'list', 'replace', 'patch', 'delete', 'deletecollection'] as const).map(onSuccesses),
  requirement('answers/watch-fits-its-schema', {
    tests: ['watch.schema'],
    check: successes,
    everywhere(exchange, kind, schemas) {
      if (!streams(exchange) || exchange.truncated === true) return undefined;
      const lines = exchange.responseBody.split('\n').filter((line) => line.trim() !== '');
      if (lines.length === 0) return undefined;
      for (const [i, line] of lines.entries()) {
        const finding = judgeEvent(line, i === lines.length - 1, kind, (name, value) => schemas.validate(name, value));
        if (finding !== undefined) return found(exchange, finding);
      }
      return 'holds';
    },
  }),
  requirement('answers/name-the-right-list-kind', {
    tests: ['list.shape'],
    check: successes,
    everywhere(exchange, kind) {
      if (exchange.verb !== 'list' || !succeeded(exchange)) return undefined;
      const body = bodyOf(exchange);
      if (!isObject(body)) return undefined;
      return body['kind'] === listKindOf(kind) ? 'holds' : found(exchange, { message: 'A list is of another kind', expected: listKindOf(kind), received: shown(body['kind']), path: '/kind' });
    },
  }),
];

/** One line of a watch; the last one may be cut where the watcher left. */
function judgeEvent(line: string, last: boolean, kind: Kind, validate: (name: string, value: unknown) => { path: string; message: string }[]): Omit<Finding, 'exchange'> | undefined {
  let event: Json;
  try {
    event = JSON.parse(line) as Json;
  } catch {
    return last ? undefined : { message: 'A line of the watch is no JSON', expected: 'one JSON object a line', received: line.slice(0, 200) };
  }
  const [error] = validate('watchevent', event);
  if (error !== undefined) return { message: `An event does not fit table 78: ${error.message}`, expected: 'an event {type, object}', received: shown(event), path: error.path };
  const { type, object } = event as { type: string; object: Json };
  if (!['ADDED', 'MODIFIED', 'DELETED'].includes(type.toUpperCase())) return undefined;
  const [wrong] = validate(`${kind.singular}.received`, object);
  return wrong && { message: `The object of an event does not fit its structure: ${wrong.message}`, expected: `a ${kind.kind}`, received: shown(at(object, wrong.path)), path: `/object${wrong.path}` };
}
