import { PAGES, conventions, page, table } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

export const REPLACE_STATEMENTS: readonly Statement[] = [
  ...statements('replace', 'operation', page(PAGES.replace), {
    success: { text: 'A replace of an existing object by a valid body succeeds.', section: 'Function' },
    stores: {
      text: 'An accepted replace stores the updatable fields of the body, and touches no other object.',
      section: 'Function',
    },
    'answers-object': { text: 'A successful replace answers the object as it is stored then.', section: 'Response' },
    'accepts-what-was-read': {
      text: 'A body that was read, with its uid, selfLink, resourceVersion, creationTimestamp and status, is accepted.',
      section: 'Example request',
      errata: [10],
    },
    example: {
      text: "The body of the page's example, with the identity of a stored object, is accepted, and its change is stored.",
      section: 'Example request',
      errata: [10, 30],
    },
    full: {
      text: 'An updatable field, label or annotation that the body leaves out is gone afterwards.',
      section: 'Function',
    },
    immutable: {
      text: 'A replace changes none of the fields that the page does not list: it is refused, or they keep their values.',
      section: 'Function',
    },
    malformed: { text: 'A body that is no JSON object is refused and changes nothing.', section: 'Status codes' },
  }),
  ...statements('replace', 'general', page('Status codes', 'Client errors', 11), {
    invalid: 'A body that breaks a documented constraint is refused by a 4xx and changes nothing.',
    'spec-required': { text: 'A body without spec is refused.', source: table(154, 'spec') },
    missing: {
      text: 'A replace of an object that is not there is not found, or creates it with 201.',
      errata: [11, 12],
    },
    'missing.code': {
      text: 'A replace that finds nothing and does not create is answered with 404 NotFound.',
      source: table(77, 'NotFound', 11, 12),
    },
  }),
  ...statements('replace', 'conventions', conventions('Update'), {
    'name-mismatch': 'A body whose name is not that of the path is refused.',
    'name-required': 'A body without a name is refused.',
    'namespace-mismatch': 'A body whose namespace is not that of the path is refused.',
    'kind-mismatch': "A body of another kind than the path's is refused.",
    'api-version-mismatch': "A body of another group or version than the path's is refused.",
    'uid-mismatch': 'A body with the uid of another object is refused.',
    'media-type': {
      text: 'A body that is called neither JSON nor YAML is refused, or read as JSON.',
      section: 'Content types',
    },
    'no-effect': 'A replace by what is stored already changes nothing that the client wrote.',
    'dry-run': {
      text: 'A replace with dryRun=All answers as if it had replaced, and stores nothing.',
      level: 'SHOULD',
    },
  }),
];
