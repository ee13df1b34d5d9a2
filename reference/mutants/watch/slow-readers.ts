/** What becomes of a watch whose events nobody reads, and of all others meanwhile. */
import type { WireResponse } from '../../../contract/wire.ts';
import { operationOf } from '../../../contract/request.ts';
import { KINDS } from '../../../contract/kinds.ts';
import type { Verb } from '../../../contract/types.ts';
import { mutant, type Mutant, type Wrap } from '../types.ts';
import { onWatch } from './streams.ts';

/** Chunks that wait for the reader of a stream before it counts as slow. */
const MANY = 12;

/** The streams of one server. */
class Backlog {
  readonly #waiting = new Set<Uint8Array[]>();
  #wake = (): void => {};
  #change = new Promise<void>((resolve) => (this.#wake = resolve));

  #changed(): void {
    this.#wake();
    this.#change = new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** Until no stream but this one has a slow reader. */
  async free(own?: Uint8Array[]): Promise<void> {
    while ([...this.#waiting].some((queue) => queue !== own && queue.length >= MANY)) await this.#change;
  }

  /** The same chunks; the server gets rid of them at once, and all streams know how many are not read yet. */
  async *kept(body: AsyncIterable<Uint8Array>, isHeldUp: boolean): AsyncGenerator<Uint8Array> {
    const queue: Uint8Array[] = [];
    let isOver = false;
    this.#waiting.add(queue);
    const fill = async (): Promise<void> => {
      for await (const chunk of body) {
        queue.push(chunk);
        this.#changed();
      }
    };
    const over = (): void => {
      isOver = true;
      this.#waiting.delete(queue);
      this.#changed();
    };
    void fill().then(over, over);
    try {
      for (;;) {
        if (isHeldUp) await this.free(queue);
        const chunk = queue.shift();
        if (chunk !== undefined) {
          this.#changed();
          yield chunk;
        } else if (isOver) return;
        else await this.#change;
      }
    } finally {
      over();
    }
  }
}

/** Requests of these verbs wait until no watch has a slow reader; so do the events of other watches. */
const heldUp =
  (verbs: readonly Verb[]): Wrap =>
  (handle) => {
    const backlog = new Backlog();
    return async (request): Promise<WireResponse> => {
      const verb = operationOf(request.method, request.path, KINDS)?.verb;
      if (verb === 'watch') {
        const answer = await handle(request);
        return answer.status === 200 ? { ...answer, body: backlog.kept(answer.body, verbs.includes('watch')) } : answer;
      }
      if (verb !== undefined && verbs.includes(verb)) await backlog.free();
      return handle(request);
    };
  };

export const SLOW_READERS: readonly Mutant[] = [
  onWatch('watch-leaves-out-what-is-not-read', 'watch.slow-readers.everything', {
    text: 'A watch that is not read keeps some events, and leaves out those that follow.',
    override: () => ({ fateOfSlow: (waiting) => (waiting >= MANY ? 'left out' : 'told') }),
  }),
  onWatch('watch-leaves-out-every-other-for-slow-readers', 'watch.slow-readers.everything', {
    text: 'A watch that is not read is told of every second change alone.',
    override: () => {
      let told = 0;
      return { fateOfSlow: (waiting) => (waiting >= MANY / 2 && (told += 1) % 2 === 0 ? 'left out' : 'told') };
    },
  }),
  mutant('watch-of-a-slow-reader-holds-up-watches', 'watch.slow-readers.others', {
    text: 'While one watch is not read, other watches show nothing.',
    wrap: heldUp(['watch']),
  }),
  mutant('watch-of-a-slow-reader-holds-up-writes', 'watch.slow-readers.others', {
    text: 'While one watch is not read, writes are not answered.',
    wrap: heldUp(['create', 'replace', 'patch', 'delete']),
  }),
  mutant('watch-of-a-slow-reader-holds-up-reads', 'watch.slow-readers.others', {
    text: 'While one watch is not read, reads are not answered.',
    wrap: heldUp(['read']),
  }),
];
