/** Servers whose admission changes what is stored, as webhooks of service meshes and of clusters do. */
import { isObject, parseJson, type Json, type JsonObject } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import { operationOf } from '../../contract/request.ts';
import { refusal } from './answers.ts';
import type { Between } from './in-process-liars.ts';

/** What is stored of the body of a create or a replace. */
const admitting =
  (change: (body: JsonObject) => JsonObject): Between =>
  (send) =>
  async (request) => {
    const verb = operationOf(request.method, request.path, KINDS)?.verb;
    if (verb !== 'create' && verb !== 'replace') return send(request);
    const body = parseJson(new TextDecoder().decode(request.body));
    if (!isObject(body)) return send(request);
    return send({
      ...request,
      body: new TextEncoder().encode(JSON.stringify(change(body))),
      headers: request.headers.filter(([name]) => name.toLowerCase() !== 'content-length'),
    });
  };

/** Each pod of the value, changed; what is malformed stays so. */
function withPods(value: Json, change: (pod: JsonObject) => JsonObject): Json {
  if (Array.isArray(value)) return value.map((item) => withPods(item, change));
  if (!isObject(value)) return value;
  const { containers } = value;
  return Array.isArray(containers) && containers.every(isObject)
    ? change(value)
    : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withPods(member, change)]));
}

/** The list with the item in place of one of its name; a value that is no list stays. */
const having = (list: Json | undefined, item: JsonObject): Json =>
  list === undefined || Array.isArray(list)
    ? [...(list ?? []).filter((one) => !isObject(one) || one['name'] !== item['name']), item]
    : list;

/** A sidecar, a volume of it, and a variable in each container. */
export const injecting = admitting(({ spec, ...body }) => ({
  ...body,
  ...(spec !== undefined && {
    spec: withPods(spec, ({ containers, volumes, ...pod }) => ({
      ...pod,
      containers: having(
        (containers as JsonObject[]).map((one) => ({
          ...one,
          env: having(one['env'], { name: 'INJECTED', value: '1' }),
        })),
        { name: 'sidecar', image: 'proxy:1' },
      ),
      volumes: having(volumes, { name: 'injected', emptyDir: {} }),
    })),
  }),
}));

const mirrored = (one: JsonObject): JsonObject => ({ ...one, image: `mirror.example.com/${String(one['image'])}` });

/** Not legal: images are others than those that were sent. */
export const mirroring = admitting(({ spec, ...body }) => ({
  ...body,
  ...(spec !== undefined && {
    spec: withPods(spec, (pod) => ({ ...pod, containers: (pod['containers'] as JsonObject[]).map(mirrored) })),
  }),
}));

const DENIED = "tfjobs is forbidden: ValidatingAdmissionPolicy 'plain' with binding 'all' denied request: no volumes";
const hasVolumes = (value: Json): boolean =>
  Array.isArray(value)
    ? value.some(hasVolumes)
    : isObject(value) &&
      Object.entries(value).some(([key, member]) =>
        key === 'volumes' && Array.isArray(member) ? member.length > 0 : hasVolumes(member),
      );

/** A policy of the cluster: no write may have a volume. */
export const denyingVolumes: Between = (send) => async (request) => {
  const verb = operationOf(request.method, request.path, KINDS)?.verb;
  const body = parseJson(new TextDecoder().decode(request.body)) ?? null;
  return verb !== undefined && ['create', 'replace', 'patch'].includes(verb) && hasVolumes(body)
    ? refusal(422, 'Invalid', DENIED)
    : send(request);
};
