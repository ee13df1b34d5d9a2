/** How a merge patch goes into an object. */
import { isObject, type Json, type JsonObject } from '../../../contract/json.ts';
import { metadataOf, objectAt, withMetadata } from '../../state/model.ts';
import { without } from '../helpers/places.ts';
import { mutant, mutantOn, type Mutant } from '../types.ts';
import { fails } from './both.ts';
import { isEmpty, isNew, joining, reading, removing, setting, skipping } from './merging.ts';

const onPatch = mutantOn('patch');
const encoder = new TextEncoder();

/** Members of the metadata that are no texts, so that an empty text for them would be refused. */
const COLLECTIONS = ['labels', 'annotations', 'finalizers'];

const twoMembers = (patch: Json): Json =>
  isObject(patch)
    ? Object.fromEntries(
        Object.entries(patch)
          .slice(0, 2)
          .map(([key, value]) => [key, twoMembers(value)]),
      )
    : patch;

/** A patch without the nulls that stand beside values. */
function unmixed(patch: Json): Json {
  if (!isObject(patch)) return patch;
  const mixed = Object.values(patch).some((value) => value !== null);
  return Object.fromEntries(
    Object.entries(patch)
      .filter(([, value]) => !(mixed && value === null))
      .map(([key, value]) => [key, unmixed(value)]),
  );
}

const MEMBERS: readonly Mutant[] = [
  mutant('patch-adds-nothing', 'merge-patch.add', {
    text: 'Members that the object does not have are not added.',
    override: skipping((member) => isNew(member) && !isObject(member.value)),
  }),
  mutant('patch-changes-nothing', 'merge-patch.change', {
    text: 'Members that the object has keep their values.',
    override: skipping((member) => !isNew(member) && !isObject(member.value) && member.value !== null),
  }),
  mutant('patch-ignores-null', 'merge-patch.null', {
    text: 'null removes nothing.',
    override: skipping(({ value }) => value === null),
  }),
  mutant('patch-removes-what-begins-alike', 'merge-patch.null', {
    text: 'null for a label removes each label whose key begins so.',
    override: (base) => ({
      mergePatch: (target, patch) => {
        const merged = base.mergePatch(target, patch);
        const sent = objectAt(metadataOf(patch), 'labels');
        const gone = Object.keys(sent).filter((key) => sent[key] === null);
        const left = Object.entries(objectAt(metadataOf(merged), 'labels')).filter(
          ([key]) => key in sent || !gone.some((one) => key.startsWith(one)),
        );
        return gone.length > 0 && isObject(merged)
          ? withMetadata(merged, { labels: Object.fromEntries(left) })
          : merged;
      },
    }),
  }),
  mutant('patch-empties-by-null', 'merge-patch.null', {
    text: 'A label set to null becomes the empty string.',
    override: setting(({ target, key, value }) => (value === null && typeof target[key] === 'string' ? '' : undefined)),
  }),
  mutant('patch-adds-empty-for-absent-null', 'merge-patch.null-absent', {
    text: 'null for a label that is not there adds an empty one.',
    override: setting((member) =>
      member.value === null && isNew(member) && !COLLECTIONS.includes(member.key) ? '' : undefined,
    ),
  }),
  mutant('patch-refuses-absent-null', 'merge-patch.null-absent', {
    text: 'null for a member that is not there is refused.',
    override: setting((member) => (member.value === null && isNew(member) ? fails() : undefined)),
  }),
  mutant('patch-replaces-labels', 'merge-patch.keeps', {
    text: 'Labels that a patch does not name are gone.',
    override: setting(({ key, value, merge }) => (key === 'labels' && value !== null ? merge({}, value) : undefined)),
  }),
  mutant('patch-replaces-annotations', 'merge-patch.keeps', {
    text: 'Annotations that a patch does not name are gone.',
    override: setting(({ key, value, merge }) =>
      key === 'annotations' && value !== null ? merge({}, value) : undefined,
    ),
  }),
  mutant('patch-drops-the-rest-of-the-spec', 'merge-patch.nested', {
    text: 'An object in the spec of a patch replaces the one that is there.',
    override: setting(({ target, key, value }) =>
      key === 'spec' && isObject(value) ? { ...objectAt(target, key), ...value } : undefined,
    ),
  }),
  mutant('patch-needs-its-targets', 'merge-patch.absent-target', {
    text: 'A label added to an object without annotations is lost: absent maps are not made.',
    override: skipping((member) => isObject(member.value) && isNew(member)),
  }),
  mutant('patch-keeps-nested-null', 'merge-patch.nested-null', {
    text: 'null in a map that the patch adds becomes an empty value.',
    override: setting((member) =>
      isObject(member.value) && isNew(member)
        ? Object.fromEntries(Object.entries(member.value).map(([key, value]) => [key, value ?? '']))
        : undefined,
    ),
  }),
  mutant('patch-joins-arrays', 'merge-patch.array', {
    text: 'An array is joined to the one that is there.',
    override: joining((stored, sent) => [...stored, ...sent.filter((item) => !stored.includes(item))]),
  }),
  mutant('patch-merges-arrays-by-place', 'merge-patch.array', {
    text: 'Items of an array are merged one by one.',
    override: joining((stored, sent) => [...sent, ...stored.slice(sent.length)]),
  }),
  mutant('patch-refuses-other-types', 'merge-patch.replaces-other-types', {
    text: 'A scalar over an object is ignored.',
    override: skipping(({ target, key, value }) => isObject(target[key]) && !isObject(value) && value !== null),
  }),
  mutant('patch-empty-object-clears', 'merge-patch.empty-object', {
    text: 'labels: {} removes the labels.',
    override: removing(({ value }) => isEmpty(value)),
  }),
];

