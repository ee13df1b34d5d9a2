/** Of which changes a watch tells: selectors, writes without effect, finalizers, versions that are forgotten. */
import { equal, isMarked, metadataOf } from '../../state/model.ts';
import { pathTo } from '../helpers/request.ts';
import { afterwards, type Exchange, onQuery, succeeded } from '../helpers/wraps.ts';
import { mutant, type Mutant } from '../types.ts';
import { onWatch, streams, tellingOf } from './streams.ts';

/** Writes the object twice, so that it is as before under another resourceVersion. */
async function touch({ path, send }: Exchange, of = path): Promise<void> {
  for (const touched of ['yes', null]) await send('PATCH', of, { metadata: { annotations: { touched } } });
}

const refusesContent = (status: number): boolean => status >= 400 && status < 500 && ![401, 403, 404].includes(status);

export const SELECTION: readonly Mutant[] = [
  onWatch('watch-tells-entering-as-modified', 'watch.selector.enter-leave', {
    text: 'An object that starts to match is MODIFIED.',
    override: tellingOf('ADDED', (event, of) => (of.before === undefined ? event : { ...event, type: 'MODIFIED' })),
  }),
  onWatch('watch-tells-leaving-as-modified', 'watch.selector.enter-leave', {
    text: 'An object that stops matching is MODIFIED.',
    override: tellingOf('DELETED', (event, of) =>
      of.type === 'DELETED' ? event : { type: 'MODIFIED', object: of.after },
    ),
  }),
  onWatch('watch-does-not-tell-leaving', 'watch.selector.enter-leave', {
    text: 'An object that stops matching is not told of.',
    override: tellingOf('DELETED', (event, of) => (of.type === 'DELETED' ? event : undefined)),
  }),
  onWatch('watch-selects-the-beginning-alone', 'watch.selector.unmatched', {
    text: 'Selectors hold for what is there, and not for what happens.',
    override: (base) => ({ eventOf: (of) => base.eventOf(of, () => true) }),
  }),
  onWatch('watch-selects-by-before', 'watch.selector.unmatched', {
    text: 'Deletions are told whether they match or not.',
    override: (base) => ({
      eventOf: (of, matches) => (of.type === 'DELETED' ? base.eventOf(of, () => true) : base.eventOf(of, matches)),
    }),
  }),
  mutant('watch-tells-refused-writes', 'watch.no-op', {
    text: 'A refused patch moves the resourceVersion, and watches show it.',
    wrap: afterwards({ verb: ['replace', 'patch'], status: refusesContent }, (exchange) => touch(exchange)),
  }),
  mutant('watch-tells-creates-of-taken-names', 'watch.no-op', {
    text: 'A create of a taken name moves the resourceVersion of what has the name, and watches show it.',
    wrap: afterwards({ verb: 'create', status: 409 }, (exchange) =>
      touch(exchange, pathTo(exchange, { name: String(metadataOf(exchange.json)['name']) })),
    ),
  }),
  mutant('watch-tells-deletions-of-another-uid', 'watch.no-op', {
    text: 'A deletion whose preconditions do not hold moves the resourceVersion, and watches show it.',
    wrap: afterwards({ verb: 'delete', status: 409 }, (exchange) => touch(exchange)),
  }),
  mutant('watch-tells-dry-runs', 'watch.every-event', {
    text: 'A deletion with dryRun=All moves the resourceVersion, and watches show it.',
    wrap: afterwards({ verb: 'delete', query: { dryRun: 'All' }, status: succeeded }, (exchange) => touch(exchange)),
  }),
  onWatch('watch-tells-marking-as-deleted', 'watch.finalizers', {
    text: 'An object that is marked for deletion is DELETED at once.',
    override: tellingOf('MODIFIED', (event, of) =>
      isMarked(of.after) && of.before !== undefined && !isMarked(of.before) ? { ...event, type: 'DELETED' } : event,
    ),
  }),
  onWatch('watch-does-not-tell-marking', 'watch.finalizers', {
    text: 'That an object is marked for deletion is not told.',
    override: tellingOf('MODIFIED', (event, of) => (isMarked(of.after) ? undefined : event)),
  }),
  onWatch('watch-expires-in-silence', 'watch.expired', {
    text: 'A watch from a version that is forgotten ends without an event.',
    variants: ['expiry-error-event'],
    override: streams((line) => (line.includes('"ERROR"') ? [] : [line])),
  }),
  onWatch('watch-expires-with-another-code', 'watch.expired', {
    text: 'The Status of the ERROR of an expired watch has code 500.',
    variants: ['expiry-error-event'],
    override: (base) => ({
      statusBody: (fault, method) =>
        fault.code === 410
          ? { ...base.statusBody(fault, method), code: 500, reason: 'InternalError' }
          : base.statusBody(fault, method),
    }),
  }),
  mutant('watch-with-bookmarks-selects-nothing', 'watch.query.labelSelector', {
    text: 'A watch with bookmarks shows every object, whatever its selectors.',
    wrap: onQuery({ verb: 'watch', query: { allowWatchBookmarks: 'true' } }, (query) => {
      query.delete('labelSelector');
      query.delete('fieldSelector');
    }),
  }),
  mutant('watch-at-0-selects-nothing', 'watch.query.labelSelector', {
    text: 'A watch at resourceVersion 0 shows every object, whatever its label selector.',
    wrap: onQuery({ verb: 'watch', query: { resourceVersion: '0' } }, (query) => query.delete('labelSelector')),
  }),
  onWatch('watch-tells-entering-as-modified-after-the-spec', 'watch.selector.enter-leave', {
    text: 'An object that starts to match is MODIFIED if its spec was ever changed.',
    override: tellingOf('ADDED', (event, of) =>
      of.before === undefined || metadataOf(of.after)['generation'] === 1 ? event : { ...event, type: 'MODIFIED' },
    ),
  }),
  onWatch('watch-does-not-tell-leaving-of-what-is-marked', 'watch.selector.enter-leave', {
    text: 'An object that is being deleted and stops matching is not told of.',
    override: tellingOf('DELETED', (event, of) => (of.type === 'DELETED' || !isMarked(of.after) ? event : undefined)),
  }),
  onWatch('watch-does-not-tell-leaving-without-labels', 'watch.selector.enter-leave', {
    text: 'An object that stops matching by losing all its labels is not told of.',
    override: tellingOf('DELETED', (event, of) =>
      of.type === 'DELETED' || metadataOf(of.after)['labels'] !== undefined ? event : undefined,
    ),
  }),
  onWatch('watch-tells-selections-no-status', 'watch.status', {
    text: 'A watch with a selector does not tell writes of the status.',
    override: (base) => ({
      eventOf: (of, matches) => {
        const event = base.eventOf(of, matches);
        const isStatus = of.type === 'MODIFIED' && !equal(of.before?.['status'], of.after['status']);
        return isStatus && !matches({}) ? undefined : event;
      },
    }),
  }),
];
