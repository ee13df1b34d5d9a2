import { nameFor } from '../../contract/kinds.ts';
import type { AnswerBody, Kind } from '../../contract/types.ts';

/**
 * The names of the schemas that the body of an answer may fit: several where it may be one thing or another, none where
 * there is no body.
 */
export function answerSchemas(kind: Kind, body: AnswerBody): string[] {
  const job = `${nameFor(kind, kind.singular)}.received`;
  const list = `${nameFor(kind, kind.singular)}.list`;
  const SCHEMAS: Readonly<Record<AnswerBody, string[]>> = {
    object: [job],
    list: [list],
    status: ['status'],
    'object-or-status': ['status', job],
    'list-or-status': [list, 'status'],
    events: ['watchevent'],
    none: [],
  };
  return SCHEMAS[body];
}
