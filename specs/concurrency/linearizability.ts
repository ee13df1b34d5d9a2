/** Whether some order of the requests of several clients explains all that they were answered (linearizability). */
import { isPromise } from '../../contract/operations.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import type { Operation } from '../../generators/oracles/linearizability.ts';
import { linearize } from '../../generators/oracles/linearizability.ts';
import { register, describeEvent } from '../../generators/oracles/register-model.ts';
import type { RegisterEvent } from '../../generators/oracles/register-model.ts';
import type { Answer, WatchEvent } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, itemsOf, nameOf, withMember, shownOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { deletionOf } from '../delete/support.ts';
import { ok } from '../support/updates/write.ts';
import { currentVersion, watching } from '../watch/support.ts';
import { rounds, someWon } from './clients.ts';

const KEY = 'value';

/** The register's value is one annotation. */
const valueOf = (object: JsonObject | undefined): string | undefined => {
  const value = at(object, 'metadata', 'annotations', KEY);
  return typeof value === 'string' ? value : undefined;
};
const withValue = (object: JsonObject, value: string): JsonObject =>
  withMember(object, ['metadata', 'annotations', KEY], value);

type Recorded = Operation<RegisterEvent> & { answer: Answer };

/** The object in a success. */
const objectOf = (answer: Answer): JsonObject | undefined =>
  ok(answer) && isObject(answer.json) ? answer.json : undefined;

const isRefusal = (answer: Answer): boolean => answer.status >= 400 && answer.status < 500;

/** What clients do with the object of one name, and all that they were answered. */
class Arena {
  readonly history: Recorded[] = [];
  /** Whether an object was seen that is marked for deletion: then no answer says when it was gone. */
  graceful = false;
  #now = 0;
  #values = 0;
  #paces = 0;
  readonly #trial: Trial;
  readonly #name: string;
  readonly #spread: number;

  /** @param spread Clients pause for fewer milliseconds than this; 1: none pauses, and all begin at once. */
  constructor(trial: Trial, name: string, spread = 3) {
    [this.#trial, this.#name, this.#spread] = [trial, name, spread];
  }

  /** Clients that never pause would take turns by whole rounds; these pauses, always the same in a run, mix them. */
  async pace(): Promise<void> {
    await this.#trial.clock.sleep((this.#paces += 7) % this.#spread);
  }

  fresh(): string {
    return `v${(this.#values += 1)}`;
  }

  /**
   * Only `telling` refusals say whether the object is there; the others may have any reason, and are not recorded.
   */
  async #record(
    send: () => Promise<Answer>,
    event: (answer: Answer) => RegisterEvent,
    telling = ({ status }: Answer): boolean => status === 404,
  ): Promise<Answer> {
    const call = (this.#now += 1);
    const answer = await send();
    if (!ok(answer) && !isRefusal(answer)) this.#trial.expect.refused(answer);
    this.#now += 1;
    if (ok(answer) || telling(answer)) this.history.push({ call, return: this.#now, event: event(answer), answer });
    return answer;
  }

  async read(): Promise<JsonObject | undefined> {
    const answer = await this.#record(
      () => this.#trial.target.read({ name: this.#name }),
      (answer) => ({ op: 'read', value: this.#seen(objectOf(answer)) }),
    );
    return objectOf(answer);
  }

  async list(): Promise<void> {
    const query = { fieldSelector: `metadata.name=${this.#name}` };
    await this.#record(
      () => this.#trial.target.list({ query }),
      (answer) => ({ op: 'read', value: this.#seen(itemsOf(answer.json).find((item) => nameOf(item) === this.#name)) }),
    );
  }

  async patch(): Promise<void> {
    const value = this.fresh();
    await this.#record(
      () => this.#trial.target.patch({ name: this.#name }, { metadata: { annotations: { [KEY]: value } } }),
      (answer) => ({ op: 'write', value, ok: ok(answer) }),
    );
  }

  /** Reads, and replaces what was read. */
  async swap(): Promise<void> {
    const seen = await this.read();
    const from = valueOf(seen);
    if (seen === undefined || from === undefined) return;
    const value = this.fresh();
    // A PUT without a version insists on nothing.
    shownOf(this.#trial, seen, 'resourceVersion');
    await this.#record(
      () => this.#trial.target.replace({ name: this.#name }, withValue(seen, value)),
      (answer) => ({ op: 'swap', from, value, ok: ok(answer) }),
    );
  }

  /** The same by a patch that insists on the version. */
  async swapByPatch(): Promise<void> {
    const seen = await this.read();
    const from = valueOf(seen);
    if (seen === undefined || from === undefined) return;
    const value = this.fresh();
    const patch = {
      metadata: { resourceVersion: shownOf(this.#trial, seen, 'resourceVersion'), annotations: { [KEY]: value } },
    };
    await this.#record(
      () => this.#trial.target.patch({ name: this.#name }, patch),
      (answer) => ({ op: 'swap', from, value, ok: ok(answer) }),
    );
  }

  async create(): Promise<void> {
    const value = this.fresh();
    const manifest = this.#trial.given.manifest({ name: this.#name, annotations: { [KEY]: value } });
    await this.#record(
      () => this.#trial.target.create(manifest),
      (answer) => ({ op: 'create', value, ok: ok(answer) }),
      // A Conflict says that another write was under way.
      ({ status, json }) => status === 409 && at(json, 'reason') !== 'Conflict',
    );
  }

  async delete(): Promise<void> {
    const answer = await this.#record(
      () => this.#trial.target.delete({ name: this.#name }),
      (answer) => ({ op: 'delete', ok: ok(answer) }),
    );
    if (isPromise(answer.verb, answer.status) || deletionOf(answer.json) !== undefined) this.graceful = true;
  }

  /** The value of an object that was seen; one that is marked for deletion counts as gone. */
  #seen(object: JsonObject | undefined): string | undefined {
    if (deletionOf(object) === undefined) return valueOf(object);
    this.graceful = true;
    return undefined;
  }

  /** How many writes were accepted. */
  get writes(): number {
    return this.history.filter(({ event }) => event.op !== 'read' && event.ok).length;
  }

  /** Finds an order that explains the history; the finding says how far the longest one goes, and what cannot follow. */
  judge(initial: string | undefined): void {
    const { holds, order } = linearize(this.history, register(initial));
    const rest = this.history.filter((operation) => !order.includes(operation)).sort((a, b) => a.call - b.call);
    const told = (operations: readonly Operation<RegisterEvent>[]): string =>
      operations.map(({ call, return: end, event }) => `[${call}-${end}] ${describeEvent(event)}`).join('; ');
    this.#trial.expect.that(holds, {
      message:
        'No order of the requests, each taking effect between its call and its answer, explains what was answered',
      expected: `after ${told(order) || 'nothing'}: one of the others`,
      received: told(rest),
      path: `/metadata/annotations/${KEY}`,
      answer: rest[0]?.answer,
    });
  }
}

