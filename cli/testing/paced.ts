/** Watches that take their time: what was not sent when a stream ends is for the next one to show. */
import type { Clock } from '../../contract/clock.ts';
import type { Between } from './in-process-liars.ts';
import { arriving, isWatch } from './streams.ts';

async function* paced(body: AsyncIterable<Uint8Array>, clock: Clock, ms: number): AsyncGenerator<Uint8Array> {
  const stream = arriving(body);
  while (!stream.ended) {
    const chunk = stream.come.shift();
    if (chunk === undefined) await stream.next();
    else {
      yield chunk;
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
    return isWatch(request) && response.status === 200
      ? { ...response, body: paced(response.body, clock, ms) }
      : response;
  };
