import { conventions, page, rfc, table } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

const row = (section: string, ...errata: number[]) => table(10, section, ...errata);

export const METADATA_STATEMENTS: readonly Statement[] = [
  ...statements('general', row('ObjectMeta'), {
    'metadata.name.required': {
      text: 'An object has a name, or a generateName that becomes one; a body with neither is refused.',
      source: row('name', 20),
    },
    'metadata.name.pattern': {
      text: 'A create under a name of other characters than lower-case letters, digits and inner hyphens is refused.',
      source: row('name'),
    },
    'metadata.name.length': { text: 'A name of 63 characters is accepted, a longer one refused.', source: row('name') },
    'metadata.name.scope': {
      text: 'A name is unique for its kind within its namespace: other kinds and other namespaces may use it too.',
      source: row('name', 29),
    },
    'metadata.name.immutable': { text: 'An object keeps its name.', source: row('name') },
    'metadata.namespace.immutable': { text: 'An object keeps its namespace.', source: row('namespace') },
    'metadata.generate-name': {
      text: "A generateName is completed by the server: the name begins with it, obeys the rules of names and is nobody else's.",
      source: row('generateName', 26),
    },
    'metadata.generate-name.only-without-name': {
      text: 'generateName does not count where a name is given.',
      source: row('generateName'),
    },
    'metadata.generate-name.kept': {
      text: 'A generateName that is stored stays, whatever is updated.',
      source: row('generateName'),
    },
    'metadata.generate-name.dash': {
      text: 'A generateName that ends in a hyphen is accepted.',
      source: row('generateName', 26),
    },
    'metadata.generate-name.long': {
      text: 'A generateName longer than a name can be is cut or refused; the name that comes out obeys the rules.',
      source: row('generateName', 26),
    },
    'metadata.generate-name.clash': {
      text: 'A generated name that is taken is no 409, but asks the client to try again.',
      source: row('generateName'),
      untestable: "a client cannot make the server's random suffixes collide",
    },
    'metadata.uid.set': { text: 'An object has a uid.', source: row('uid') },
    'metadata.uid.unique': {
      text: 'No two objects have the same uid: not of two kinds, not of two namespaces, not one after the other under one name.',
      source: row('uid'),
    },
    'metadata.uid.kept': { text: 'An object keeps its uid through every write.', source: row('uid') },
    'metadata.resource-version.set': {
      text: 'An object has a non-empty resourceVersion, a string.',
      source: row('resourceVersion'),
    },
    'metadata.resource-version.opaque': {
      text: 'Clients neither interpret resourceVersions nor compare them but for equality.',
      source: row('resourceVersion'),
      untestable: 'it binds clients, not servers',
    },
    'metadata.creation-timestamp.set': {
      text: "An object has a creationTimestamp, in RFC 3339 and UTC, from about the time of its create by the server's own clock.",
      source: row('creationTimestamp', 16),
    },
    'metadata.creation-timestamp.kept': {
      text: 'An object keeps its creationTimestamp.',
      source: row('creationTimestamp'),
    },
    'metadata.generation.set': { text: 'An object has a generation, an integer.', source: row('generation') },
    'metadata.self-link': {
      text: "The selfLink of an object, where it is given, is the object's path.",
      source: row('selfLink'),
    },
    'metadata.deletion-timestamp': {
      text: 'deletionTimestamp is set by the server, when a deletion is asked for and the object stays for a while.',
      source: row('deletionTimestamp'),
    },
    'metadata.deletion-timestamp.absent': {
      text: 'An object whose deletion nobody asked for has no deletionTimestamp.',
      source: row('deletionTimestamp'),
    },
    'metadata.server-set.create': {
      text: "What a create sends for uid, selfLink, resourceVersion, creationTimestamp, generation or deletionTimestamp never becomes the object's.",
      source: row('uid, selfLink, resourceVersion, creationTimestamp', 10),
    },
    'metadata.server-set.replace': {
      text: "What a replace sends for them never becomes the object's.",
      source: row('uid, selfLink, resourceVersion, creationTimestamp', 10),
    },
    'metadata.server-set.patch': {
      text: "What a patch sends for them never becomes the object's.",
      source: row('uid, selfLink, resourceVersion, creationTimestamp', 10),
    },
    'metadata.labels': {
      text: 'Labels are a map of strings and are stored as sent: prefixed keys and empty values too.',
      source: row('labels'),
    },
    'metadata.annotations': {
      text: 'Annotations are a map of strings and are stored as sent, whatever text they hold.',
      source: row('annotations', 25),
    },
    'metadata.annotations.preserved': {
      text: 'Annotations are preserved when other fields are changed.',
      source: row('annotations'),
    },
    'metadata.owner-references': { text: 'ownerReferences are stored as sent.', source: table(14) },
    'metadata.finalizers': { text: 'finalizers are stored as sent.', source: row('finalizers') },
    'metadata.timestamps': {
      text: 'Every time is in RFC 3339, with or without fractions of a second.',
      source: rfc(3339, '5.6', 16),
    },
    'metadata.managed-annotations': {
      text: 'The service gives some annotations a meaning for its pods.',
      source: table(11),
      untestable: 'their effect is on pods; that they are stored is metadata.annotations',
    },
  }),
  ...statements('conventions', conventions('Metadata'), {
    'metadata.generation.starts': { text: 'A new object has generation 1.', section: 'metadata.generation' },
    'metadata.generation.moves': {
      text: 'generation goes up when the spec changes, and never down.',
      section: 'metadata.generation',
    },
    'metadata.generation.alike': {
      text: 'Changes of the spec alone raise generation, or every write does, whichever part of the metadata it changes.',
      section: 'metadata.generation',
    },
    'metadata.resource-version.moves': {
      text: 'resourceVersion changes whenever the object changes.',
      section: 'Concurrency control',
    },
    'metadata.resource-version.one-state': {
      text: 'One resourceVersion of an object is one state of it.',
      section: 'Concurrency control',
    },
    'metadata.labels.valid': {
      text: 'A label key or value that breaks the syntax of labels is refused, on create, replace and patch.',
      section: 'Labels',
    },
    'metadata.annotations.valid': {
      text: 'An annotation key that breaks the syntax of keys is refused, on create, replace and patch.',
      section: 'Annotations',
    },
    'metadata.finalizers.valid': {
      text: 'A finalizer that is no qualified name is refused, on create, replace and patch.',
      section: 'Finalizers',
    },
    'metadata.annotations.size': {
      text: 'Annotations of more than 256 KiB in all are refused.',
      section: 'Annotations',
      level: 'SHOULD',
    },
  }),
  ...statements('general', page('Data structures', 'namespace'), {
    'isolation.namespaces': 'What happens in one namespace does not show in another, even under the same names.',
    'isolation.kinds': 'What happens to one kind does not show in another, even under the same names.',
    'isolation.names': 'What happens to one object does not touch an object whose name begins alike.',
  }),
];
