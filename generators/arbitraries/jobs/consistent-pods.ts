import { replicasOf, withReplicas } from '../../../contract/workloads/replicated.ts';
import type { Json, JsonObject } from '../../../contract/json.ts';
import type { Kind } from '../../../contract/types.ts';

const objects = (holder: JsonObject | undefined, name: string): JsonObject[] => (holder?.[name] ?? []) as JsonObject[];

/** The items with unique values of a member: later ones get a number at their end, within `max` characters. */
function distinct(items: readonly JsonObject[], member: string, max = Infinity): JsonObject[] {
  const taken = new Set<string>();
  return items.map((item) => {
    const own = item[member];
    if (typeof own !== 'string') return item;
    let value = own;
    for (let i = 1; taken.has(value); i += 1) value = own.slice(0, max - `${i}`.length) + `${i}`;
    taken.add(value);
    return value === own ? item : { ...item, [member]: value };
  });
}

/** The items without those whose key an earlier one has. */
const firstOf = (items: readonly JsonObject[], key: (item: JsonObject) => string): JsonObject[] =>
  items.filter((item, i) => items.findIndex((other) => key(other) === key(item)) === i);

/** The object with a list replaced, or removed when it becomes empty. */
function withList(holder: JsonObject, name: string, change: (items: JsonObject[]) => JsonObject[]): JsonObject {
  if (holder[name] === undefined) return holder;
  const { [name]: items, ...rest } = holder;
  const changed = change(items as JsonObject[]);
  return changed.length === 0
    ? rest
    : Object.fromEntries(Object.entries(holder).map(([key, value]) => [key, key === name ? changed : value]));
}

/** The items with their names taken from `names` in turn; none when there are no names. */
const naming =
  (names: readonly Json[]) =>
  (items: JsonObject[]): JsonObject[] =>
    names.length === 0 ? [] : items.map((item, i) => ({ ...item, name: names[i % names.length]! }));

function referringToItself(env: JsonObject, container: Json): JsonObject {
  const source = env['valueFrom'] as JsonObject | undefined;
  const reference = source?.['resourceFieldRef'] as JsonObject | undefined;
  return reference?.['containerName'] === undefined
    ? env
    : { ...env, valueFrom: { resourceFieldRef: { ...reference, containerName: container } } };
}

function coherentContainer(container: JsonObject, volumes: readonly JsonObject[]): JsonObject {
  const claims = volumes.filter((volume) => volume['persistentVolumeClaim'] !== undefined);
  const devices = withList(container, 'volumeDevices', (items) =>
    firstOf(distinct(naming(claims.map((v) => v['name']!))(items), 'devicePath'), (d) => String(d['name'])),
  );
  const asDevices = new Set(objects(devices, 'volumeDevices').map((device) => device['name']));
  const mountable = volumes.map((v) => v['name']!).filter((name) => !asDevices.has(name));
  // A volume may be mounted twice.
  const twice = mountable.flatMap((name) => [name, name]);
  const mounted = withList(devices, 'volumeMounts', (items) => distinct(naming(twice)(items), 'mountPath'));
  const ported = withList(mounted, 'ports', (items) =>
    distinct(
      firstOf(items, (p) => `${String(p['containerPort'])}/${String(p['protocol'] ?? 'TCP')}`),
      'name',
      15,
    ),
  );
  return withList(ported, 'env', (items) =>
    distinct(items, 'name').map((env) => referringToItself(env, container['name']!)),
  );
}

function coherentPod(pod: JsonObject, kind: Kind): JsonObject {
  const volumes = distinct(objects(pod, 'volumes'), 'name', 63);
  const [first, ...others] = objects(pod, 'containers');
  // Kubeflow's operators find the training container by its name.
  const named = distinct(
    [{ ...first, name: kind.container }, ...others, ...objects(pod, 'initContainers')],
    'name',
    63,
  );
  const containers = named.map((container) => coherentContainer(container, volumes));
  const count = 1 + others.length;
  return withList(
    withList(
      withList(pod, 'volumes', () => volumes),
      'containers',
      () => containers.slice(0, count),
    ),
    'initContainers',
    () => containers.slice(count),
  );
}

/**
 * The manifest with consistent pods: unique names, and mounts of existing volumes. Expects what `structureValues`
 * draws.
 */
export function coherent(manifest: JsonObject, kind: Kind): JsonObject {
  const replicas = Object.entries(replicasOf(kind, manifest)).map(([type, value]): [string, Json] => {
    const replica = value as JsonObject;
    const template = replica['template'] as JsonObject;
    return [type, { ...replica, template: { ...template, spec: coherentPod(template['spec'] as JsonObject, kind) } }];
  });
  return withReplicas(kind, manifest, Object.fromEntries(replicas));
}
