/** Answers in other words: a server between the suite and the reference server that rewrites each JSON body. */
import type { Json } from '../../contract/json.ts';
import type { Send, WireResponse } from '../../contract/wire.ts';

const encoder = new TextEncoder();

const isJson = (response: WireResponse): boolean =>
  response.headers.some(([name, value]) => name.toLowerCase() === 'content-type' && value.includes('json'));

/** Rewrites each JSON body, a stream's line by line. */
export const rewriting =
  (rewrite: (value: Json, indent: number) => string, end = '\n', pretty = 0) =>
  (send: Send): Send =>
  async (request) => {
    const response = await send(request);
    if (!isJson(response)) return response;
    const stream = /[?&]watch=(true|1)/.test(request.path) && response.status === 200;
    // What was asked for stays: pretty=true is documented.
    const indent = /[?&]pretty=true/.test(request.path) ? 2 : stream ? 0 : pretty;
    async function* body(): AsyncGenerator<Uint8Array> {
      let text = '';
      const decoder = new TextDecoder();
      for await (const chunk of response.body) {
        text += decoder.decode(chunk, { stream: true });
        if (!stream) continue;
        const lines = text.split('\n');
        text = lines.pop() ?? '';
        for (const line of lines)
          yield encoder.encode(line.trim() === '' ? '\n' : rewrite(JSON.parse(line) as Json, 0) + end);
      }
      if (text !== '') yield encoder.encode(rewrite(JSON.parse(text) as Json, indent));
    }
    return {
      ...response,
      headers: response.headers.filter(([name]) => name.toLowerCase() !== 'content-length'),
      body: body(),
    };
  };
