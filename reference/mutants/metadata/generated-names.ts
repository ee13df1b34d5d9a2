/** Names that the server generates. */
import { metadataOf, textAt, withMetadata } from '../../state/model.ts';
import { invalid } from '../helpers/bodies.ts';
import { mutantOn, type Mutant, type Override } from '../types.ts';

const onCreate = mutantOn('create');

/** The generated name is as long as its prefix wants. */
export const uncut: Override = (base) => ({
  generatedName: (prefix) => prefix + base.generatedName('x').slice(1),
  nameCauses: (name) => base.nameCauses(name?.slice(0, 63)),
});

const suffixInUpperCase = (name: string): string => name.slice(0, -5) + name.slice(-5).toUpperCase();

export const GENERATED_NAMES: readonly Mutant[] = [
  onCreate('generate-name-is-taken-as-it-is', 'metadata.generate-name', {
    text: 'A generateName is the name, without anything after it.',
    override: () => ({ generatedName: (prefix) => prefix.replace(/-+$/, '') }),
  }),
  onCreate('generate-name-is-ignored', 'metadata.generate-name', {
    text: 'The generated name does not begin with the prefix.',
    override: (base) => ({ generatedName: () => base.generatedName('job-') }),
  }),
  onCreate('generate-name-counts', 'metadata.generate-name', {
    text: 'Every generated name ends in the same five characters.',
    override: (base) => ({ generatedName: (prefix) => `${base.generatedName(prefix).slice(0, -5)}aaaaa` }),
  }),
  onCreate('generate-name-costs-annotations', 'metadata.generate-name', {
    text: 'A create with a generateName loses its annotations.',
    override: (base) => ({
      clientMetadata: (sent) => {
        const { annotations, ...rest } = base.clientMetadata(sent);
        const isGenerated = textAt(sent, 'name') === undefined && textAt(sent, 'generateName') !== undefined;
        return isGenerated || annotations === undefined ? rest : { ...rest, annotations };
      },
    }),
  }),
  onCreate('generate-name-in-upper-case', 'metadata.generate-name', {
    text: 'Generated names end in upper case.',
    override: (base) => ({
      generatedName: (prefix) => suffixInUpperCase(base.generatedName(prefix)),
      nameCauses: (name) => base.nameCauses(name?.toLowerCase()),
    }),
  }),
  onCreate('generate-name-beats-the-name', 'metadata.generate-name.only-without-name', {
    text: 'Where both are given, the name is generated.',
    override: (base) => ({
      createAnswer: (sent, stored) =>
        textAt(metadataOf(sent), 'generateName') === undefined
          ? stored
          : withMetadata(stored, { name: base.generatedName(String(metadataOf(sent)['generateName'])) }),
    }),
  }),
  onCreate('generate-name-without-dash', 'metadata.generate-name.dash', {
    text: 'A generateName that ends in a hyphen is refused.',
    override: (base) => ({
      generateNameCauses: (prefix) =>
        prefix.endsWith('-') ? invalid('metadata.generateName', 'ends in a hyphen') : base.generateNameCauses(prefix),
    }),
  }),
  onCreate('generate-name-uncut', 'metadata.generate-name.long', {
    text: 'A long generateName makes a name of more than 63 characters.',
    override: uncut,
  }),
  onCreate('generate-name-fails-when-long', 'metadata.generate-name.long', {
    text: 'A long generateName makes the server fail.',
    override: (base) => ({
      generatedName: (prefix) => {
        if (prefix.length > 58) throw new Error('no room for a suffix');
        return base.generatedName(prefix);
      },
    }),
  }),
];