/**
 * Clients at work on one object in several rounds; each client is a sequence of steps. The object is there when they
 * start, or not.
 */
const explained = (
  id: string,
  tests: readonly string[],
  needs: readonly string[],
  starts: 'with the object' | 'with nothing',
  clients: (arena: Arena) => (() => Promise<void>)[],
): Requirement =>
  requirement(id, {
    tests,
    needs,
    async check(trial) {
      const exists = starts === 'with the object';
      if (!exists && (await deletesGracefully(trial)))
        trial.notApplicable('the target deletes gracefully: no answer says when an object was gone');
      let won = 0;
      await rounds(trial, async (round) => {
        const there = exists ? await trial.given.reused({ annotations: { [KEY]: 'v0' } }) : undefined;
        const arena = new Arena(trial, there?.name ?? trial.given.name('register'), 1 + 2 * round);
        await trial.together(clients(arena));
        won += arena.writes;
        if (!arena.graceful) arena.judge(exists ? 'v0' : undefined);
      });
      someWon(trial, won);
    },
  });

async function deletesGracefully(trial: Trial): Promise<boolean> {
  const job = await trial.given.accepted();
  trial.expect.documented(await trial.target.delete(job));
  return ok(await trial.target.read(job));
}

/** A client that does the same several times, with pauses. */
const times = (arena: Arena, count: number, step: () => Promise<unknown>) => async (): Promise<void> => {
  for (let i = 0; i < count; i += 1) {
    await arena.pace();
    await step();
  }
};

/** Values in the order of the events; one that several events in a row show counts once. */
const shownBy = (events: readonly WatchEvent[]): string[] => {
  const values = events.flatMap((event) => valueOf(event.object) ?? []);
  return values.filter((value, i) => value !== values[i - 1]);
};

