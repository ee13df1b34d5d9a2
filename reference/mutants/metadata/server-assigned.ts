/** What the server alone sets: uid, times, selfLink, the mark of a deletion. */
import type { Json } from '../../../contract/json.ts';
import { KINDS } from '../../../contract/kinds.ts';
import { metadataOf, withMetadata } from '../../state/model.ts';
import { mutant, mutantOn, perKind, perVerb, type Mutant } from '../types.ts';
import { SERVER_SET, taking } from './client-values.ts';
import { showing, storing, UPDATES, WRITES } from './support.ts';

const onCreate = mutantOn('create');
const onRead = mutantOn('read');

const uidFor = (text: string): string => {
  const hex = Buffer.from(text.padEnd(32, text)).toString('hex').slice(-32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** A point in time that is this much later. */
const later = (time: Json | undefined, milliseconds: number): string =>
  new Date(Date.parse(String(time)) + milliseconds).toISOString().replace('.000', '');

export const SERVER_ASSIGNED: readonly Mutant[] = [
  mutant('objects-without-uid', 'metadata.uid.set', {
    text: 'Objects are shown without uid.',
    override: showing(() => ({ uid: undefined })),
  }),
  mutant('objects-without-resourceVersion', 'metadata.resource-version.set', {
    text: 'Objects are shown without resourceVersion.',
    override: showing(() => ({ resourceVersion: undefined })),
  }),
  mutant('objects-without-creationTimestamp', 'metadata.creation-timestamp.set', {
    text: 'Objects are shown without creationTimestamp.',
    override: showing(() => ({ creationTimestamp: undefined })),
  }),
  mutant('objects-without-generation', 'metadata.generation.set', {
    text: 'Objects are shown without generation.',
    override: showing(() => ({ generation: undefined })),
  }),
  ...perKind(KINDS, (kind) =>
    onCreate('uid-by-name', 'metadata.uid.unique', {
      text: `The uid of a ${kind.kind} is made of its name, and comes back with it.`,
      override: storing((metadata, current) =>
        current === undefined ? { uid: uidFor(String(metadata['name'])) } : {},
      ),
    }),
  ),
  onCreate('uid-the-same-for-all', 'metadata.uid.unique', {
    text: 'All objects have one uid.',
    override: () => ({ newUid: () => '01234567-89ab-4cde-8f01-23456789abcd' }),
  }),
  ...perVerb(UPDATES, (verb) =>
    mutant('gives-a-new-uid', 'metadata.uid.kept', {
      text: `A ${verb} gives the object a new uid.`,
      override: (base) => storing(() => ({ uid: base.newUid() }))(base),
    }),
  ),
  mutant('uid-another-in-lists', 'list.read-consistent', {
    text: 'Lists show another uid than reads.',
    verbs: ['list'],
    override: (base) => ({
      listedItem: (job) => withMetadata(base.listedItem(job), { uid: uidFor(String(metadataOf(job)['uid'])) }),
    }),
  }),
  mutant('created-in-local-time', 'metadata.creation-timestamp.set', {
    text: 'creationTimestamp has no time zone.',
    override: showing((metadata) => ({ creationTimestamp: String(metadata['creationTimestamp']).replace('Z', '') })),
  }),
  onCreate('created-in-1970', 'metadata.creation-timestamp.set', {
    text: 'creationTimestamp is that of an hour of 1970.',
    override: (base) => ({ timestamp: () => base.timestamp(3_600_000) }),
  }),
  mutant('created-as-a-number', 'metadata.creation-timestamp.set', {
    text: 'creationTimestamp is a number.',
    override: showing((metadata) => ({ creationTimestamp: Date.parse(String(metadata['creationTimestamp'])) })),
  }),
  ...perVerb(UPDATES, (verb) =>
    mutant('renews-creation', 'metadata.creation-timestamp.kept', {
      text: `A ${verb} moves creationTimestamp.`,
      override: storing((metadata) => ({ creationTimestamp: later(metadata['creationTimestamp'], 60_000) })),
    }),
  ),
  mutant('replace-with-a-null-date-renews-creation', 'metadata.creation-timestamp.kept', {
    text: 'A replace whose creationTimestamp is null sets it anew.',
    verbs: ['replace'],
    override: (base) => {
      let isNull = false;
      return {
        sentUid: (metadata) => {
          isNull = metadata['creationTimestamp'] === null;
          return base.sentUid(metadata);
        },
        lastingMetadata: (current) => {
          const lasting = base.lastingMetadata(current);
          return isNull ? { ...lasting, creationTimestamp: later(lasting['creationTimestamp'], 60_000) } : lasting;
        },
      };
    },
  }),
  onRead('creation-another-at-each-read', 'metadata.creation-timestamp.kept', {
    text: 'creationTimestamp is the time of the read.',
    override: (base) => {
      let reads = 0;
      return {
        readAnswer: (job) =>
          withMetadata(base.readAnswer(job), {
            creationTimestamp: later(metadataOf(job)['creationTimestamp'], 1000 * reads++),
          }),
      };
    },
  }),
  mutant('self-link-of-the-collection', 'metadata.self-link', {
    text: 'selfLink is the path of the collection.',
    override: (base) => ({ selfLink: (kind, namespace) => base.selfLink(kind, namespace) }),
  }),
  mutant('self-link-of-another-version', 'metadata.self-link', {
    text: 'selfLink has another version.',
    override: (base) => ({
      selfLink: (kind, namespace, name) => base.selfLink(kind, namespace, name)?.replace(`/${kind.version}/`, '/v2/'),
    }),
  }),
  onRead('marked-from-the-start', 'metadata.deletion-timestamp.absent', {
    text: 'Objects that nobody deletes show a deletionTimestamp.',
    override: showing((metadata) => ({
      deletionTimestamp: metadata['deletionTimestamp'] ?? metadata['creationTimestamp'],
    })),
  }),
  mutant('marked-without-a-time', 'metadata.deletion-timestamp', {
    text: 'An object that is being deleted shows no deletionTimestamp.',
    override: showing(() => ({ deletionTimestamp: undefined })),
  }),
  mutant('marked-with-false', 'metadata.deletion-timestamp', {
    text: 'The deletionTimestamp of an object that is being deleted is true.',
    override: showing((metadata) => (metadata['deletionTimestamp'] === undefined ? {} : { deletionTimestamp: true })),
  }),
  ...SERVER_SET.flatMap((key) =>
    perVerb(WRITES, (verb) =>
      mutant(`takes-the-clients-${key}`, `metadata.server-set.${verb}`, {
        text: `What a ${verb} sends for ${key} becomes the object's.`,
        override: taking(key, verb),
      }),
    ),
  ),
];
