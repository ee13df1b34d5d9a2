/** Controllers that write an annotation of their own just before or just after what a client sends. */
import { isObject, parseJson } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import { operationOf } from '../../contract/request.ts';
import type { Send } from '../../contract/wire.ts';
import { answer } from './answers.ts';
import { dice, type Between } from './in-process-liars.ts';
import { textOf } from './streams.ts';

const HEADERS: [string, string][] = [
  ['authorization', 'Bearer full-token'],
  ['content-type', 'application/merge-patch+json'],
];

const annotatorOf = (send: Send): ((path: string) => Promise<void>) => {
  let turn = 0;
  return async (path) => {
    const patch = { metadata: { annotations: { 'controller.example.com/turn': String((turn += 1)) } } };
    const body = new TextEncoder().encode(JSON.stringify(patch));
    await textOf((await send({ method: 'PATCH', path, headers: HEADERS, body })).body);
  };
};

const WRITES: ReadonlySet<string> = new Set(['create', 'replace', 'patch']);

/** The object of a write that was carried out has changed once more when its answer arrives. */
export const annotatingAfterwards =
  (rate: number): Between =>
  (send) => {
    const next = dice(79);
    const annotate = annotatorOf(send);
    return async (request) => {
      const response = await send(request);
      const operation = operationOf(request.method, request.path, KINDS);
      const wasWritten = operation !== undefined && WRITES.has(operation.verb) && response.status < 300;
      if (!wasWritten || request.path.includes('dryRun') || next() >= rate) return response;
      const text = await textOf(response.body);
      const made = parseJson(text);
      const { name } = isObject(made) && isObject(made['metadata']) ? made['metadata'] : {};
      const path = request.path.split('?')[0]!;
      await annotate(operation.verb === 'create' ? `${path}/${String(name)}` : path);
      return answer(
        response.status,
        text,
        response.headers.filter(([header]) => header.toLowerCase() !== 'content-length'),
      );
    };
  };

/** An object changes between the last look at it and the write that follows. */
export const annotatingBefore =
  (rate: number): Between =>
  (send) => {
    const next = dice(83);
    const annotate = annotatorOf(send);
    return async (request) => {
      const { name, verb } = operationOf(request.method, request.path, KINDS) ?? {};
      if (name !== undefined && verb !== 'read' && next() < rate) await annotate(request.path.split('?')[0]!);
      return send(request);
    };
  };
