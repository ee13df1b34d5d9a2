/** Query parameters of a list, and the metadata of the list. */
import type { Json } from '../../../contract/json.ts';
import type { Reply } from '../../rules/response.ts';
import { listMetadata } from '../helpers/answers.ts';
import { itemsOf, nameOf } from '../helpers/others.ts';
import { onBody, onReply, remembering, withItems } from '../helpers/wraps.ts';
import { mutant, mutantOn, type Mutant, type Override } from '../types.ts';
import { attempt } from './support.ts';

const onList = mutantOn('list');

/** Whatever cannot be read as a value of this parameter counts as absent. */
const lenient =
  (key: string): Override =>
  (base) => ({
    integer: (name, text) => (name === key ? attempt(() => base.integer(name, text)) : base.integer(name, text)),
  });

const empty = (reply: Reply): Reply => withItems(reply, () => []);

export const LIST_PARAMETERS: readonly Mutant[] = [
  ...(['limit', 'timeoutSeconds'] as const).map((key) =>
    onList(`list-takes-any-${key}`, `list.query.${key}.malformed`, {
      text: `A ${key} that is no integer is ignored.`,
      override: lenient(key),
    }),
  ),
  onList('list-takes-any-version', 'list.query.resourceVersion.malformed', {
    text: 'A resourceVersion that cannot be one is ignored.',
    override: (base) => ({ versionNumber: (text) => base.versionNumber(text) ?? 0 }),
  }),
  onList('list-fails-at-version-0', 'list.query.resourceVersion', {
    text: 'A list at resourceVersion=0 is refused.',
    override: (base) => ({ versionNumber: (text) => (text === '0' ? undefined : base.versionNumber(text)) }),
  }),
  ...(['labelSelector', 'fieldSelector'] as const).map((selector) =>
    onList(`list-at-0-by-${selector === 'labelSelector' ? 'labels' : 'a-field'}-is-empty`, `list.query.${selector}`, {
      text: `A list at resourceVersion=0 with a ${selector} shows nothing.`,
      override: onReply({ query: { resourceVersion: '0', [selector]: true } }, empty),
    }),
  ),
  onList('list-at-a-version-is-empty', 'list.query.resourceVersion', {
    text: 'A list at a resourceVersion shows nothing.',
    override: onReply(
      { query: { resourceVersion: true }, when: ({ query }) => query.get('resourceVersion') !== '0' },
      empty,
    ),
  }),
  onList('list-with-a-timeout-is-empty', 'list.query.timeoutSeconds', {
    text: 'A list with timeoutSeconds shows nothing.',
    override: onReply({ query: { timeoutSeconds: true } }, empty),
  }),
  mutant('list-watches-on-false', 'list.query.watch', {
    text: 'watch=false asks for a watch.',
    override: (base) => ({ isTrue: (text) => text === 'false' || base.isTrue(text) }),
  }),
  mutant('list-watches-on-0', 'list.query.watch', {
    text: 'watch=0 asks for a watch.',
    override: (base) => ({ isTrue: (text) => text === '0' || base.isTrue(text) }),
  }),
  onList('list-self-link-of-an-object', 'list-meta.self-link', {
    text: 'selfLink of a list is that of an object.',
    override: listMetadata((metadata) => ({ ...metadata, selfLink: `${String(metadata['selfLink'])}/one` })),
  }),
  onList('list-version-from-long-ago', 'list-meta.resource-version', {
    text: 'The resourceVersion of a list is 1.',
    override: listMetadata((metadata) => ({ ...metadata, resourceVersion: '1' })),
  }),
  onList('list-version-from-the-future', 'list-meta.resource-version', {
    text: 'The resourceVersion of a list is one still to come.',
    override: (base) =>
      listMetadata((metadata) => ({ ...metadata, resourceVersion: base.versionText(90_000_000) }))(base),
  }),
  mutant('list-at-0-never-forgets', 'list.query.resourceVersion', {
    text: 'A list at version 0 shows what was deleted as well.',
    wrap: remembering(
      () => new Map<string, Json>(),
      (seen) =>
        onBody({ verb: 'list', query: { resourceVersion: '0' }, status: 200 }, (body, { kind, namespace }) => {
          const place = `${kind?.plural}/${namespace}/`;
          for (const item of itemsOf(body)) seen.set(`${place}${nameOf(item)}`, item);
          const all = [...seen].flatMap(([key, item]) => (key.startsWith(place) ? [item] : []));
          return { ...body, items: all };
        }),
    ),
  }),
];
