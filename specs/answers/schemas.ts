/** The body of every success of the run has the documented structure. */
import { nameFor } from '../../contract/kinds.ts';
import { successBody } from '../../contract/operations.ts';
import { isObject, parseJson, type Json } from '../../contract/json.ts';
import type { Kind, Verb } from '../../contract/types.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Schemas } from '../../harness/model/schemas.ts';
import { answerSchemas } from '../../generators/schemas/answers.ts';
import { valueAt } from '../../contract/pointer.ts';
import { bodyOf } from '../support/bodies.ts';
import { found, misfit, shown, streams, succeeded } from '../support/exchanges.ts';
import { requirement } from '../support/requirement.ts';
import { successes } from '../support/successes.ts';

/** The one of several schemas that the body has to fit: a Status that of a Status, where one may stand there. */
function schemaFor(schemas: readonly string[], body: Json | undefined): string | undefined {
  const isStatus = isObject(body) && body['kind'] === 'Status';
  return schemas.find((schema) => (schema === 'status') === isStatus) ?? schemas[0];
}

/** All answers show the same objects: what is wrong with those of a create is the first to be told. */
const FIRST = 'answers/create-fits-its-schema';

const fitsItsSchema = (id: string, verb: Verb): Requirement =>
  requirement(id, {
    tests: [`${verb}.schema`],
    needs: id === FIRST ? [] : [FIRST],
    check: (trial) => successes(trial, [verb]),
    everywhere(exchange, kind, schemas) {
      if (exchange.verb !== verb || !succeeded(exchange) || exchange.truncated === true) return undefined;
      const body = bodyOf(exchange);
      const schema = schemaFor(answerSchemas(kind, successBody(verb, exchange.status)), body);
      if (schema === undefined) return undefined;
      if (body === undefined)
        return found(exchange, {
          message: `The answer to ${verb} is no JSON`,
          expected: 'a JSON object',
          received: exchange.responseBody.slice(0, 200) || 'an empty body',
          path: '',
        });
      const [error] = schemas.validate(schema, body);
      if (error === undefined) return 'holds';
      return found(exchange, {
        message: misfit(`The answer to ${verb} does not fit the documented structure`, error.path, error.message),
        expected: `a value that ${error.message}`,
        received: shown(valueAt(body, error.path)),
        path: error.path,
      });
    },
  });

/** One line of a watch; the last one may be cut where the watcher left. */
function judgeEvent(
  line: string,
  isLast: boolean,
  kind: Kind,
  schemas: Schemas,
): Omit<Finding, 'exchange'> | undefined {
  const event = parseJson(line);
  if (event === undefined)
    return isLast
      ? undefined
      : { message: 'A line of the watch is no JSON', expected: 'one JSON object a line', received: line.slice(0, 200) };
  const [error] = schemas.validate('watchevent', event);
  if (error !== undefined || !isObject(event))
    return {
      message: misfit('An event does not fit table 78', error?.path ?? '', error?.message ?? 'must be object'),
      expected: 'an event {type, object}',
      received: shown(event),
      path: error?.path ?? '',
    };
  const { type, object = null } = event;
  if (!['ADDED', 'MODIFIED', 'DELETED'].includes(String(type).toUpperCase())) return undefined;
  const [wrong] = schemas.validate(`${nameFor(kind, kind.singular)}.received`, object);
  return (
    wrong && {
      message: misfit('The object of an event does not fit its structure', wrong.path, wrong.message),
      expected: `a value that ${wrong.message}`,
      received: shown(valueAt(object, wrong.path)),
      path: `/object${wrong.path}`,
    }
  );
}

const watchFitsItsSchema = requirement('answers/watch-fits-its-schema', {
  tests: ['watch.schema'],
  needs: [FIRST],
  check: (trial) => successes(trial, ['watch']),
  everywhere(exchange, kind, schemas) {
    if (!streams(exchange) || exchange.truncated === true) return undefined;
    const lines = exchange.responseBody.split('\n').filter((line) => line.trim() !== '');
    if (lines.length === 0) return undefined;
    for (const [i, line] of lines.entries()) {
      const finding = judgeEvent(line, i === lines.length - 1, kind, schemas);
      if (finding !== undefined) return found(exchange, finding);
    }
    return 'holds';
  },
});

export const schemas: readonly Requirement[] = [
  fitsItsSchema('answers/create-fits-its-schema', 'create'),
  fitsItsSchema('answers/read-fits-its-schema', 'read'),
  fitsItsSchema('answers/list-fits-its-schema', 'list'),
  fitsItsSchema('answers/replace-fits-its-schema', 'replace'),
  fitsItsSchema('answers/patch-fits-its-schema', 'patch'),
  fitsItsSchema('answers/delete-fits-its-schema', 'delete'),
  fitsItsSchema('answers/deletecollection-fits-its-schema', 'deletecollection'),
  watchFitsItsSchema,
];
