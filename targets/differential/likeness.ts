import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { metadataOf } from '../../harness/ownership/ownership.ts';
import type { Answer } from '../../harness/model/target.ts';

const ASSIGNED = ['creationTimestamp', 'deletionTimestamp', 'resourceVersion'];
const FREE = ['selfLink', 'managedFields', 'deletionGracePeriodSeconds'];

export class Likeness {
  /** The number of each uid, in the order in which they were first seen. */
  readonly #uids = new Map<string, string>();

  answer({ status, json }: Pick<Answer, 'status' | 'json'>): JsonObject {
    if (!isObject(json)) return { status, body: typeof json };
    if (json['kind'] === 'Status') return { status, ...this.#status(json) };
    if (Array.isArray(json['items'])) return { status, kind: json['kind'] ?? null, items: this.#items(json['items']) };
    return { status, object: this.object(json) };
  }

  object(object: JsonObject): JsonObject {
    const { metadata: _, status, ...rest } = object;
    const metadata = Object.entries(metadataOf(object))
      .filter(([key, value]) => !FREE.includes(key) && !isEmpty(value))
      .map(([key, value]): [string, Json] => [
        key,
        key === 'uid' ? this.#uid(String(value)) : ASSIGNED.includes(key) ? 'there' : value,
      ]);
    return { ...rest, metadata: Object.fromEntries(metadata), ...(isEmpty(status) ? {} : { status: status as Json }) };
  }

  #items(items: readonly Json[]): JsonObject {
    const byName = items
      .filter(isObject)
      .map((item) => ({ name: String(metadataOf(item)['name']), item }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return Object.fromEntries(byName.map(({ name, item }) => [name, this.object(item)]));
  }

  #status({ status, reason, code }: JsonObject): JsonObject {
    return status === 'Success' ? { success: true } : { reason: reason ?? null, code: code ?? null };
  }

  #uid(uid: string): string {
    const known = this.#uids.get(uid) ?? `uid ${this.#uids.size + 1}`;
    this.#uids.set(uid, known);
    return known;
  }
}

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0);
