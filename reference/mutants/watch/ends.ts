/** When a watch ends and how, bookmarks, and the parameters of its query. */
import { refusal, statusOf } from '../helpers/exchange.ts';
import { onRequest } from '../helpers/wraps.ts';
import { mutant, type Mutant } from '../types.ts';
import { ending, onWatch, streams } from './streams.ts';

export const ENDS: readonly Mutant[] = [
  onWatch('watch-never-ends', 'watch.query.timeoutSeconds', {
    text: 'timeoutSeconds does not end a stream.',
    override: () => ({ watchDuration: () => undefined }),
  }),
  onWatch('watch-counts-minutes', 'watch.query.timeoutSeconds', {
    text: 'timeoutSeconds is read as minutes.',
    override: (base) => ({
      watchDuration: (seconds) => base.watchDuration(seconds === undefined ? undefined : seconds * 60),
    }),
  }),
  onWatch('watch-ends-when-quiet', 'watch.ends-amid-changes', {
    text: 'timeoutSeconds ends a stream that long after its last event.',
    override: () => ({ extension: (quiet, duration) => duration - quiet }),
  }),
  onWatch('watch-takes-any-timeout', 'watch.timeoutSeconds.malformed', {
    text: 'A timeoutSeconds that is no integer is ignored.',
    override: (base) => ({
      integer: (name, text) =>
        name === 'timeoutSeconds' && text !== null && !/^-?\d+$/.test(text) ? undefined : base.integer(name, text),
    }),
  }),
  onWatch('watch-ends-with-an-error', 'watch.ends-cleanly', {
    text: 'A stream that timeoutSeconds ends, ends with an ERROR.',
    override: ending(`${JSON.stringify({ type: 'ERROR', object: statusOf(504, 'Timeout') })}\n`),
  }),
  onWatch('watch-ends-in-the-middle', 'watch.ends-cleanly', {
    text: 'A stream that timeoutSeconds ends, ends with half a line.',
    override: ending('{"type":"MODIF'),
  }),
  onWatch('watch-bookmarks-unasked', 'watch.bookmarks', {
    text: 'Bookmarks are sent to every watch.',
    override: () => ({ sendsBookmarks: () => true }),
  }),
  onWatch('watch-bookmarks-skip-what-follows', 'watch.bookmarks', {
    text: 'The resourceVersion of a bookmark lies far ahead: a watch that is resumed from it never shows the next changes.',
    override: () => ({ bookmarkRevision: (_, now) => now + 1_000 }),
  }),
  onWatch('watch-bookmarks-promise-one-more', 'watch.bookmarks', {
    text: 'The resourceVersion of a bookmark is that of the change which comes next: a watch resumed from there misses it.',
    override: () => ({ bookmarkRevision: (told) => told + 1 }),
  }),
  onWatch('watch-bookmarks-without-version', 'watch.bookmarks', {
    text: 'Bookmarks have no resourceVersion.',
    override: (base) => ({
      bookmarkObject: (kind, version) => ({ ...base.bookmarkObject(kind, version), metadata: {} }),
    }),
  }),
  mutant('watch-wants-true', 'watch.truth', {
    text: 'watch=1 asks for a list.',
    override: (base) => ({ isTrue: (text) => text === 'true' || (text !== '1' && base.isTrue(text)) }),
  }),
  onWatch('watch-limit-cuts', 'watch.query.limit', {
    text: 'limit ends a watch after so many events.',
    override: streams((line, before, { query }) => (before.length < Number(query.get('limit')) ? [line] : []), {
      when: ({ query }) => Number(query.get('limit')) > 0,
    }),
  }),
  mutant('watch-is-refused', 'watch.success', {
    text: 'A watch is answered with 405.',
    wrap: onRequest({ verb: 'watch' }, () => refusal(405, 'MethodNotAllowed')),
  }),
];
