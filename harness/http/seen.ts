/** What a judgement has seen of single objects: as they were read last, and that those that it deleted are gone. */
import { keyOf } from '../../contract/kinds.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import { succeeds } from '../../contract/operations.ts';
import type { Addressed } from '../../contract/request.ts';
import type { Verb } from '../../contract/types.ts';
import type { Answer } from '../model/target.ts';
import type { Outgoing } from './outgoing.ts';
import type { Made } from '../ownership/made.ts';

const CHANGES_NOTHING: ReadonlySet<Verb> = new Set<Verb>(['read', 'list', 'watch']);

export class Seen {
  readonly #made: Made[];
  /** By their paths: as they were read, while nothing has been sent since that may change any of them. */
  readonly #objects = new Map<string, JsonObject>();
  /** Their deletion was accepted. */
  readonly #deleted = new Set<Made>();
  /** Counts the beginnings and ends of writes: a read between them may show either state. */
  #moves = 0;
  #underWay = 0;

  /** `made`: the objects that are to be removed afterwards. What is seen to be gone is taken out of it. */
  constructor(made: Made[] = []) {
    this.#made = made;
  }

  /** By its path; undefined where it has to be read. */
  object(path: string): JsonObject | undefined {
    return this.#objects.get(path);
  }

  /** The object as an answer to somebody else's write has shown it, unless something is under way that may change it. */
  shown(path: string, object: JsonObject): void {
    if (this.#underWay === 0) this.#objects.set(path, object);
  }

  /** Sends the request, and keeps what it shows or forgets what it may change. */
  async follow(request: Outgoing, operation: Addressed | undefined, send: () => Promise<Answer>): Promise<Answer> {
    if (operation === undefined || !CHANGES_NOTHING.has(operation.verb)) return this.#write(operation, send);
    const isPlain = operation.verb === 'read' && request.as === undefined && request.headers?.length === 0;
    return isPlain ? this.#read(request.path, operation, send) : send();
  }

  async #read(path: string, operation: Addressed, send: () => Promise<Answer>): Promise<Answer> {
    const moves = this.#moves;
    const deleted = this.#objectsOf(operation).filter((one) => this.#deleted.has(one));
    const answer = await send();
    const isStill = moves === this.#moves && this.#underWay === 0;
    if (isStill && succeeds('read', answer.status) && isObject(answer.json)) this.#objects.set(path, answer.json);
    if (answer.status === 404) for (const one of deleted) this.#forget(one);
    return answer;
  }

  async #write(operation: Addressed | undefined, send: () => Promise<Answer>): Promise<Answer> {
    const isDeletion = operation?.verb === 'delete' || operation?.verb === 'deletecollection';
    const objects = isDeletion ? this.#objectsOf(operation) : [];
    this.#move(1);
    try {
      const answer = await send();
      if (answer.status < 300) for (const one of objects) this.#deleted.add(one);
      return answer;
    } finally {
      this.#move(-1);
    }
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
  }
}
