/** Labels, annotations, finalizers and owners. */
import { isObject, parseJson, type Json, type JsonObject } from '../../../contract/json.ts';
import { equal, metadataOf, objectAt, withMetadata } from '../../state/model.ts';
import { inMember } from '../helpers/places.ts';
import { mutant, perVerb, type Mutant, type Override } from '../types.ts';
import { storing, UPDATES, WRITES } from './support.ts';

type Entry = [key: string, value: Json];

/** The labels or annotations that a client sends are stored with changes. */
const inMap =
  (key: 'labels' | 'annotations', change: (entries: Entry[]) => Entry[]): Override =>
  (base) => ({
    clientMetadata: (sent) =>
      inMember(base.clientMetadata(sent), key, (map) => Object.fromEntries(change(Object.entries(map)))),
  });

const inValues = (key: 'labels' | 'annotations', change: (value: string) => string): Override =>
  inMap(key, (entries) => entries.map(([name, value]) => [name, change(String(value))]));

/** Labels are accepted although they break this part of their syntax. */
const acceptingLabels =
  (part: 'label key' | 'label value'): Override =>
  (base) => ({
    labelCauses: (metadata) => base.labelCauses(metadata).filter(({ message }) => !message.includes(part)),
  });

const asYamlReads = (value: string): string =>
  /^(yes|on|y)$/i.test(value) ? 'true' : /^(no|off|n)$/i.test(value) ? 'false' : value;

const unbounded: Override = (base) => ({
  annotationCauses: (metadata) =>
    base.annotationCauses(metadata).filter(({ reason }) => reason !== 'FieldValueTooLong'),
});

/** A member that an object loses when it is written for the second time. */
const atTheSecond =
  (member: string): Override =>
  (base) => {
    const written = new Set<Json | undefined>();
    return storing(({ uid }) => {
      const isSecond = written.has(uid);
      written.add(uid);
      return isSecond ? { [member]: undefined } : {};
    })(base);
  };

