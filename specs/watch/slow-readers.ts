/** A watch that is not read for a while: it shows everything afterwards, and holds up nobody meanwhile. */
import type { Answer, WatchEvent, WatchStream, Accepted } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { versionOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { currentVersion, describeEvents, eventsFor, labelOf, lastTurn, patchLabel, watching } from './support.ts';

const KIB = 1024;
/** Together more than the buffers between a server and a client hold: on one machine, about 4 MB. */
const WRITES = 24;
const ANNOTATION = 200 * KIB;
/** Writes while both watches are read: how long one takes here. */
const CONTROLS = 3;
/** An answer is late if it takes so many times longer than others did, and longer than so many milliseconds. */
const MUCH_LONGER = 20;
const LONG = 5000;
/**
 * Anything may be late by chance. What is so many times in a row, until the slow watch is read, is held up by it: each
 * time it is waited for twice as long, so that what merely takes its time has come by then.
 */
const TIMES = 3;

interface HeldUp {
  what: string;
  answer: Answer;
  /** It did not come before the slow watch was read, and came then. */
  isHeldUp: boolean;
}

const isDone = Symbol('done');

/** Whether it is done within the time (milliseconds). */
async function within(trial: Trial, doing: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const done = doing.then(
    () => isDone,
    () => isDone,
  );
  const first = await Promise.race([done, trial.clock.sleep(ms, timer.signal).catch(() => undefined)]);
  timer.abort(isDone);
  return first === isDone;
}

/** The slow watch shows every write in order, and no event twice. */
function expectEverything(
  trial: Trial,
  events: readonly WatchEvent[],
  written: readonly Answer[],
  slow: WatchStream,
): void {
  const shown = events.map(({ object }) => versionOf(object)).filter((version) => version !== undefined);
  const turns = events.map((event) => Number(labelOf(event, 'turn')));
  const isShown = ({ json }: Answer, turn: number): boolean => {
    const version = versionOf(json);
    return version === undefined ? turns.includes(turn + 1) : shown.includes(version);
  };
  const gap = written.findIndex((answer, turn) => !isShown(answer, turn));
  trial.expect.that(gap === -1, {
    message: 'A watch that was not read for a while leaves out what happened meanwhile',
    expected: `an event for each of ${written.length} writes, such as write ${gap + 1}`,
    received: describeEvents(events),
    path: '/object',
    answer: slow.answer,
  });
  trial.expect.that(new Set(shown).size === shown.length && turns.every((turn, i) => turn >= (turns[i - 1] ?? 0)), {
    message: 'A watch that was not read for a while repeats events, or shows them in another order',
    expected: 'every change once, in order',
    received: describeEvents(events),
    path: '/object',
    answer: slow.answer,
  });
}

/** One job is changed again and again while one watch of it is read, and another is not. */
async function besideSlowReader(trial: Trial, job: Accepted, long: number): Promise<HeldUp | undefined> {
  const query = { fieldSelector: `metadata.name=${job.name}`, resourceVersion: await currentVersion(trial) };
  return watching(trial, query, (slow) =>
    watching(trial, query, async (quick) => {
      const written: Answer[] = [];
      let longest = 0;
      /** Waits for something that a slow reader must not hold up. */
      const beside = async (what: string, doing: Promise<Answer>): Promise<HeldUp> => {
        const since = trial.clock.now();
        const limit = Math.max(long, MUCH_LONGER * longest);
        const inTime = await within(trial, doing, limit);
        if (!inTime) await slow.next(0);
        const isFreed = !inTime && (await within(trial, doing, limit));
        const answer = await doing;
        longest = Math.max(longest, trial.clock.now() - since);
        return { what, answer, isHeldUp: isFreed };
      };
      for (let turn = 1; turn <= WRITES; turn += 1) {
        if (turn === CONTROLS) slow.pause();
        const write = await beside('A write', patchLabel(trial, job, 'turn', String(turn)));
        trial.expect.accepted(write.answer);
        written.push(write.answer);
        if (write.isHeldUp) return write;
      }
      const read = await beside('A read', trial.target.read(job));
      if (read.isHeldUp) return read;
      const last = lastTurn(job, String(WRITES));
      const isPrompt = last(await quick.collect(last));
      expectEverything(trial, eventsFor(await slow.collect(last), job), written, slow);
      return isPrompt || !last(await quick.collect(last))
        ? undefined
        : { what: 'An event of a watch', answer: quick.answer, isHeldUp: true };
    }),
  );
}

export const slowReaders: readonly Requirement[] = [
  requirement('watch/keeps-up-beside-a-slow-reader', {
    tests: ['watch.slow-readers.everything', 'watch.slow-readers.others', 'watch.every-event', 'watch.several'],
    needs: ['watch/shows-each-change-in-order', 'watch/selects-by-field', 'patch/merges'],
    async check(trial) {
      const job = await trial.given.accepted({
        labels: { turn: '0' },
        annotations: { long: 'x'.repeat(ANNOTATION) },
      });
      let heldUp: HeldUp | undefined;
      for (let time = 0; time < TIMES; time += 1) {
        heldUp = await besideSlowReader(trial, job, LONG * 2 ** time);
        if (heldUp === undefined) return;
      }
      trial.expect.that(heldUp === undefined, {
        message: `${heldUp?.what ?? ''} came only when another watch, which had not been read for a while, was read`,
        expected: 'that a slow reader holds up nobody else',
        received: `that, ${TIMES} times in a row`,
        answer: heldUp?.answer,
      });
    },
  }),
];
