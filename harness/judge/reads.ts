/** What a check reads of an object, for what it starts from: it fails no requirement that there is none. */
import { pathOf } from '../../contract/operations.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { clientNow } from '../evidence/together.ts';
import type { Seen } from '../http/seen.ts';
import type { Ref, Target } from '../model/target.ts';
import type { Given } from '../model/trial.ts';
import { describeAnswer } from './describe-answer.ts';
import { Inconclusive } from '../errors/endings.ts';
import { ok } from './outcomes.ts';

export interface ReadOptions {
  kind: Kind;
  target: Target;
  namespace: string;
  /** What the judgement has read. */
  seen: Seen;
}

export interface Reads extends Pick<Given, 'read' | 'known'> {
  /** The object as it is read, if it is there. */
  find(ref: Ref): Promise<JsonObject | undefined>;
  /** Called with what an answer shows of the object, which counts as read. */
  knew(ref: Required<Ref>, object: JsonObject): void;
}

export function createReads({ kind, target, namespace, seen }: ReadOptions): Reads {
  const look = async (ref: Ref) => {
    const answer = await target.read(ref);
    const isShown = ok(answer) && isObject(answer.json) && isObject(answer.json['metadata']);
    return { answer, object: isShown ? (answer.json as JsonObject) : undefined };
  };

  async function read(ref: Ref): Promise<JsonObject> {
    const { answer, object } = await look(ref);
    if (!object) throw new Inconclusive(describeAnswer(`${kind.kind} ${ref.name} could not be read`, answer));
    return object;
  }

  return {
    find: async (ref) => (await look(ref)).object,
    read,
    async known(ref) {
      // Of clients that write at once, each looks for itself.
      const object =
        clientNow() === undefined ? seen.object(pathOf(kind, ref.namespace ?? namespace, ref.name)) : undefined;
      return object ?? (await read(ref));
    },
    knew: (ref, object) => seen.shown(pathOf(kind, ref.namespace, ref.name), object),
  };
}
