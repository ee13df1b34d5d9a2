/** Lists of several objects that are written to: each shows all of them at one moment. */
import { linearize, type Operation } from '../../generators/oracles/linearizability.ts';
import { describeRegistersEvent, registers, type RegistersEvent } from '../../generators/oracles/registers-model.ts';
import type { Answer, Accepted } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, itemsOf, nameOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { ok, reusedJobs } from '../support/updates/write.ts';
import { rounds, someWon } from './clients.ts';

const KEY = 'value';
const FIRST = 'v0';

/** What several clients did with some objects, and what they were answered. */
class Log {
  readonly #trial: Trial;
  readonly #jobs: readonly Accepted[];
  readonly #history: Operation<RegistersEvent>[] = [];
  #now = 0;
  #values = 0;

  constructor(trial: Trial, jobs: readonly Accepted[]) {
    [this.#trial, this.#jobs] = [trial, jobs];
  }

  /** Refusals say nothing of the values: a write may be refused for reasons that others are. */
  async #record(send: () => Promise<Answer>, event: (answer: Answer) => RegistersEvent): Promise<void> {
    const call = (this.#now += 1);
    const answer = await send();
    if (!ok(answer)) return this.#trial.expect.refused(answer);
    this.#history.push({ call, return: (this.#now += 1), event: event(answer) });
  }

  write({ name }: Accepted): Promise<void> {
    const value = `v${(this.#values += 1)}`;
    return this.#record(
      () => this.#trial.target.patch({ name }, { metadata: { annotations: { [KEY]: value } } }),
      () => ({ op: 'one', name, event: { op: 'write', value, ok: true } }),
    );
  }

  list(): Promise<void> {
    return this.#record(
      () => this.#trial.target.list(),
      (answer) => {
        const items = itemsOf(answer.json);
        const valueOf = ({ name }: Accepted): [string, string | undefined] => {
          const item = items.find((one) => nameOf(one) === name);
          return [name, item && String(at(item, 'metadata', 'annotations', KEY))];
        };
        return { op: 'list', values: Object.fromEntries(this.#jobs.map(valueOf)) };
      },
    );
  }

  /** Returns how many writes were accepted. */
  judge(): number {
    const { holds, order } = linearize(
      this.#history,
      registers(Object.fromEntries(this.#jobs.map(({ name }) => [name, FIRST]))),
    );
    const rest = this.#history.filter((operation) => !order.includes(operation)).sort((a, b) => a.call - b.call);
    const told = (operations: readonly Operation<RegistersEvent>[]): string =>
      operations.map(({ call, return: end, event }) => `[${call}-${end}] ${describeRegistersEvent(event)}`).join('; ');
    this.#trial.expect.that(holds, {
      message:
        'No order of the writes and lists, each taking effect between its call and its answer, explains what the lists showed',
      expected: `after ${told(order) || 'nothing'}: one of the others`,
      received: told(rest),
      path: '/items',
    });
    return this.#history.filter(({ event }) => event.op === 'one').length;
  }
}

const STEPS = 3;

export const listsAtOnce: readonly Requirement[] = [
  requirement('concurrency/writes-and-lists-of-several-objects-have-one-order', {
    tests: ['list.one-moment', 'concurrency.linearizable', 'list.current'],
    needs: ['patch/merges', 'list/shows-the-latest-writes'],
    async check(trial) {
      let won = 0;
      await rounds(trial, async (round) => {
        const jobs = await reusedJobs(trial, 3, { annotations: { [KEY]: FIRST } });
        const log = new Log(trial, jobs);
        const several = (client: number, count: number, step: () => Promise<void>) => async (): Promise<void> => {
          for (let i = 0; i < count; i += 1) {
            await trial.clock.sleep((client * 5 + i * 7) % (round + 1));
            await step();
          }
        };
        // One client writes to each in turn, so that lists of two moments show a later write without an earlier one.
        const inTurn = async (): Promise<void> => {
          for (const job of jobs) await log.write(job);
        };
        const lists = [1, 2, 3].map((client) => several(client, 2 * STEPS, () => log.list()));
        const [first] = jobs;
        const clients = [several(0, STEPS, inTurn), several(4, STEPS, () => log.write(first)), ...lists];
        await trial.together(clients);
        won += log.judge();
      });
      someWon(trial, won);
    },
  }),
];
