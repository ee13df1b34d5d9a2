/** Watches that take their time: what was not sent when a stream ends is for the next one to show. */
import type { Clock } from '../../contract/clock.ts';
import type { Between } from './in-process-liars.ts';

async function* paced(body: AsyncIterable<Uint8Array>, clock: Clock, ms: number): AsyncGenerator<Uint8Array> {
  const come: Uint8Array[] = [];
  const end = { come: false };
  let ring = (): void => {};
  const pump = async (): Promise<void> => {
    for await (const chunk of body) {
      come.push(chunk);
      ring();
    }
  };
  pump()
    .catch(() => {}) // a stream that breaks has ended
    .finally(() => {
      end.come = true;
      ring();
    });
  while (!end.come) {
    const next = come.shift();
    if (next === undefined) await new Promise<void>((resolve) => (ring = resolve));
    else {
      yield next;
      await clock.sleep(ms);
    }
  }
}

/** After each event, a pause of so many milliseconds. */
export const oneByOne =
  (ms: number): Between =>
  (send, clock) =>
  async (request) => {
    const response = await send(request);
    const isWatch = request.method === 'GET' && /[?&]watch=(true|1)/.test(request.path);
    return isWatch && response.status === 200 ? { ...response, body: paced(response.body, clock, ms) } : response;
  };
