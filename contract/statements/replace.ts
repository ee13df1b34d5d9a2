import { PAGES, conventions, page, table } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

export const REPLACE_STATEMENTS: readonly Statement[] = [
  ...statements('operation', page(PAGES.replace), {
    'replace.success': { text: 'A replace of an existing object by a valid body succeeds.', section: 'Function' },
    'replace.stores': {
      text: 'An accepted replace stores the updatable fields of the body, and touches no other object.',
      section: 'Function',
    },
    'replace.answers-object': {
      text: 'A successful replace answers the object as it is stored then.',
      section: 'Response',
    },
    'replace.accepts-what-was-read': {
      text: 'A body that was read, with its uid, selfLink, resourceVersion, creationTimestamp and status, is accepted.',
      section: 'Example request',
      errata: [10],
    },
    'replace.example': {
      text: "The body of the page's example, with the identity of a stored object, is accepted, and its change is stored.",
      section: 'Example request',
      errata: [10, 30],
    },
    'replace.full': {
      text: 'An updatable field, label or annotation that the body leaves out is gone afterwards.',
      section: 'Function',
    },
    'replace.immutable': {
      text: 'A replace changes none of the fields that the page does not list: it is refused, or they keep their values.',
      section: 'Function',
    },
    'replace.malformed': {
      text: 'A body that is no JSON object is refused and changes nothing.',
      section: 'Status codes',
    },
  }),
  ...statements('general', page('Status codes', 'Client errors', 11), {
    'replace.invalid': 'A body that breaks a documented constraint is refused by a 4xx and changes nothing.',
    'replace.spec-required': { text: 'A body without spec is refused.', source: table(154, 'spec') },
    'replace.missing': {
      text: 'A replace of an object that is not there is not found, or creates it with 201.',
      errata: [11, 12],
    },
    'replace.missing.code': {
      text: 'A replace that finds nothing and does not create is answered with 404 NotFound.',
      source: table(77, 'NotFound', 11, 12),
    },
  }),
  ...statements('conventions', conventions('Update'), {
    'replace.name-mismatch': 'A body whose name is not that of the path is refused.',
    'replace.name-required': 'A body without a name is refused.',
    'replace.namespace-mismatch': 'A body whose namespace is not that of the path is refused.',
    'replace.kind-mismatch': "A body of another kind than the path's is refused.",
    'replace.api-version-mismatch': "A body of another group or version than the path's is refused.",
    'replace.uid-mismatch': 'A body with the uid of another object is refused.',
    'replace.media-type': {
      text: 'A body that is called neither JSON nor YAML is refused, or read as JSON.',
      section: 'Content types',
    },
    'replace.no-effect': 'A replace by what is stored already changes nothing that the client wrote.',
    'replace.dry-run': {
      text: 'A replace with dryRun=All answers as if it had replaced, and stores nothing.',
      level: 'SHOULD',
    },
  }),
];
