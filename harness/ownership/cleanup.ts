/** Deletes all objects that one or several runs left on the target. */
import { nameFor } from '../../contract/kinds.ts';
import type { Clock } from '../../contract/clock.ts';
import { pathOf, succeeds } from '../../contract/operations.ts';
import type { Kind } from '../../contract/types.ts';
import { briefly } from '../evidence/brief.ts';
import type { Client } from '../http/client.ts';
import { Inconclusive, Unreachable } from '../errors/endings.ts';
import { keyOf, unsettled, type JournalLine } from './journal.ts';
import { lateOf, type Late } from './late.ts';
import { metadataOf, provenBy, uidOf, type Proof } from './ownership.ts';
import { isSame, release, remove, type Owned } from './removal.ts';
import { listEach } from '../http/target.ts';

export interface CleanupOptions {
  client: Client;
  clock: Clock;
  kinds: readonly Kind[];
  /** Namespaces to search, besides those that the journal names. */
  namespaces: readonly string[];
  /** Lines of one run or several: `provenBy` says which objects are theirs. */
  lines: readonly JournalLine[];
  /** Milliseconds to wait for the deletions. */
  settle: number;
  /** Milliseconds after which a request that was not answered creates nothing any more. Default 0. */
  late?: number | undefined;
  /** Milliseconds after which nothing more is begun. Default: an hour. */
  bound?: number | undefined;
  /** Told how far it is, one line at a time. */
  tell?: ((line: string) => void) | undefined;
}

const PAUSE = 200;
/** Milliseconds between two looks for what may still be created. */
const LOOK = 1000;
/** Milliseconds between two lines about how far it is. */
const TOLD_EVERY = 5000;
const BOUND = 3_600_000;
/** Objects that are deleted at once. */
const AT_ONCE = 16;

/**
 * Deletes the objects that are ours and waits until they are gone; looks for what was sent and not answered until its
 * time is over. Returns one sentence for each object that is left. Rejects only on errors of the suite.
 */
export const cleanup = (options: CleanupOptions): Promise<string[]> => new Cleanup(options).run();

class Cleanup {
  readonly #options: CleanupOptions;
  readonly #proven: (object: unknown, place: { kind: string; namespace: string }) => Proof;
  readonly #left = new Map<string, string>();
  /** What was found, by kind, namespace and name. */
  readonly #owned = new Map<string, Owned>();
  /** Where no list was answered at all. */
  readonly #silent = new Set<string>();
  readonly #end: number;
  #toldAt: number;

  constructor(options: CleanupOptions) {
    const { clock, lines, bound = BOUND } = options;
    this.#options = options;
    this.#proven = provenBy(lines);
    this.#toldAt = clock.now();
    this.#end = clock.now() + bound;
  }

