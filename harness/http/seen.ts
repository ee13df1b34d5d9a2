/** What a judgement has seen of single objects: as they were read or written last, and that those that it deleted are gone. */
import { isDeepStrictEqual } from 'node:util';
import { keyOf } from '../../contract/kinds.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import { isPromise, succeeds } from '../../contract/operations.ts';
import type { Addressed } from '../../contract/request.ts';
import type { Verb } from '../../contract/types.ts';
import type { Answer } from '../model/target.ts';
import { answeredWrites, type AnsweredWrites } from '../judge/answered-writes.ts';
import type { Served } from '../judge/context.ts';
import type { Outgoing } from './outgoing.ts';
import type { Made } from '../ownership/made.ts';
import { metadataOf } from '../ownership/ownership.ts';

const CHANGES_NOTHING: ReadonlySet<Verb> = new Set<Verb>(['read', 'list', 'watch']);

/** By which the object of a deletion stays, or stays for a while. */
const DELAYS = /dryRun|propagationPolicy|orphanDependents|gracePeriodSeconds/;

/** The names of the objects of which the answer to a plain deletion says that they are gone. */
function goneBy({ path, body = '' }: Outgoing, operation: Addressed | undefined, { status, json }: Answer): string[] {
  const { verb, name } = operation ?? {};
  if (verb !== 'delete' && verb !== 'deletecollection') return [];
  if (!succeeds(verb, status) || isPromise(verb, status) || DELAYS.test(path + body) || !isObject(json)) return [];
  const isLeaving = (object: unknown): boolean => {
    const { deletionTimestamp, finalizers } = metadataOf(object);
    return deletionTimestamp !== undefined || (finalizers !== undefined && !isDeepStrictEqual(finalizers, []));
  };
  if (verb === 'delete') return name === undefined || isLeaving(json) ? [] : [name];
  const items = Array.isArray(json['items']) ? json['items'] : [];
  return items.filter((item) => !isLeaving(item)).map((item) => String(metadataOf(item)['name']));
}

export class Seen {
  readonly #made: Made[];
  /** By their paths: as they were read, while nothing has been sent since that may change any of them. */
  readonly #objects = new Map<string, JsonObject>();
  /** By their paths: as the answer to a write has shown them, as long. */
  readonly #written = new Map<string, { answer: Answer; answers: AnsweredWrites }>();
  /** Their deletion was accepted. */
  readonly #deleted = new Set<Made>();
  /** Counts the beginnings and ends of writes: a read between them may show either state. */
  #moves = 0;
  #underWay = 0;

  readonly #served: Served;

  /**
   * `made`: the objects that are to be removed afterwards. What is seen to be gone is taken out of it. `served`: what the
   * run has seen of the target.
   */
  constructor(made: Made[] = [], served: Served = new Set<string>()) {
    [this.#made, this.#served] = [made, served];
  }

  /** By its path; undefined where it has to be read. */
  object(path: string): JsonObject | undefined {
    const { answer, answers } = this.#written.get(path) ?? {};
    return this.#objects.get(path) ?? (answer && answers?.storedBy(answer));
  }

  /** The object as an answer to somebody else's write has shown it, unless something is under way that may change it. */
  shown(path: string, object: JsonObject): void {
    if (this.#underWay === 0) this.#objects.set(path, object);
  }

  /** Sends the request, and keeps what it shows or forgets what it may change. */
  async follow(request: Outgoing, operation: Addressed | undefined, send: () => Promise<Answer>): Promise<Answer> {
    if (operation === undefined || !CHANGES_NOTHING.has(operation.verb)) return this.#write(request, operation, send);
    const isPlain = operation.verb === 'read' && request.as === undefined && request.headers?.length === 0;
    return isPlain ? this.#read(request.path, operation, send) : send();
  }

  async #read(path: string, operation: Addressed, send: () => Promise<Answer>): Promise<Answer> {
    const moves = this.#moves;
    const deleted = this.#objectsOf(operation).filter((one) => this.#deleted.has(one));
    const answer = await send();
    const isStill = moves === this.#moves && this.#underWay === 0;
    if (isStill && succeeds('read', answer.status) && isObject(answer.json)) {
      const written = this.#written.get(path);
      written?.answers.compare(written.answer, answer.json);
      this.#written.delete(path);
      this.#objects.set(path, answer.json);
    }
    if (answer.status === 404) for (const one of deleted) this.#forget(one);
    return answer;
  }

  async #write(request: Outgoing, operation: Addressed | undefined, send: () => Promise<Answer>): Promise<Answer> {
    const isDeletion = operation?.verb === 'delete' || operation?.verb === 'deletecollection';
    const objects = isDeletion ? this.#objectsOf(operation) : [];
    this.#move(1);
    const moves = this.#moves;
    let shown: Answer | undefined;
    try {
      const answer = await send();
      if (answer.status < 300) for (const one of objects) this.#deleted.add(one);
      const gone = new Set(goneBy(request, operation, answer));
      for (const one of objects) if (gone.has(one.name)) one.deleted = true;
      if (moves === this.#moves && request.as === undefined) shown = answer;
      return answer;
    } finally {
      this.#move(-1);
      if (shown !== undefined && operation !== undefined) this.#keep(request.path, operation, shown);
    }
  }

  /** A plain update that was carried out, of an object that stays. */
  #keep(path: string, { kind, verb }: Addressed, answer: Answer): void {
    const isUpdate = (verb === 'replace' || verb === 'patch') && !path.includes('?');
    if (!isUpdate || this.#underWay > 0 || !succeeds(verb, answer.status) || isPromise(verb, answer.status)) return;
    if (metadataOf(answer.json)['deletionTimestamp'] !== undefined) return;
    this.#written.set(path, { answer, answers: answeredWrites(kind, verb, this.#served) });
  }

  /** Those of the judgement that an operation names, or that are in its collection. */
  #objectsOf({ kind, namespace, name }: Addressed): Made[] {
    return this.#made.filter(
      (one) =>
        keyOf(one.kind) === keyOf(kind) && one.namespace === namespace && (name === undefined || one.name === name),
    );
  }

  #forget(one: Made): void {
    const at = this.#made.indexOf(one);
    if (at >= 0) this.#made.splice(at, 1);
  }

  #move(by: 1 | -1): void {
    this.#underWay += by;
    this.#moves += 1;
    this.#objects.clear();
    this.#written.clear();
  }
}
