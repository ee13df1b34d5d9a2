/** Names that clients choose, and the namespace that goes with them. */
import { isObject, type Json, type JsonObject } from '../../../contract/json.ts';
import { metadataOf, textAt, withMetadata } from '../../state/model.ts';
import { invalid, nameCheckedAs } from '../helpers/bodies.ts';
import { json, refusal } from '../helpers/exchange.ts';
import { elsewhere, otherKinds, type Others } from '../helpers/others.ts';
import { onAnswer, onRequest } from '../helpers/wraps.ts';
import { mutant, mutantOn, perVerb, type Mutant, type Wrap } from '../types.ts';
import { renaming } from './client-values.ts';
import { UPDATES } from './support.ts';

const onCreate = mutantOn('create');

/** A create is refused where one of these has the name. */
const uniqueOver = (others: Others): Wrap =>
  onRequest({ verb: 'create' }, async (exchange) => {
    const name = textAt(metadataOf(exchange.json), 'name');
    for (const path of name === undefined ? [] : await others(exchange))
      if ((await exchange.send('GET', `${path}/${name}`)).status === 200) return refusal(409, 'AlreadyExists');
    return exchange.forward();
  });

/** A create that is refused as invalid is done after all, with other metadata; undefined leaves it refused. */
const mending = (mended: (metadata: JsonObject) => Record<string, Json> | undefined): Wrap =>
  onAnswer({ verb: 'create', status: 422 }, async (answer, { json: sent, path, search, send }) => {
    const change = mended(metadataOf(sent));
    if (!isObject(sent) || change === undefined) return answer;
    const { body } = await send('POST', `${path}?${search}`, withMetadata(sent, change));
    return json(201, body);
  });

/** What a check of names overlooks, and the name that it sees instead. */
const OVERLOOKED: readonly (readonly [what: string, mended: (name: string) => string])[] = [
  ['upper-case', (name) => name.toLowerCase()],
  ['underscores', (name) => name.replaceAll('_', '-')],
  ['dots', (name) => name.replaceAll('.', '-')],
  ['a-first-dash', (name) => name.replace(/^-/, 'x')],
  ['a-last-dash', (name) => name.replace(/-$/, 'x')],
];

export const NAMES: readonly Mutant[] = [
  onCreate('create-invents-a-name', 'metadata.name.required', {
    text: 'A body with neither name nor generateName gets a name.',
    wrap: mending((metadata) =>
      ['name', 'generateName'].some((key) => textAt(metadata, key) !== undefined)
        ? undefined
        : { generateName: 'unnamed-' },
    ),
  }),
  ...OVERLOOKED.map(([what, mended]) =>
    onCreate(`names-with-${what}`, 'metadata.name.pattern', {
      text: `Names with ${what.replaceAll('-', ' ')} are accepted.`,
      override: nameCheckedAs(mended),
    }),
  ),
  mutant('names-of-subresources-are-not-found', 'metadata.name.pattern', {
    text: 'A job that is named status can be created and listed, and no path leads to it.',
    wrap: onRequest({ when: ({ name }) => name === 'status' }, () => refusal(404, 'NotFound')),
  }),
  onCreate('names-of-64', 'metadata.name.length', {
    text: 'Names of 64 characters are accepted.',
    override: nameCheckedAs((name) => (name.length === 64 ? name.slice(0, 63) : name)),
  }),
  onCreate('names-of-253', 'metadata.name.length', {
    text: 'Names of up to 253 characters are accepted.',
    override: nameCheckedAs((name) => (name.length <= 253 ? name.slice(0, 63).replace(/-+$/, 'x') : name)),
  }),
  onCreate('names-of-62', 'metadata.name.length', {
    text: 'Names of 63 characters are refused.',
    override: (base) => ({
      nameCauses: (name) => ((name ?? '').length > 62 ? invalid('metadata.name', 'too long') : base.nameCauses(name)),
    }),
  }),
  onCreate('long-names-are-cut', 'metadata.name.length', {
    text: 'A name of more than 63 characters is cut.',
    wrap: mending((metadata) => {
      const name = textAt(metadata, 'name') ?? '';
      return name.length > 63 ? { name: name.slice(0, 63) } : undefined;
    }),
  }),
  mutant('names-are-unique-over-namespaces', 'metadata.name.scope', {
    text: 'A name that is taken in another namespace is refused.',
    wrap: uniqueOver(elsewhere),
  }),
  mutant('names-are-unique-over-kinds', 'metadata.name.scope', {
    text: 'A name that another kind has taken is refused.',
    wrap: uniqueOver(otherKinds),
  }),
  ...perVerb(UPDATES, (verb) =>
    mutant('renames', 'metadata.name.immutable', {
      text: `A ${verb} with another name changes the name that is shown.`,
      override: renaming('name'),
    }),
  ),
  ...perVerb(UPDATES, (verb) =>
    mutant('moves', 'metadata.namespace.immutable', {
      text: `A ${verb} with another namespace changes the namespace that is shown.`,
      override: renaming('namespace'),
    }),
  ),
];
