/** What holds of the body of every success of the run, whatever check caused it. */
import { hasBody, listKindOf } from '../../contract/operations.ts';
import { isObject } from '../../contract/json.ts';
import { header } from '../../harness/model/exchange.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { bodyOf } from '../support/bodies.ts';
import { declaresJson, found, shown, streams, succeeded } from '../support/exchanges.ts';
import { requirement } from '../support/requirement.ts';
import { successes } from '../support/successes.ts';

export const bodies: readonly Requirement[] = [
  requirement('answers/are-json', {
    tests: ['answers.content-type'],
    check: (trial) => successes(trial),
    everywhere(exchange) {
      if (exchange.verb === undefined || !succeeded(exchange) || !hasBody(exchange.verb, exchange.status))
        return undefined;
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
  requirement('answers/have-a-body', {
    tests: ['answers.json'],
    check: (trial) => successes(trial),
    everywhere(exchange) {
      if (exchange.verb === undefined || !succeeded(exchange) || !hasBody(exchange.verb, exchange.status))
        return undefined;
      if (streams(exchange) || exchange.truncated === true) return undefined;
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
  requirement('answers/name-the-right-list-kind', {
    tests: ['list.shape'],
    check: (trial) => successes(trial, ['list']),
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
];
