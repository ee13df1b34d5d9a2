/**
 * Jobs that judgements of a run have made and left as they were. Each is lent to one judgement at a time, which asks for
 * a job of the same manifest that it does not change; the evidence of how it was made goes with it.
 */
import { isDeepStrictEqual } from 'node:util';
import { isObject, parseJson, type JsonObject } from '../../contract/json.ts';
import { pathOf, succeeds } from '../../contract/operations.ts';
import type { Made } from '../ownership/made.ts';
import type { Exchange } from '../model/exchange.ts';
import { metadataOf } from '../ownership/ownership.ts';
import type { Journal } from '../ownership/journal.ts';

/** Shared jobs that are with no judgement, at most: they are alive, too. */
const IDLE = 60;

/** How many shared jobs may wait, where so many of the run may be alive, and one judgement has so many at most. */
export const idleOf = (maxJobsAlive: number, heaviest: number): number =>
  Math.max(0, Math.min(IDLE, maxJobsAlive - heaviest));

/** A job that may be lent. */
export interface Shared {
  /** What its manifest is like. */
  key: string;
  made: Made;
  /** The one that made it. */
  creation: Exchange;
  /** A merge patch that makes it again as it was made, where the judgement before has changed it. */
  undo?: JsonObject;
}

export class Pool {
  #idle: Shared[] = [];

  take(key: string): Shared | undefined {
    const one = this.#idle.find((idle) => idle.key === key);
    this.#idle = this.#idle.filter((idle) => idle !== one);
    return one;
  }

  /** Keeps it, and returns what has to be deleted instead: the one that was used least recently. */
  put(one: Shared, most = IDLE): Made[] {
    this.#idle.push(one);
    return this.#idle.splice(0, this.#idle.length - most).map(({ made }) => made);
  }

  /** All that are left, which are kept no longer. */
  empty(): Made[] {
    return this.#idle.splice(0).map(({ made }) => made);
  }
}

/** Contexts of one run share the journal. */
const pools = new WeakMap<Journal, Pool>();

export function poolOf(journal: Journal): Pool {
  const pool = pools.get(journal) ?? new Pool();
  pools.set(journal, pool);
  return pool;
}

/** What was sent and what was answered; undefined where the answer did not show the object. */
export function madeIn({ requestBody, responseBody }: Exchange): { sent: JsonObject; made: JsonObject } | undefined {
  const [sent, made] = [parseJson(requestBody ?? ''), parseJson(responseBody)];
  return isObject(sent) && isObject(made) && typeof metadataOf(made)['name'] === 'string' ? { sent, made } : undefined;
}

/** What those that have a job one after the other do with it. */
export type Use = 'look' | 'write';

const KEPT = ['uid', 'labels', 'annotations', 'finalizers', 'ownerReferences', 'deletionTimestamp'];

/**
 * Whether the object is as the answer to its create has shown it, but for what controllers report. The generation of one
 * that may be written counts its changes.
 */
export function isAsMade(object: JsonObject, made: JsonObject, use: Use): boolean {
  const kept = use === 'look' ? [...KEPT, 'generation'] : KEPT;
  const part = (of: JsonObject): unknown => [kept.map((name) => metadataOf(of)[name]), of['spec']];
  return isDeepStrictEqual(part(object), part(made));
}

/** Those of the judgement's own requests that may have changed the job: what was refused has not, in a judgement that passed. */
export function changesOf({ kind, namespace, name }: Made, exchanges: readonly Exchange[]): Exchange[] {
  const [collection, object] = [pathOf(kind, namespace), pathOf(kind, namespace, name)];
  const isOf = ({ verb, path }: Exchange): boolean =>
    verb === undefined ||
    path.includes('%') ||
    (path.startsWith(object) && !/^[-a-z0-9]/.test(path.slice(object.length))) ||
    (verb === 'deletecollection' && path.startsWith(collection));
  const isRefused = ({ status = 0 }: Exchange): boolean => status >= 400 && status < 500;
  return exchanges.filter(
    (exchange) => exchange.earlier !== true && exchange.method !== 'GET' && isOf(exchange) && !isRefused(exchange),
  );
}

/** Whether the create shows that the object is there at once. */
export const isShown = (creation: Exchange): boolean =>
  succeeds('create', creation.status ?? 0) && creation.status !== 202 && madeIn(creation) !== undefined;
