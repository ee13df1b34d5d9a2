/** Servers whose admission changes what is stored, as webhooks of service meshes and of clusters do. */
import { isObject, parseJson, type Json, type JsonObject } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import { operationOf } from '../../contract/request.ts';
import type { Verb } from '../../contract/types.ts';
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

/** A sidecar, a volume of it, and a variable in each container, behind those that were sent or before them. */
const injectingBy = (put: typeof having): Between =>
  admitting(({ spec, ...body }) => ({
    ...body,
    ...(spec !== undefined && {
      spec: withPods(spec, ({ containers, volumes, ...pod }) => ({
        ...pod,
        containers: put(
          (containers as JsonObject[]).map((one) => ({
            ...one,
            env: put(one['env'], { name: 'INJECTED', value: '1' }),
          })),
          { name: 'sidecar', image: 'proxy:1' },
        ),
        volumes: put(volumes, { name: 'injected', emptyDir: {} }),
      })),
    }),
  }));
export const injecting = injectingBy(having);
export const injectingFirst = injectingBy((list, item) => {
  const all = having(list, item);
  return Array.isArray(all) ? [...all.slice(-1), ...all.slice(0, -1)] : all;
});

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

const LIMITED = 'pods "x" is forbidden: [maximum cpu usage per Container is 1, but limit is more]';
const RESTRICTED = 'pods "x" is forbidden: violates PodSecurity "restricted:latest": unrestricted capabilities';
const OF_THE_TENANT = 'privileged containers are for other tenants';
const POLICIES: readonly [RegExp, string][] = [
  [/"cpu":"?([2-9]|\d{2,}|[1-9]\d{3,}m)\b/, LIMITED],
  [/"(capabilities|hostNetwork)":/, RESTRICTED],
  [/"privileged":/, OF_THE_TENANT],
];
/** What limits of a namespace, levels of security and rules of a provider forbid of what is made. */
export const forbidding: Between = (send) => async (request) => {
  const verb = operationOf(request.method, request.path, KINDS)?.verb;
  const body = verb === 'create' ? new TextDecoder().decode(request.body) : '';
  const policy = POLICIES.find(([pattern]) => pattern.test(body));
  return policy === undefined ? send(request) : refusal(403, 'Forbidden', policy[1]);
};

/** A token that has no permission for these verbs. */
export const notPermitting =
  (...verbs: readonly Verb[]): Between =>
  (send) =>
  async (request) => {
    const operation = operationOf(request.method, request.path, KINDS);
    const isKnown = request.headers.some(([, value]) => value.includes('full-token'));
    if (operation === undefined || !verbs.includes(operation.verb) || !isKnown) return send(request);
    const { plural, group } = operation.kind;
    return refusal(
      403,
      'Forbidden',
      `${plural}.${group} is forbidden: User "u" cannot ${operation.verb} resource "${plural}"`,
    );
  };

/** A policy of the cluster: whoever makes a job gives it a name. */
export const denyingGeneratedNames: Between = (send) => async (request) =>
  operationOf(request.method, request.path, KINDS)?.verb === 'create' &&
  new TextDecoder().decode(request.body).includes('"generateName"')
    ? refusal(403, 'Forbidden', 'jobs without a name are forbidden by the policy of this project')
    : send(request);

/** A policy of the cluster: no write may have a volume. */
export const denyingVolumes: Between = (send) => async (request) => {
  const verb = operationOf(request.method, request.path, KINDS)?.verb;
  const body = parseJson(new TextDecoder().decode(request.body)) ?? null;
  return verb !== undefined && ['create', 'replace', 'patch'].includes(verb) && hasVolumes(body)
    ? refusal(422, 'Invalid', DENIED)
    : send(request);
};
