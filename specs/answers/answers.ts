/** What holds of every success: these look at all exchanges of a run, whatever check caused them. */
import { OPERATIONS, listKindOf } from '../../contract/operations.ts';
import { isObject, type Json } from '../../contract/json.ts';
import { VERBS, type Kind, type Verb } from '../../contract/types.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { bodyOf } from '../support/bodies.ts';
import { requirement } from '../support/requirement.ts';
import { declaresJson, found, header, shown, streams, succeeded, valueAt } from '../support/exchanges.ts';

/** Causes a success of each operation. */
export async function successes(trial: Trial): Promise<void> {
  const job = await trial.given.job();
  await trial.target.list();
  await trial.target.replace(job, await trial.given.read(job));
  await trial.target.patch(job, { metadata: { labels: { app: 'x' } } });
  const stream = await trial.target.watch({
    query: { watch: true, fieldSelector: `metadata.name=${job.name}`, timeoutSeconds: 1 },
  });
  await stream.collect((events) => events.length > 0);
  await stream.ended(1000 + trial.settle);
  stream.close();
  await trial.target.delete(job);
  await trial.target.deleteCollection();
}

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
      if (body === undefined)
        return found(exchange, {
          message: `The answer to ${verb} is no JSON`,
          expected: 'a JSON object',
          received: exchange.responseBody.slice(0, 200) || 'an empty body',
          path: '',
        });
      const statusAllowed = verb === 'delete' || verb === 'deletecollection';
      const name = statusAllowed ? schemaNames(kind, verb, body) : schemaNames(kind, verb, null);
      const [error] = schemas.validate(name, body);
      if (error === undefined) return 'holds';
      return found(exchange, {
        message: `The answer to ${verb} does not fit the documented structure: ${error.message}`,
        expected: `a body of schema ${name}`,
        received: shown(valueAt(body, error.path)),
        path: error.path,
      });
    },
  });

/** A patch of what is there; 201 says that there was nothing, which one exchange by itself cannot contradict (erratum 12). */
async function patched(trial: Trial): Promise<void> {
  const job = await trial.given.job();
  trial.expect.accepted(await trial.target.patch(job, { metadata: { labels: { app: 'x' } } }), [200]);
}

/** No other code of the 200s than those of the page. */
const onCodes = (verb: Verb): Requirement => {
  const codes = OPERATIONS[verb].statusCodes.filter((code) => code < 300);
  return requirement(`answers/${verb}-succeeds-with-a-documented-code`, {
    tests: [`${verb}.code.success`],
    check: verb === 'patch' ? patched : successes,
    everywhere(exchange) {
      if (exchange.verb !== verb || !succeeded(exchange) || (verb === 'patch' && exchange.status === 201))
        return undefined;
      return codes.includes(exchange.status ?? 0)
        ? 'holds'
        : found(exchange, {
            message: `A ${verb} succeeded with a code that its page does not have`,
            expected: codes.join(' or '),
            received: String(exchange.status),
            path: 'status',
          });
    },
  });
};

export const answers: readonly Requirement[] = [
  requirement('answers/are-json', {
    tests: ['answers.content-type'],
    check: successes,
    everywhere(exchange) {
      if (exchange.verb === undefined || !succeeded(exchange)) return undefined;
      return declaresJson(exchange)
        ? 'holds'
        : found(exchange, {
            message: 'An answer is not declared as JSON',
            expected: 'Content-Type application/json',
            received: header(exchange, 'content-type') ?? 'no Content-Type',
            path: 'header:content-type',
          });
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
      return body['kind'] === listKindOf(kind)
        ? 'holds'
        : found(exchange, {
            message: 'A list is of another kind',
            expected: listKindOf(kind),
            received: shown(body['kind']),
            path: '/kind',
          });
    },
  }),
  ...VERBS.map(onCodes),
  requirement('answers/have-a-body', {
    tests: ['answers.json'],
    check: successes,
    everywhere(exchange) {
      if (exchange.verb === undefined || !succeeded(exchange) || streams(exchange) || exchange.truncated === true)
        return undefined;
      return isObject(bodyOf(exchange))
        ? 'holds'
        : found(exchange, {
            message: 'A success has no JSON object as its body',
            expected: 'a JSON object',
            received: exchange.responseBody.slice(0, 200) || 'an empty body',
            path: '',
          });
    },
  }),
];

/** One line of a watch; the last one may be cut where the watcher left. */
function judgeEvent(
  line: string,
  last: boolean,
  kind: Kind,
  validate: (name: string, value: unknown) => { path: string; message: string }[],
): Omit<Finding, 'exchange'> | undefined {
  let event: Json;
  try {
    event = JSON.parse(line) as Json;
  } catch {
    return last
      ? undefined
      : { message: 'A line of the watch is no JSON', expected: 'one JSON object a line', received: line.slice(0, 200) };
  }
  const [error] = validate('watchevent', event);
  if (error !== undefined)
    return {
      message: `An event does not fit table 78: ${error.message}`,
      expected: 'an event {type, object}',
      received: shown(event),
      path: error.path,
    };
  const { type, object } = event as { type: string; object: Json };
  if (!['ADDED', 'MODIFIED', 'DELETED'].includes(type.toUpperCase())) return undefined;
  const [wrong] = validate(`${kind.singular}.received`, object);
  return (
    wrong && {
      message: `The object of an event does not fit its structure: ${wrong.message}`,
      expected: `a ${kind.kind}`,
      received: shown(valueAt(object, wrong.path)),
      path: `/object${wrong.path}`,
    }
  );
}