  async run(): Promise<string[]> {
    const { clock, lines, late = 0, settle, tell } = this.#options;
    await this.#findAll();
    const found = [...this.#owned.values()];
    if (found.length > 0) tell?.(`${found.length} found that the run made: deleting`);
    await this.#delete(found);
    let until = clock.now() + settle;
    let waiting = found;
    let open = lateOf(lines, clock.now(), late).filter(({ line }) => !this.#silent.has(placeKey(line)));
    if (open.length > 0)
      tell?.(
        `${open.length} sent and not answered: looked for until ${new Date(Math.max(...open.map((one) => one.until))).toISOString()}`,
      );
    let looked = clock.now();
    while (!this.#isOver()) {
      if (looked <= clock.now()) {
        const come = await this.#lookFor(open);
        if (come.length > 0) {
          await this.#delete(come);
          waiting = [...waiting, ...come];
          until = Math.max(until, clock.now() + settle);
        }
        looked = clock.now() + LOOK;
      }
      waiting = await this.#stillThere(waiting);
      open = open.filter((one) => one.until > clock.now());
      if (open.length === 0 && (waiting.length === 0 || clock.now() >= until)) break;
      this.#say(() => `${waiting.length} of ${this.#owned.size} still there, ${open.length} not answered`);
      await clock.sleep(waiting.length > 0 ? PAUSE : LOOK);
    }
    for (const one of waiting)
      this.#left.set(describeOwned(one), `${describeOwned(one)} is still there after ${settle / 1000} s`);
    for (const { line } of open)
      this.#leave(describeLine(line), `${describeLine(line)} was not answered: the time is up`);
    return [...this.#left.values()];
  }

  readonly #isOver = (): boolean => this.#options.clock.now() >= this.#end;

  #leave(what: string, sentence: string): void {
    if (!this.#left.has(what)) this.#left.set(what, sentence);
  }

  /** Where the target prevents the work, that is noted; an error of the suite is thrown. */
  readonly #noted =
    (what: string) =>
    (error: unknown): undefined => {
      if (!(error instanceof Inconclusive)) throw error;
      this.#left.set(what, error.message.includes(what) ? error.message : `${what}: ${error.message}`);
    };

  #say(line: () => string): void {
    const now = this.#options.clock.now();
    if (now - this.#toldAt < TOLD_EVERY) return;
    this.#toldAt = now;
    this.#options.tell?.(line());
  }

  /** Does the work for every object, several at once, until the time is up. */
  async #each<T>(things: readonly T[], what: (one: T) => string, work: (one: T) => Promise<unknown>): Promise<void> {
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let one = things[next]; one !== undefined; one = things[next]) {
        next += 1;
        if (this.#isOver()) this.#leave(what(one), `${what(one)}: the time was up before it was looked at`);
        else await work(one).catch(this.#noted(what(one)));
        this.#say(() => `${next} of ${things.length} done`);
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, things.length) }, worker));
  }

