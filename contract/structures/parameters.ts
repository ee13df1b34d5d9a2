import type { FieldType } from '../types.ts';
import { API_STRUCTURES } from './api.ts';
import { BOOLEAN, INT32, INT64, STRING } from './build.ts';

/** A query parameter means what the member of DeleteOptions of its name does. */
function deleteOption(name: string): FieldType {
  const field = API_STRUCTURES.find((s) => s.name === 'DeleteOptions')?.fields.find((f) => f.name === name);
  if (field === undefined) throw new Error(`DeleteOptions has no ${name}`);
  return field.is.type === 'array' ? field.is.items : field.is;
}

/** The query parameters of the job pages: type and meaning. `OPERATIONS` has those of each operation. */
export const QUERY_PARAMETERS: Readonly<Record<string, { is: FieldType; text: string }>> = {
  pretty: { is: STRING, text: '`true` asks for indented output.' },
  fieldSelector: {
    is: STRING,
    text: 'Keeps the objects whose fields are as given, such as `metadata.name=a`; all by default.',
  },
  labelSelector: {
    is: STRING,
    text: 'Keeps the objects whose labels are as given, such as `app=test`; all by default.',
  },
  limit: {
    is: INT64,
    text: 'At most so many items in an answer; a server may not support it and answer all (erratum 14).',
  },
  continue: { is: STRING, text: 'The token of the page before, with the same query otherwise (erratum 15).' },
  resourceVersion: { is: STRING, text: 'For a watch, where it starts; for a list, how fresh the answer has to be.' },
  timeoutSeconds: { is: INT32, text: 'Bounds the duration of the call.' },
  watch: { is: BOOLEAN, text: 'Answers a stream of changes in place of a list.' },
  dryRun: { is: deleteOption('dryRun'), text: '`All`: goes through every stage and stores nothing.' },
  gracePeriodSeconds: {
    is: deleteOption('gracePeriodSeconds'),
    text: 'Time before the object is deleted; 0 is at once (erratum 19).',
  },
  orphanDependents: {
    is: deleteOption('orphanDependents'),
    text: 'Older form of propagationPolicy; not together with it.',
  },
  propagationPolicy: {
    is: deleteOption('propagationPolicy'),
    text: 'Whether and how dependent objects are deleted; not together with orphanDependents.',
  },
};
