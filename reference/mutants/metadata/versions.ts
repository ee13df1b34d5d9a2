/** generation and resourceVersion. */
import type { Json } from '../../../contract/json.ts';
import type { Verb } from '../../../contract/types.ts';
import { equal, metadataOf, withMetadata, type Job } from '../../state/model.ts';
import { mutant, type Mutant } from '../types.ts';
import { UPDATES } from './support.ts';

/** A part of the metadata that counts as if it were the spec. */
const counting = (verb: Verb, part: string): Mutant =>
  mutant(`generation-counts-${part}-of-a-${verb}`, 'metadata.generation.alike', {
    text: `A ${verb} that changes ${part} alone raises generation.`,
    verbs: [verb],
    override: (base) => ({
      nextGeneration: (current, next) =>
        base.nextGeneration(current, next) + (equal(metadataOf(current)[part], metadataOf(next)[part]) ? 0 : 1),
    }),
  });

/** What changes nothing is stored all the same, and counted. */
const countingNothing = (verb: Verb): Mutant =>
  mutant(`generation-counts-a-${verb}-without-effect`, 'metadata.generation.alike', {
    text: `A ${verb} that changes nothing raises generation.`,
    verbs: [verb],
    override: (base) => ({
      isNoOp: () => false,
      nextGeneration: (current, next) => base.nextGeneration(current, next) + (base.isNoOp(current, next) ? 1 : 0),
    }),
  });

export const VERSIONS: readonly Mutant[] = [
  ...UPDATES.flatMap((verb) =>
    ['labels', 'annotations', 'finalizers', 'ownerReferences'].map((part) => counting(verb, part)),
  ),
  ...UPDATES.map(countingNothing),
  mutant('generation-starts-at-0', 'metadata.generation.starts', {
    text: 'A new object has generation 0.',
    override: () => ({ firstGeneration: () => 0 }),
  }),
  ...UPDATES.flatMap((verb): Mutant[] => [
    mutant(`generation-stays-on-${verb}`, 'metadata.generation.moves', {
      text: `A ${verb} of the spec does not raise generation.`,
      verbs: [verb],
      override: () => ({ nextGeneration: (current) => Number(metadataOf(current)['generation']) }),
    }),
    mutant(`generation-starts-again-on-${verb}-of-labels`, 'metadata.generation.moves', {
      text: `A ${verb} that leaves the spec alone sets generation back to 1.`,
      verbs: [verb],
      override: (base) => ({
        nextGeneration: (current, next) =>
          equal(current['spec'], next['spec']) ? 1 : base.nextGeneration(current, next),
      }),
    }),
    mutant(`generation-starts-again-on-${verb}`, 'metadata.generation.moves', {
      text: `A ${verb} sets generation back to 1.`,
      verbs: [verb],
      override: () => ({ nextGeneration: () => 1 }),
    }),
    mutant(`${verb}-keeps-the-version`, 'metadata.resource-version.moves', {
      text: `A ${verb} answers with the resourceVersion that the object had.`,
      verbs: [verb],
      override: (base) => {
        let before: Json | undefined;
        const back = (stored: Job): Job =>
          withMetadata(stored, { resourceVersion: before ?? metadataOf(stored)['resourceVersion'] });
        return {
          isNoOp: (current, next) => {
            before = metadataOf(current)['resourceVersion'];
            return base.isNoOp(current, next);
          },
          replaceAnswer: (_, stored) => back(stored),
          patchAnswer: (_, stored) => back(stored),
        };
      },
    }),
  ]),
  mutant('version-of-labels-stays', 'metadata.resource-version.moves', {
    text: 'resourceVersion is that of the spec: it stays when labels change.',
    verbs: ['read'],
    override: (base) => {
      const first = new Map<string, Json>();
      return {
        readAnswer: (job) => {
          const key = `${String(metadataOf(job)['uid'])} ${JSON.stringify(job['spec'])}`;
          if (!first.has(key)) first.set(key, metadataOf(job)['resourceVersion'] ?? '');
          return withMetadata(base.readAnswer(job), { resourceVersion: first.get(key) ?? '' });
        },
      };
    },
  }),
  mutant('versions-repeat', 'metadata.resource-version.one-state', {
    text: 'resourceVersions go round: one of four numbers.',
    override: (base) => ({ versionText: (revision) => base.versionText(72_000_000 + (revision % 4)) }),
  }),
];
