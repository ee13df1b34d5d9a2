import { PAGES, conventions, page, table } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

export const CREATE_STATEMENTS: readonly Statement[] = [
  ...statements('operation', page(PAGES.create), {
    'create.success': { text: 'A create with a valid body succeeds.', section: 'Function' },
    'create.accepts': {
      text: "The request of the page's example is accepted, under any valid name.",
      section: 'Example request',
    },
    'create.stores': {
      text: 'An accepted create stores the object: it can be read at the path of its name, and it is listed.',
      section: 'Function',
    },
    'create.answers-object': {
      text: 'A successful create answers the object it made, as it is stored.',
      section: 'Response',
    },
    'create.round-trip': {
      text: 'Every documented field that the service supports is stored with the value that was sent.',
      section: 'Request',
      errata: [17, 18, 35],
    },
    'create.example-answer': {
      text: 'The answer to the example request holds what was sent, and a namespace, uid, resourceVersion, generation and creationTimestamp.',
      section: 'Example response',
      errata: [21],
    },
    'create.ps-spellings': {
      text: 'A TFJob may name its parameter servers PS or Ps.',
      section: 'Example request',
      errata: [4],
    },
    'create.job-mode': { text: 'jobMode of an MXJob is accepted and stored.', section: 'Example request', errata: [6] },
    'create.restart-policy-places': {
      text: 'restartPolicy is accepted on the replica and in its pod template.',
      section: 'Example request',
      errata: [18],
    },
    'create.replicas-are-maps': {
      text: 'The replica specs are a map of replica type to ReplicaSpec, not an array.',
      section: 'Example request',
      errata: [2, 3],
    },
    'create.api-version': {
      text: 'apiVersion is the group, a slash and the version.',
      section: 'Example request',
      errata: [5],
    },
    'create.quantities': {
      text: 'An amount of a resource may be a string or a number, and what is stored equals it as a quantity.',
      section: 'Example request',
      errata: [17, 33],
    },
    'create.malformed': {
      text: 'A body that is no JSON object is refused and stores nothing.',
      section: 'Status codes',
    },
    'create.only-that': { text: 'A create makes one object and changes no other.', section: 'Function' },
  }),
  ...statements('general', table(10, 'name', 11, 29), {
    'create.taken-name':
      'A create under a name that an object of the kind has in the namespace is refused, and that object stays as it was.',
    'create.taken-name.code': {
      text: 'A taken name is answered with 409 AlreadyExists.',
      source: table(77, 'AlreadyExists', 11),
    },
    'create.invalid': {
      text: 'A body that breaks a documented constraint is refused by a 4xx and stores nothing, while its twin that keeps it is accepted.',
      source: page('Status codes', 'Client errors', 11),
    },
  }),
  ...statements('conventions', conventions('Create'), {
    'create.namespace': 'A body without a namespace gets the namespace of the path.',
    'create.namespace-mismatch':
      'A body whose namespace is not that of the path is refused and stores nothing in either.',
    'create.kind-mismatch': "A body of another kind than the path's is refused.",
    'create.kind-required': 'A body without kind is refused.',
    'create.api-version-mismatch': "A body of another group or version than the path's is refused.",
    'create.api-version-required': 'A body without apiVersion is refused.',
    'create.spec-required': { text: 'A body without spec is refused.', source: table(154, 'spec'), layer: 'general' },
    'create.mistyped-metadata': 'Metadata of the wrong type, such as a label that is a number, is refused.',
    'create.unknown-namespace': 'A create in a namespace that does not exist is refused.',
    'create.read-your-write': 'What an accepted create made is visible to every later read and list.',
    'create.media-type': {
      text: 'A body that is called neither JSON nor YAML is refused, or read as JSON.',
      section: 'Content types',
    },
    'create.media-type.parameters': {
      text: 'Content-Type application/json may carry parameters.',
      section: 'Content types',
    },
    'create.dry-run': {
      text: 'A create with dryRun=All answers as if it had created, and stores nothing.',
      level: 'SHOULD',
    },
  }),
];
