import { PAGES, conventions, page, table } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

export const CREATE_STATEMENTS: readonly Statement[] = [
  ...statements('create', 'operation', page(PAGES.create), {
    success: { text: 'A create with a valid body succeeds.', section: 'Function' },
    accepts: {
      text: "The request of the page's example is accepted, under any valid name.",
      section: 'Example request',
    },
    stores: {
      text: 'An accepted create stores the object: it can be read at the path of its name, and it is listed.',
      section: 'Function',
    },
    'answers-object': { text: 'A successful create answers the object it made, as it is stored.', section: 'Response' },
    'round-trip': {
      text: 'Every documented field that the service supports is stored with the value that was sent.',
      section: 'Request',
      errata: [17, 18, 35],
    },
    'example-answer': {
      text: 'The answer to the example request holds what was sent, and a namespace, uid, resourceVersion, generation and creationTimestamp.',
      section: 'Example response',
      errata: [21],
    },
    'ps-spellings': {
      text: 'A TFJob may name its parameter servers PS or Ps.',
      section: 'Example request',
      errata: [4],
    },
    'job-mode': { text: 'jobMode of an MXJob is accepted and stored.', section: 'Example request', errata: [6] },
    'restart-policy-places': {
      text: 'restartPolicy is accepted on the replica and in its pod template.',
      section: 'Example request',
      errata: [18],
    },
    'replicas-are-maps': {
      text: 'The replica specs are a map of replica type to ReplicaSpec, not an array.',
      section: 'Example request',
      errata: [2, 3],
    },
    'api-version': {
      text: 'apiVersion is the group, a slash and the version.',
      section: 'Example request',
      errata: [5],
    },
    quantities: {
      text: 'An amount of a resource may be a string or a number, and what is stored equals it as a quantity.',
      section: 'Example request',
      errata: [17, 33],
    },
    malformed: { text: 'A body that is no JSON object is refused and stores nothing.', section: 'Status codes' },
    'only-that': { text: 'A create makes one object and changes no other.', section: 'Function' },
  }),
  ...statements('create', 'general', table(10, 'name', 11, 29), {
    'taken-name':
      'A create under a name that an object of the kind has in the namespace is refused, and that object stays as it was.',
    'taken-name.code': {
      text: 'A taken name is answered with 409 AlreadyExists.',
      source: table(77, 'AlreadyExists', 11),
    },
    invalid: {
      text: 'A body that breaks a documented constraint is refused by a 4xx and stores nothing, while its twin that keeps it is accepted.',
      source: page('Status codes', 'Client errors', 11),
    },
  }),
  ...statements('create', 'conventions', conventions('Create'), {
    namespace: 'A body without a namespace gets the namespace of the path.',
    'namespace-mismatch': 'A body whose namespace is not that of the path is refused and stores nothing in either.',
    'kind-mismatch': "A body of another kind than the path's is refused.",
    'kind-required': 'A body without kind is refused.',
    'api-version-mismatch': "A body of another group or version than the path's is refused.",
    'api-version-required': 'A body without apiVersion is refused.',
    'spec-required': { text: 'A body without spec is refused.', source: table(154, 'spec'), layer: 'general' },
    'mistyped-metadata': 'Metadata of the wrong type, such as a label that is a number, is refused.',
    'unknown-namespace': 'A create in a namespace that does not exist is refused.',
    'read-your-write': 'What an accepted create made is visible to every later read and list.',
    'media-type': {
      text: 'A body that is called neither JSON nor YAML is refused, or read as JSON.',
      section: 'Content types',
    },
    'media-type.parameters': { text: 'Content-Type application/json may carry parameters.', section: 'Content types' },
    'dry-run': { text: 'A create with dryRun=All answers as if it had created, and stores nothing.', level: 'SHOULD' },
  }),
];