export const MAPS_AND_LISTS: readonly Mutant[] = [
  mutant('labels-of-kubernetes-are-lost', 'metadata.labels', {
    text: 'Labels with a prefix that ends in kubernetes.io are dropped.',
    override: inMap('labels', (labels) => labels.filter(([key]) => !/(^|\.)kubernetes\.io\//.test(key))),
  }),
  mutant('labels-with-prefix-are-lost', 'metadata.labels', {
    text: 'Labels with a prefix are dropped.',
    override: inMap('labels', (labels) => labels.filter(([key]) => !key.includes('/') || key.includes('conformance'))),
  }),
  mutant('empty-labels-are-lost', 'metadata.labels', {
    text: 'Labels whose value is empty are dropped.',
    override: inMap('labels', (labels) => labels.filter(([, value]) => value !== '')),
  }),
  mutant('labels-in-lower-case', 'metadata.labels', {
    text: 'Values of labels lose their upper case.',
    override: inValues('labels', (value) => value.toLowerCase()),
  }),
  mutant('labels-as-yaml-reads-them', 'metadata.labels', {
    text: 'Labels that YAML takes for truth values become true or false.',
    override: inValues('labels', asYamlReads),
  }),
  mutant('annotations-as-yaml-reads-them', 'metadata.annotations', {
    text: 'Annotations that YAML takes for truth values become true or false.',
    override: inValues('annotations', asYamlReads),
  }),
  mutant('annotations-written-anew-where-they-are-json', 'metadata.annotations', {
    text: 'Annotations that hold JSON are read and written anew.',
    override: inValues('annotations', (value) => {
      const read = /^[[{]/.test(value) ? parseJson(value) : undefined;
      return read === undefined ? value : JSON.stringify(read);
    }),
  }),
  mutant('annotations-trimmed', 'metadata.annotations', {
    text: 'Annotations lose the white space around them.',
    override: inValues('annotations', (value) => value.trim()),
  }),
  mutant('annotations-in-ascii', 'metadata.annotations', {
    text: 'Annotations lose what is no ASCII.',
    override: inValues('annotations', (value) =>
      [...value].map((character) => ((character.codePointAt(0) ?? 0) > 126 ? '?' : character)).join(''),
    ),
  }),
  mutant('annotations-cut', 'metadata.annotations', {
    text: 'Annotations are cut at 255 characters.',
    override: inValues('annotations', (value) => value.slice(0, 255)),
  }),
  ...perVerb(UPDATES, (verb) =>
    mutant('of-other-fields-loses-annotations', 'metadata.annotations.preserved', {
      text: `A ${verb} that changes the spec drops the annotations.`,
      override: (base) => ({
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer);
          return current === undefined || equal(current['spec'], job['spec'])
            ? stored
            : withMetadata(stored, { annotations: undefined });
        },
      }),
    }),
  ),
  mutant('second-replace-loses-owners', 'metadata.owner-references', {
    text: 'The second replace of an object loses its ownerReferences.',
    verbs: ['replace'],
    override: atTheSecond('ownerReferences'),
  }),
  mutant('owners-of-one-name-are-one', 'metadata.owner-references', {
    text: 'Of two ownerReferences with one name the second is stored.',
    override: storing(({ ownerReferences: owners }) =>
      Array.isArray(owners)
        ? {
            ownerReferences: [
              ...new Map(owners.map((owner) => [isObject(owner) ? owner['name'] : owner, owner])).values(),
            ],
          }
        : {},
    ),
  }),
  mutant('patch-of-labels-takes-uids-of-owners', 'metadata.owner-references', {
    text: 'A patch that changes labels empties the uids of ownerReferences.',
    verbs: ['patch'],
    override: (base) => ({
      asStored: (job, current, writer) => {
        const stored = base.asStored(job, current, writer);
        const { labels, ownerReferences } = metadataOf(stored);
        return equal(labels, metadataOf(current)['labels']) || !Array.isArray(ownerReferences)
          ? stored
          : withMetadata(stored, {
              ownerReferences: ownerReferences.map((owner) => ({ ...objectAt({ owner }, 'owner'), uid: '' })),
            });
      },
    }),
  }),
  mutant('owners-lose-their-uid', 'metadata.owner-references', {
    text: 'ownerReferences lose their uid.',
    override: storing((metadata) =>
      Array.isArray(metadata['ownerReferences'])
        ? {
            ownerReferences: metadata['ownerReferences'].map((owner) =>
              isObject(owner) ? { ...owner, uid: '' } : owner,
            ),
          }
        : {},
    ),
  }),
  ...perVerb(UPDATES, (verb) =>
    mutant('drops-what-is-false-of-owners', 'metadata.owner-references', {
      text: `A ${verb} drops the members of ownerReferences that are false.`,
      override: storing(({ ownerReferences }) =>
        Array.isArray(ownerReferences)
          ? {
              ownerReferences: ownerReferences.map((owner) =>
                Object.fromEntries(Object.entries(owner ?? {}).filter(([, value]) => value !== false)),
              ),
            }
          : {},
      ),
    }),
  ),
  mutant('patch-merges-owners-by-uid', 'metadata.owner-references', {
    text: 'A patch of ownerReferences keeps those of other uids.',
    verbs: ['patch'],
    override: (base) => ({
      mergePatch: (target, patch) => {
        const [stored, sent] = [target, patch].map((one) => metadataOf(one)['ownerReferences']);
        const merged = base.mergePatch(target, patch);
        if (!Array.isArray(stored) || !Array.isArray(sent) || !isObject(merged)) return merged;
        const others = stored.filter(
          (old) => !sent.some((one) => isObject(one) && isObject(old) && one['uid'] === old['uid']),
        );
        return withMetadata(merged, { ownerReferences: [...others, ...sent] });
      },
    }),
  }),
  mutant('patch-keeps-owners-that-it-nulls', 'metadata.owner-references', {
    text: 'A patch of ownerReferences to null changes nothing.',
    verbs: ['patch'],
    override: storing(({ ownerReferences }, current) =>
      ownerReferences === undefined && current !== undefined ? { ownerReferences: current['ownerReferences'] } : {},
    ),
  }),
  mutant('patch-keeps-owners-that-it-empties', 'metadata.owner-references', {
    text: 'A patch of ownerReferences to an empty array changes nothing.',
    verbs: ['patch'],
    override: (base) => ({
      mergePatch: (target, patch) => {
        const sent = metadataOf(patch)['ownerReferences'];
        return base.mergePatch(
          target,
          Array.isArray(sent) && sent.length === 0
            ? withMetadata(patch as JsonObject, { ownerReferences: undefined })
            : patch,
        );
      },
    }),
  }),
  mutant('replace-keeps-owners-that-it-leaves-out', 'metadata.owner-references', {
    text: 'A replace without ownerReferences keeps those that are there.',
    verbs: ['replace'],
    override: storing(({ ownerReferences }, current) =>
      ownerReferences === undefined ? { ownerReferences: current?.['ownerReferences'] } : {},
    ),
  }),
  mutant('finalizers-keep-the-first', 'metadata.finalizers', {
    text: 'Of several finalizers the first is stored.',
    override: storing((metadata) =>
      Array.isArray(metadata['finalizers']) ? { finalizers: metadata['finalizers'].slice(0, 1) } : {},
    ),
  }),
  mutant('second-replace-loses-finalizers', 'metadata.finalizers', {
    text: 'The second replace of an object loses its finalizers.',
    verbs: ['replace'],
    override: atTheSecond('finalizers'),
  }),
  mutant('replace-drops-finalizers-from-the-end', 'metadata.finalizers', {
    text: 'A replace that leaves out a finalizer removes the last.',
    verbs: ['replace'],
    override: storing(({ finalizers: sent }, current) => {
      const before = current?.['finalizers'];
      return Array.isArray(sent) && Array.isArray(before) && sent.length < before.length
        ? { finalizers: before.slice(0, sent.length) }
        : {};
    }),
  }),
  mutant('times-without-zone', 'metadata.timestamps', {
    text: 'Times are written without a time zone.',
    override: (base) => ({ timestamp: (at) => base.timestamp(at).replace('Z', '').replace('T', ' ') }),
  }),
  ...perVerb(WRITES, (verb) =>
    mutant('takes-bad-label-keys', 'metadata.labels.valid', {
      text: `A ${verb} takes keys of labels that break their syntax.`,
      override: acceptingLabels('label key'),
    }),
  ),
  ...perVerb(WRITES, (verb) =>
    mutant('takes-bad-label-values', 'metadata.labels.valid', {
      text: `A ${verb} takes values of labels that break their syntax.`,
      override: acceptingLabels('label value'),
    }),
  ),
  ...perVerb(WRITES, (verb) =>
    mutant('takes-a-line-break-after-a-label', 'metadata.labels.valid', {
      text: `A ${verb} takes a line break after the value of a label.`,
      override: (base) => ({
        labelCauses: (metadata) =>
          base.labelCauses({
            labels: Object.fromEntries(
              Object.entries(objectAt(metadata, 'labels')).map(([key, value]) => [
                key,
                typeof value === 'string' ? value.replace(/\n$/, '') : value,
              ]),
            ),
          }),
      }),
    }),
  ),
  ...perVerb(WRITES, (verb) =>
    mutant('takes-bad-annotation-keys', 'metadata.annotations.valid', {
      text: `A ${verb} takes keys of annotations that break their syntax.`,
      override: (base) => ({
        annotationCauses: (metadata) =>
          base.annotationCauses(metadata).filter(({ reason }) => reason === 'FieldValueTooLong'),
      }),
    }),
  ),
  ...perVerb(WRITES, (verb) =>
    mutant('takes-bad-finalizers', 'metadata.finalizers.valid', {
      text: `A ${verb} takes finalizers that are no qualified names.`,
      override: () => ({ finalizerCauses: () => [] }),
    }),
  ),
  mutant('annotations-of-programs-are-lost', 'metadata.annotations', {
    text: 'Annotations with a prefix of kubernetes.io are dropped.',
    override: inMap('annotations', (annotations) => annotations.filter(([key]) => !/kubernetes\.io\//.test(key))),
  }),
  mutant('annotations-cut-at-100000', 'metadata.annotations', {
    text: 'Annotations are cut at 100,000 characters.',
    override: inValues('annotations', (value) => value.slice(0, 100_000)),
  }),
  ...perVerb(UPDATES, (verb) =>
    mutant('loses-generate-name', 'metadata.generate-name.kept', {
      text: `A ${verb} drops the generateName.`,
      override: (base) => ({
        asStored: (job, current, writer) =>
          withMetadata(base.asStored(job, current, writer), { generateName: undefined }),
      }),
    }),
  ),
  mutant('annotations-of-any-size', 'metadata.annotations.size', {
    text: 'Annotations may be of any size.',
    override: unbounded,
  }),
  ...perVerb(UPDATES, (verb) =>
    mutant('takes-annotations-of-any-size', 'metadata.annotations.size', {
      text: `A ${verb} takes annotations of any size.`,
      override: unbounded,
    }),
  ),
  ...perVerb(UPDATES, (verb) =>
    mutant('of-finalizers-dates-anew', 'metadata.creation-timestamp.kept', {
      text: `A ${verb} that changes the finalizers changes the creationTimestamp.`,
      override: storing((metadata, current) =>
        current === undefined || equal(metadata['finalizers'], current['finalizers'])
          ? {}
          : { creationTimestamp: '2001-01-01T00:00:00Z' },
      ),
    }),
  ),
];
