/**
 * What the files of CI systems may hold, as far as our templates use it, by their documentation: GitHub's metadata syntax of actions,
 * GitLab's CI/CD YAML reference, the API reference of Kubernetes, Sonobuoy's plugins.
 */
import type { JsonObject } from '../../contract/json.ts';

const text: JsonObject = { type: 'string', minLength: 1 };
const texts: JsonObject = { type: 'array', items: text, minItems: 1 };
const map = (of: JsonObject): JsonObject => ({ type: 'object', additionalProperties: of });
const closed = (properties: JsonObject, required: string[] = Object.keys(properties)): JsonObject => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const ACTION = closed({
  name: text,
  description: text,
  inputs: map(
    closed({ description: text, required: { type: 'boolean' }, default: { type: 'string' } }, ['description']),
  ),
  runs: closed({
    using: { const: 'composite' },
    steps: {
      type: 'array',
      items: {
        oneOf: [
          // A step of a composite action that runs something has to name its shell.
          closed({ name: text, if: text, shell: text, run: text, env: map({ type: 'string' }) }, ['run', 'shell']),
          closed({ name: text, if: text, uses: { type: 'string', pattern: '@' }, with: map({ type: 'string' }) }, [
            'uses',
          ]),
        ],
      },
    },
  }),
});

const GITLAB: JsonObject = {
  type: 'object',
  properties: { stages: texts },
  required: ['stages'],
  additionalProperties: closed(
    {
      stage: text,
      image: text,
      parallel: { type: 'integer', minimum: 1, maximum: 200 },
      before_script: texts,
      script: texts,
      artifacts: closed(
        { when: { enum: ['on_success', 'on_failure', 'always'] }, paths: texts, reports: closed({ junit: text }) },
        ['paths'],
      ),
    },
    ['script'],
  ),
};

const dnsName: JsonObject = { type: 'string', pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' };
const metadata = closed({ name: dnsName });
const CONTAINER = {
  name: dnsName,
  image: text,
  command: texts,
  args: texts,
  env: {
    type: 'array',
    items: {
      oneOf: [
        closed({ name: text, value: { type: 'string' } }),
        closed({ name: text, valueFrom: closed({ fieldRef: closed({ fieldPath: text }) }) }),
      ],
    },
  },
  volumeMounts: { type: 'array', items: closed({ name: dnsName, mountPath: { type: 'string', pattern: '^/' } }) },
} satisfies JsonObject;

const JOB = closed({
  apiVersion: { const: 'batch/v1' },
  kind: { const: 'Job' },
  metadata,
  spec: closed(
    {
      completionMode: { enum: ['NonIndexed', 'Indexed'] },
      completions: { type: 'integer', minimum: 1 },
      parallelism: { type: 'integer', minimum: 1 },
      backoffLimit: { type: 'integer', minimum: 0 },
      template: closed({
        spec: closed(
          {
            restartPolicy: { enum: ['Never', 'OnFailure'] },
            serviceAccountName: dnsName,
            containers: { type: 'array', items: closed(CONTAINER, ['name', 'image']), minItems: 1 },
            volumes: {
              type: 'array',
              items: closed({ name: dnsName, persistentVolumeClaim: closed({ claimName: dnsName }) }),
            },
          },
          ['restartPolicy', 'containers'],
        ),
      }),
    },
    ['template'],
  ),
});

const rbac: JsonObject = { const: 'rbac.authorization.k8s.io/v1' };
const KUBERNETES: Readonly<Record<string, JsonObject>> = {
  Job: JOB,
  ServiceAccount: closed({ apiVersion: { const: 'v1' }, kind: { const: 'ServiceAccount' }, metadata }),
  Role: closed({
    apiVersion: rbac,
    kind: { const: 'Role' },
    metadata,
    rules: { type: 'array', items: closed({ apiGroups: texts, resources: texts, verbs: texts }) },
  }),
  RoleBinding: closed({
    apiVersion: rbac,
    kind: { const: 'RoleBinding' },
    metadata,
    roleRef: closed({ apiGroup: text, kind: { const: 'Role' }, name: dnsName }),
    subjects: { type: 'array', items: closed({ kind: { const: 'ServiceAccount' }, name: dnsName }) },
  }),
  PersistentVolumeClaim: closed({
    apiVersion: { const: 'v1' },
    kind: { const: 'PersistentVolumeClaim' },
    metadata,
    spec: closed({
      accessModes: { type: 'array', items: { enum: ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany'] } },
      resources: closed({ requests: closed({ storage: text }) }),
    }),
  }),
};

const SONOBUOY = closed({
  'sonobuoy-config': closed({
    driver: { enum: ['Job', 'DaemonSet'] },
    'plugin-name': dnsName,
    'result-format': { enum: ['raw', 'junit', 'e2e', 'gojson', 'manual'] },
  }),
  spec: closed(CONTAINER, ['name', 'image']),
});

/** By the file below `templates/`, and there by the kind of the document; where there are no kinds, of any. */
export const TEMPLATE_SCHEMAS: Readonly<Record<string, Readonly<Record<string, JsonObject>>>> = {
  'github/action.yml': { any: ACTION },
  'gitlab.yml': { any: GITLAB },
  'kubernetes/job.yaml': KUBERNETES,
  'kubernetes/merge.yaml': KUBERNETES,
  'sonobuoy.yaml': { any: SONOBUOY },
};