const KEYS: readonly Mutant[] = [
  mutant('patch-reads-dots', 'merge-patch.keys', {
    text: 'A key with dots is a path.',
    override: reading(({ key, value }) => {
      const [first = '', ...rest] = key.split('.');
      return rest.length === 0 || first.includes('conformance') || key.includes('/')
        ? { key, value }
        : { key: first, value: rest.join('-') };
    }),
  }),
  mutant('patch-reads-tildes', 'merge-patch.keys', {
    text: '~1 in a key is a slash.',
    override: reading(({ key, value }) => ({ key: key.replaceAll('~1', '/').replaceAll('~0', '~'), value })),
  }),
  mutant('patch-cuts-prefixes', 'merge-patch.keys', {
    text: 'The prefix of a key is lost.',
    override: reading(({ key, value }) => ({
      key: key.includes('conformance') ? key : key.slice(key.lastIndexOf('/') + 1),
      value,
    })),
  }),
  mutant('patch-skips-keys-of-prototypes', 'merge-patch.keys', {
    text: 'Keys that every object of JavaScript has are skipped.',
    override: skipping(({ key }) => key in Object.prototype),
  }),
  mutant('patch-folds-keys', 'merge-patch.keys', {
    text: 'A key that is not there is the one that differs from it in case alone.',
    override: reading((member) => {
      const { target, key, value } = member;
      const folded = Object.keys(target).find((other) => other.toLowerCase() === key.toLowerCase());
      return { key: isNew(member) ? (folded ?? key) : key, value };
    }),
  }),
];

const WHOLE: readonly Mutant[] = [
  mutant('patch-empty-clears-labels', 'merge-patch.empty', {
    text: 'An empty patch removes the labels.',
    override: (base) => ({
      mergePatch: (target, patch) =>
        isEmpty(patch) && isObject(target)
          ? withMetadata(target, { labels: undefined })
          : base.mergePatch(target, patch),
    }),
  }),
  mutant('patch-empty-is-refused', 'merge-patch.empty', {
    text: 'An empty patch is refused.',
    override: (base) => ({
      isPatch: (patch: Json): patch is JsonObject => base.isPatch(patch) && !isEmpty(patch),
    }),
  }),
  mutant('patch-removes-or-adds', 'merge-patch.mixed', {
    text: 'A patch that adds and removes in one map does not remove.',
    override: (base) => ({ mergePatch: (target, patch) => base.mergePatch(target, unmixed(patch)) }),
  }),
  onPatch('patch-in-latin-1', 'merge-patch.unicode', {
    text: 'The body of a patch is read as Latin-1.',
    override: (base) => ({
      parseJson: (body) => base.parseJson(encoder.encode(Buffer.from(body).toString('latin1'))),
    }),
  }),
  onPatch('patch-without-pairs', 'merge-patch.unicode', {
    text: 'Characters beyond U+FFFF are lost.',
    override: (base) => ({
      parseJson: (body) =>
        base.parseJson(encoder.encode(new TextDecoder().decode(body).replaceAll(/[\u{10000}-\u{10FFFF}]/gu, '?'))),
    }),
  }),
  onPatch('patch-again-is-another', 'merge-patch.again', {
    text: 'A patch that comes a second time removes what it set.',
    override: (base) => ({
      mergePatch: (target, patch) => {
        const merged = base.mergePatch(target, patch);
        const again = JSON.stringify(merged) === JSON.stringify(target);
        return again && isObject(patch) && isObject(target)
          ? withMetadata(target, { annotations: undefined, labels: undefined })
          : merged;
      },
    }),
  }),
  ...['200', '500'].map((code) =>
    mutant(`patch-of-null-for-the-metadata-is-a-${code}`, code === '200' ? 'merge-patch.null' : 'patch.name-mismatch', {
      text:
        code === '200'
          ? 'null for the metadata in a patch is answered as done, and does nothing.'
          : 'null for the metadata in a patch makes the server fail.',
      override: (base) => ({
        mergePatch: (target, patch) => {
          if (!isObject(patch) || patch['metadata'] !== null) return base.mergePatch(target, patch);
          if (code === '500') throw new Error('no metadata');
          return base.mergePatch(target, without(patch, 'metadata'));
        },
      }),
    }),
  ),
  mutant('patch-knows-directives', 'metadata.labels.valid', {
    text: 'A member $patch in a patch of labels is a directive of a strategic merge patch.',
    verbs: ['patch'],
    override: (base) => ({
      mergePatch: (target, patch) => {
        const { $patch: directive, ...labels } = objectAt(objectAt(patch, 'metadata'), 'labels');
        if (directive === undefined || !isObject(patch) || !isObject(target)) return base.mergePatch(target, patch);
        return base.mergePatch(withMetadata(target, { labels: undefined }), withMetadata(patch, { labels }));
      },
    }),
  }),
  mutant('patch-forgets-the-third-member', 'merge-patch.rfc7386', {
    text: 'Of an object in a patch the members after the second are ignored.',
    override: (base) => ({ mergePatch: (target, patch) => base.mergePatch(target, twoMembers(patch)) }),
  }),
];

export const MERGE: readonly Mutant[] = [...MEMBERS, ...KEYS, ...WHOLE];
