import type { Json, JsonObject } from '../../contract/json.ts';
import type { Accepted } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { shown } from '../support/exchanges.ts';
import { FINAL, conditionOf, conditionsOf, isBeforeItself, isTrue } from '../support/job-status.ts';
import { ownItems } from '../support/expectations.ts';
import { at, mapOf, metadataOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { everyMutableField, mutableFieldsOf, writeAll, type Change } from '../support/updates/write.ts';

/** Milliseconds between two reads of a job that has not ended: often enough that nothing comes and goes unseen. */
const OFTEN = 200;
/** Milliseconds between two reads of a job that has ended, and how many there are. */
const SELDOM = 1_000;
const LAST_READS = 3;

/** What the reads of one job have shown, and may not be taken back. */
class StatusHistory {
  readonly #trial: Trial;
  readonly #job: Accepted;
  readonly #transitions = new Map<string, { time: number; status: Json | undefined }>();
  #startTime: string | undefined;
  /** The condition that ended the job. */
  #outcome: string | undefined;
  #conditions = 0;

  constructor(trial: Trial, job: Accepted) {
    this.#trial = trial;
    this.#job = job;
  }

  get hasConditions(): boolean {
    return this.#conditions > 0;
  }

  get hasEnded(): boolean {
    return this.#outcome !== undefined;
  }

  /** Reads the job, and compares it with what was read before. */
  async read(): Promise<void> {
    const object = await this.#trial.given.read(this.#job);
    const conditions = conditionsOf(object);
    this.#conditions += conditions.length;
    this.#expectSameStart(at(object, 'status', 'startTime'));
    for (const condition of conditions) this.#expectForward(condition, object);
    if (this.#outcome !== undefined) this.#expectStillEnded(object, this.#outcome);
  }

  #expectSameStart(start: Json | undefined): void {
    if (this.#startTime !== undefined) this.#trial.expect.match(start, this.#startTime, undefined, '/status/startTime');
    else if (typeof start === 'string') this.#startTime = start;
  }

  #expectForward({ type: name, status, lastTransitionTime }: JsonObject, job: JsonObject): void {
    const type = String(name);
    const time = String(lastTransitionTime);
    const transition = Date.parse(time);
    const last = this.#transitions.get(type);
    const before = last?.time ?? Number.NaN;
    const wasSetBack = status !== last?.status && isBeforeItself(job, transition);
    // Where one of the two is no time, there is nothing to compare.
    const wentBack = transition < before && !wasSetBack;
    this.#trial.expect.that(!wentBack, {
      message: `lastTransitionTime of ${type} went back`,
      expected: wentBack ? `not before ${new Date(before).toISOString()}` : '',
      received: time,
      path: '/status/conditions',
    });
    this.#transitions.set(type, { time: transition, status });
    if (FINAL.includes(type) && status === 'True') this.#outcome ??= type;
  }

  #expectStillEnded(object: JsonObject, outcome: string): void {
    const kept = conditionOf(object, outcome);
    this.#trial.expect.that(isTrue(kept), {
      message: `A job that was ${outcome} is no longer so`,
      expected: `${outcome} stays True`,
      received: shown(kept),
      path: '/status/conditions',
    });
  }
}

/** A list shows the status that a read shows; where the object moves between the two, there is nothing to compare. */
async function expectListed(trial: Trial, job: Accepted): Promise<void> {
  const before = await trial.given.read(job);
  const answer = await trial.target.list({ query: { fieldSelector: `metadata.name=${job.name}` } });
  const [item] = ownItems(trial, answer, [job]);
  const { status } = await trial.given.read(job);
  if (status === undefined || JSON.stringify(status) !== JSON.stringify(before['status'])) return;
  trial.expect.match(item?.['status'], status, answer, '/items/*/status');
}

/** The parts that a client may change, as the object shows them. */
const clientParts = ({ kind }: Trial, object: JsonObject): string =>
  JSON.stringify({
    labels: mapOf(object, 'labels')['written'],
    annotations: mapOf(object, 'annotations')['written'],
    ...Object.fromEntries(mutableFieldsOf(kind).map(({ name }) => [name, at(object, 'spec', name)])),
  });

export const overTime: readonly Requirement[] = [
  requirement('status/moves-forward', {
    tests: [
      'status.times.forward',
      'status.conditions.final',
      'status.start-time.kept',
      'list.items.whole',
      'concurrency.patch',
      'metadata.annotations.preserved',
      'delete.recreate',
    ],
    needs: ['read/answers-with-what-is-stored', 'patch/merges'],
    async check(trial) {
      const job = await trial.given.accepted();
      // Before a controller writes: one that has read the object earlier must not write it back as it was.
      const patched = trial.expect.accepted(
        await writeAll(trial, 'patch', job, [
          [['metadata', 'labels', 'written'], 'early'],
          [['metadata', 'annotations', 'written'], 'early'],
          ...Object.entries(everyMutableField(trial.kind, 1)).map(([name, value]): Change => [['spec', name], value]),
        ]),
      );
      const history = new StatusHistory(trial, job);
      await trial.eventually(async () => {
        await history.read();
        return history.hasConditions ? true : undefined;
      });
      if (!history.hasConditions) return trial.notApplicable('the target shows no condition within the settle time');
      const end = trial.clock.now() + trial.settle;
      while (!history.hasEnded && trial.clock.now() < end) {
        await history.read();
        await trial.clock.sleep(Math.max(OFTEN, trial.settle / 50));
      }
      const [early, now] = [clientParts(trial, patched), clientParts(trial, await trial.given.read(job))];
      trial.expect.that(now === early, {
        message: 'What a patch wrote is gone or changed, though only the server has written the job since',
        expected: early,
        received: now,
        path: '/metadata',
      });
      // Neither a write of the client nor time takes back what is final, or when it began.
      await trial.given.updated(job, (object) => {
        object['metadata'] = { ...metadataOf(object), annotations: { looked: 'again' } };
      });
      for (let i = 0; i < LAST_READS; i += 1) {
        await history.read();
        await trial.clock.sleep(SELDOM);
      }
      await expectListed(trial, job);
      if (!history.hasEnded) return;
      // Another job of the name begins anew.
      await trial.given.deleted(job);
      const answer = await trial.target.create(trial.given.manifest({ name: job.name }));
      const ended = conditionsOf(trial.expect.accepted(answer)).find(
        (one) => FINAL.includes(String(one['type'])) && isTrue(one),
      );
      trial.expect.that(ended === undefined, {
        message: 'A new job has the status of the deleted job of the same name',
        expected: 'no final condition',
        received: shown(ended),
        path: '/status/conditions',
        answer,
      });
    },
  }),
];