  #delete(objects: readonly Owned[]): Promise<void> {
    return this.#each(objects, describeOwned, (one) => remove(this.#options.client, one, this.#isMeant(one)));
  }

  /** By its uid, or by more than that: a target may give an object another one each time. */
  readonly #isMeant =
    (one: Owned) =>
    (object: unknown): boolean =>
      isSame(object, one) || (metadataOf(object)['name'] === one.name && this.#proofOf(object, one) === 'ours');

  readonly #proofOf = (object: unknown, { kind, namespace }: Collection): Proof =>
    this.#proven(object, { kind: nameFor(kind, kind.kind), namespace });

  async #stillThere(objects: readonly Owned[]): Promise<Owned[]> {
    const still = new Set<Owned>();
    await this.#each(objects, describeOwned, async (one) => {
      if (await this.#isThere(one)) still.add(one);
      else this.#left.delete(describeOwned(one)); // deleted, though its answer was lost
    });
    return objects.filter((one) => still.has(one));
  }

  /** Whether this object is still there. If only its finalizers keep it, they are removed. */
  async #isThere(one: Owned): Promise<boolean> {
    const { client } = this.#options;
    const answer = await client.call({ method: 'GET', path: pathOf(one.kind, one.namespace, one.name) });
    const { name, deletionTimestamp, finalizers = [] } = metadataOf(answer.json);
    const isMeant = this.#isMeant(one);
    const meant = isMeant(answer.json);
    if (!meant && succeeds('read', answer.status) && name === one.name && uidOf(answer.json) !== undefined)
      return false; // a successor
    if (meant && typeof deletionTimestamp !== 'string' && !isSame(answer.json, one)) await remove(client, one, isMeant);
    if (meant && typeof deletionTimestamp === 'string' && mayBeHeld(finalizers)) await release(client, one, isMeant);
    return answer.status !== 404;
  }

  /** Notes the object if it is ours. */
  #keep(object: unknown, { kind, namespace }: Collection): Owned | undefined {
    const proof = this.#proofOf(object, { kind, namespace });
    if (proof === undefined) return undefined;
    const one = { kind, namespace, name: String(metadataOf(object)['name']), uid: uidOf(object) };
    if (proof === 'stray') {
      this.#leave(
        describeOwned(one),
        `${describeOwned(one)} looks like the run's, which never asked for this name: look at it, and delete it if nobody needs it`,
      );
      return undefined;
    }
    this.#owned.set(keyOf({ kind: nameFor(kind, kind.kind), namespace, name: one.name }), one);
    return one;
  }

  /** Lists, and notes what is ours. */
  async #list(key: string, place: Collection): Promise<Owned[]> {
    const what = `${place.kind.plural} in ${place.namespace}`;
    const ours: Owned[] = [];
    await listEach(this.#options.client, place.kind, place.namespace, (items) => {
      for (const item of items) ours.push(...[this.#keep(item, place) ?? []].flat());
    }).catch((error: unknown) => {
      if (error instanceof Unreachable) this.#silent.add(key);
      return this.#noted(what)(error);
    });
    return ours;
  }

  async #findAll(): Promise<void> {
    await Promise.all([...placesOf(this.#options)].map(([key, place]) => this.#list(key, place)));
    // A list may be wrong: objects that may still exist are also read by name, unless the target does not answer.
    const unseen = unsettled(this.#options.lines).filter(
      (line) => !this.#silent.has(placeKey(line)) && !this.#owned.has(keyOf(line)),
    );
    await this.#each(unseen, describeLine, (line) => this.#read(line));
  }

  async #read({ kind: kindName, namespace, name }: JournalLine & { name: string }): Promise<Owned | undefined> {
    const { client, kinds } = this.#options;
    const kind = kinds.find((k) => nameFor(k, k.kind) === kindName);
    if (!kind) return undefined;
    const answer = await client
      .call({ method: 'GET', path: pathOf(kind, namespace, name) })
      .catch(this.#noted(describeOwned({ kind, namespace, name })));
    if (!answer) return undefined;
    const what = describeOwned({ kind, namespace, name });
    this.#left.delete(what);
    // Without a name in the answer, it shows no object.
    const shown = succeeds('read', answer.status) ? metadataOf(answer.json)['name'] : undefined;
    if (shown === name) return this.#keep(answer.json, { kind, namespace });
    if (shown !== undefined)
      this.#leave(what, `${what}: a read of it shows an object of another name: it may be there`);
    return undefined;
  }

  /** What was sent and not answered, and has come by now. Returns what was not found before. */
  async #lookFor(open: readonly Late[]): Promise<Owned[]> {
    const known = new Set(this.#owned.keys());
    const places = placesOf(this.#options);
    const listed = new Map(
      open.flatMap(({ line }) =>
        line.name === undefined ? [[placeKey(line), places.get(placeKey(line))] as const] : [],
      ),
    );
    for (const [key, place] of listed) if (place) await this.#list(key, place);
    await this.#each(
      open,
      ({ line }) => describeLine(line),
      async ({ line }) => {
        const { name } = line;
        if (name !== undefined && !known.has(keyOf({ ...line, name }))) await this.#read({ ...line, name });
      },
    );
    return [...this.#owned].flatMap(([key, one]) => (known.has(key) ? [] : [one]));
  }
}

const describeOwned = ({ kind, namespace, name }: Pick<Owned, 'kind' | 'namespace' | 'name'>): string =>
  `${kind.plural} ${namespace}/${briefly(name, LONGEST_NAME)}`;

/** Characters of a name that a sentence has: no object has a longer one, whatever a target lists. */
const LONGEST_NAME = 253;

const describeLine = ({ kind, namespace, name, generateName }: JournalLine): string =>
  `${kind} ${namespace}/${name ?? `${generateName ?? ''}*`}`;

interface Collection {
  kind: Kind;
  namespace: string;
}

const placeKey = ({ kind, namespace }: { kind: string; namespace: string }): string => `${kind}/${namespace}`;

/** Each kind in each namespace of the options or the journal. */
function placesOf({ kinds, namespaces, lines }: CleanupOptions): Map<string, Collection> {
  const places = new Map<string, Collection>();
  for (const kind of kinds) {
    const name = nameFor(kind, kind.kind);
    const journaled = lines.filter((line) => line.kind === name).map((line) => line.namespace);
    for (const namespace of new Set([...namespaces, ...journaled]))
      places.set(placeKey({ kind: name, namespace }), { kind, namespace });
  }
  return places;
}

/** Whether finalizers hold an object, also where they are shown as something else than a list. */
const mayBeHeld = (finalizers: unknown): boolean => !Array.isArray(finalizers) || finalizers.length > 0;