export const concurrentHistories: readonly Requirement[] = [
  explained(
    'concurrency/reads-and-patches-have-one-order',
    ['concurrency.linearizable', 'concurrency.patch'],
    ['patch/merges', 'read/answers-with-what-is-stored'],
    'with the object',
    (arena) => [
      times(arena, 4, () => arena.patch()),
      times(arena, 4, () => arena.patch()),
      times(arena, 5, () => arena.read()),
      times(arena, 5, () => arena.read()),
      times(arena, 4, () => arena.list()),
    ],
  ),
  explained(
    'concurrency/reads-and-replacements-have-one-order',
    ['concurrency.linearizable', 'concurrency.compare-and-swap'],
    ['replace/refuses-a-stale-version', 'patch/refuses-a-stale-version'],
    'with the object',
    (arena) => [
      times(arena, 3, () => arena.swap()),
      times(arena, 3, () => arena.swap()),
      times(arena, 3, () => arena.swapByPatch()),
      times(arena, 4, () => arena.read()),
      times(arena, 3, () => arena.list()),
    ],
  ),
  explained(
    'concurrency/replacements-and-patches-have-one-order',
    ['concurrency.linearizable', 'concurrency.replace-and-patch'],
    ['replace/refuses-a-stale-version', 'patch/merges'],
    'with the object',
    (arena) => [
      times(arena, 3, () => arena.swap()),
      times(arena, 3, () => arena.swap()),
      times(arena, 3, () => arena.patch()),
      times(arena, 4, () => arena.read()),
    ],
  ),
  explained(
    'concurrency/lives-of-one-name-have-one-order',
    ['concurrency.linearizable', 'concurrency.create', 'concurrency.delete', 'concurrency.recreate'],
    ['create/refuses-a-taken-name', 'delete/removes-the-object'],
    'with nothing',
    (arena) => [
      times(arena, 3, () => arena.create()),
      times(arena, 3, () => arena.create()),
      times(arena, 3, () => arena.delete()),
      times(arena, 2, () => arena.delete()),
      times(arena, 4, () => arena.read()),
      times(arena, 2, () => arena.patch()),
    ],
  ),
  requirement('concurrency/a-watch-shows-the-order-of-reads', {
    tests: ['concurrency.watch'],
    needs: [
      'watch/shows-every-change-of-several-writers',
      'replace/refuses-a-stale-version',
      'concurrency/reads-and-patches-have-one-order',
    ],
    async check(trial) {
      const job = await trial.given.reused({ annotations: { [KEY]: 'v0' } });
      const arena = new Arena(trial, job.name);
      await watching(
        trial,
        { resourceVersion: await currentVersion(trial), fieldSelector: `metadata.name=${job.name}` },
        async (stream) => {
          await trial.together([
            times(arena, 4, () => arena.patch()),
            times(arena, 4, () => arena.patch()),
            times(arena, 3, () => arena.swap()),
            times(arena, 8, () => arena.read()),
            times(arena, 8, () => arena.read()),
          ]);
          const done = arena.fresh();
          trial.expect.accepted(await trial.target.patch(job, { metadata: { annotations: { [KEY]: done } } }));
          const events = await stream.collect((seen) => seen.some((event) => valueOf(event.object) === done));
          const order = shownBy(events).filter((value) => value !== 'v0');
          const written = arena.history.flatMap(({ event }) =>
            (event.op === 'write' || event.op === 'swap') && event.ok ? [event.value] : [],
          );
          trial.expect.match(
            order.toSorted(),
            [...written, done].toSorted(),
            stream.answer,
            '/object/metadata/annotations',
          );
          // Taken as the order of the writes, the order in the watch has to explain the reads and swaps, too.
          const { holds } = linearize(arena.history, inOrder(['v0', ...order]));
          trial.expect.that(holds, {
            message: 'The watch shows the writes in another order than reads do',
            expected: `an order that explains ${arena.history.map(({ event }) => describeEvent(event)).join('; ')}`,
            received: order.join(', '),
            path: '/object/metadata/annotations',
            answer: stream.answer,
          });
        },
      );
    },
  }),
];

/** A register that takes its values in this order only. */
function inOrder(order: readonly string[]): ReturnType<typeof register> {
  const { initial, key, step } = register(order[0]);
  const next = (value: string | undefined): string | undefined => order[order.indexOf(value ?? '') + 1];
  return {
    initial,
    key,
    step: (state, event) =>
      step(state, event).filter(({ value }) => value === state.value || value === next(state.value)),
  };
}
