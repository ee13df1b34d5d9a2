/** A watch shows what its path names, each event once, and nothing else. */
import type { Json } from '../../contract/json.ts';
import type { WatchEvent, Accepted } from '../../harness/model/target.ts';
import type { Exchange } from '../../harness/model/exchange.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { setLabel } from '../support/change.ts';
import { metadataOf, nameOf, uidOf } from '../support/objects.ts';
import { ofOtherKinds } from '../support/kinds.ts';
import { requirement } from '../support/requirement.ts';
import {
  currentVersion,
  describeEvents,
  eventsFor,
  eventsIn,
  expectNone,
  expectTypes,
  labelOf,
  sameEvent,
  watching,
  lastTurn,
} from './support.ts';

const LATER = ['watch/shows-later-events-from-a-version'];
const isChange = (event: WatchEvent): boolean => ['ADDED', 'MODIFIED', 'DELETED'].includes(event.type);

/** Each event is of an object of the kind and namespace of the watch's path; one that shows none is not of another. */
function checkPath(exchange: Exchange, kind: string): Finding | 'holds' | undefined {
  const events = eventsIn(exchange)?.filter(isChange);
  if (events === undefined || events.length === 0) return undefined;
  const namespace = decodeURIComponent(/\/namespaces\/([^/]+)\//.exec(exchange.path)?.[1] ?? '');
  const isOther = (shown: Json | undefined, wanted: string): boolean => shown !== undefined && shown !== wanted;
  const stray = events.find(
    ({ object }) => isOther(object['kind'], kind) || isOther(metadataOf(object)['namespace'], namespace),
  );
  if (stray === undefined) return 'holds';
  return {
    message: 'A watch shows an object of another kind or namespace than its path names',
    expected: `a ${kind} of ${namespace}`,
    received: `${String(stray.object['kind'] ?? 'an object')} ${nameOf(stray.object)} of ${String(metadataOf(stray.object)['namespace'] ?? 'no namespace')}`,
    path: '/object',
  };
}

/** No event comes twice. */
function checkRepetition(exchange: Exchange): Finding | 'holds' | undefined {
  const events = eventsIn(exchange)?.filter(isChange);
  if (events === undefined || events.length < 2) return undefined;
  const twice = events.find((event, i) => events.slice(0, i).some((other) => sameEvent(event, other)));
  return twice === undefined
    ? 'holds'
    : {
        message: 'A watch shows the same event twice',
        expected: 'each event once',
        received: describeEvents([twice]),
        path: '/object',
      };
}

export const scope: readonly Requirement[] = [
  requirement('watch/shows-no-other-namespace-or-kind', {
    tests: ['watch.namespace', 'watch.kind', 'watch.path.namespace'],
    needs: LATER,
    requires: ['other-namespace'],
    async check(trial) {
      const [from, fromThere] = [await currentVersion(trial), await currentVersion(trial, trial.otherNamespace)];
      const there = await trial.given.accepted({ namespace: trial.otherNamespace });
      const mark = await trial.given.accepted();
      await watching(trial, { resourceVersion: from }, async (stream) => {
        const events = await stream.collect((all) => eventsFor(all, mark).length > 0);
        expectNone(trial, events, [there], 'another namespace', stream);
        for (const event of events.filter(isChange))
          trial.expect.match(
            event.object,
            { kind: trial.kind.kind, metadata: { namespace: trial.namespace } },
            stream.answer,
            '/object',
          );
      });
      await watching(
        trial,
        { resourceVersion: fromThere },
        async (stream) => {
          const events = await stream.collect((all) => eventsFor(all, there).length > 0);
          expectTypes(trial, there, eventsFor(events, there).slice(0, 1), ['ADDED'], stream);
          expectNone(trial, events, [mark], 'another namespace', stream);
        },
        trial.otherNamespace,
      );
    },
  }),
  requirement('watch/shows-no-other-kind', {
    tests: ['watch.kind'],
    needs: LATER,
    async check(trial) {
      await watching(trial, { resourceVersion: await currentVersion(trial) }, async (stream) => {
        const name = trial.given.name();
        const strange: Accepted[] = [];
        for (const { given } of ofOtherKinds(trial)) {
          const stray = await given.accepted({ name });
          strange.push(stray);
          await given.deleted(stray);
        }
        const mark = await trial.given.accepted({ name, labels: { turn: 'mark' } });
        const events = await stream.collect(lastTurn(mark, 'mark'));
        trial.expect.match(
          eventsFor(events, mark).at(-1)?.object,
          { kind: trial.kind.kind, metadata: { uid: mark.uid } },
          stream.answer,
          '/object',
        );
        const strays = events.filter(
          ({ object }) =>
            (object['kind'] !== trial.kind.kind && strange.some((job) => job.sent['kind'] === object['kind'])) ||
            strange.some(({ uid }) => uid !== undefined && uid === uidOf(object)),
        );
        trial.expect.that(strays.length === 0, {
          message: 'The watch shows another kind',
          expected: `${trial.kind.plural} alone`,
          received: describeEvents(strays),
          path: '/object',
          answer: stream.answer,
        });
      });
    },
  }),
  requirement('watch/keeps-to-its-path', {
    tests: ['watch.namespace', 'watch.kind'],
    needs: ['watch/shows-what-exists-first'],
    async check(trial) {
      const job = await trial.given.shared();
      await watching(trial, {}, async (stream) => void (await stream.collect((all) => eventsFor(all, job).length > 0)));
    },
    everywhere: (exchange, kind) => checkPath(exchange, kind.kind),
  }),
  requirement('watch/repeats-no-event', {
    tests: ['watch.every-event'],
    needs: LATER,
    async check(trial) {
      const from = await currentVersion(trial);
      const job = await trial.given.accepted();
      for (const turn of ['1', '2']) await setLabel(trial, job, 'turn', turn);
      await watching(
        trial,
        { resourceVersion: from },
        async (stream) =>
          void (await stream.collect((all) => eventsFor(all, job).some((event) => labelOf(event, 'turn') === '2'))),
      );
    },
    everywhere: checkRepetition,
  }),
];
