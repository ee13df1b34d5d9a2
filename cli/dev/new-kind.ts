/** `npm run new -- kind`: one more entry in the contract, and all that is generated from it. */
import { spawnSync } from 'node:child_process';
import { findKinds } from '../../contract/kinds.ts';
import { UsageError } from '../../harness/errors/usage.ts';
import { Edits, withElement } from './edit.ts';

export interface NewKind {
  name: string;
  group?: string | undefined;
  version?: string | undefined;
  'replica-map'?: string | undefined;
  /** Separated by commas. */
  'replica-types'?: string | undefined;
  container?: string | undefined;
}

/** What each flag has to look like, with an example. */
const FORMS = {
  group: [/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/, 'kubeflow.org'],
  version: [/^v[1-9][0-9]*((alpha|beta)[1-9][0-9]*)?$/, 'v1'],
  'replica-map': [/^[a-z][A-Za-z0-9]*$/, 'xgbReplicaSpecs'],
  'replica-types': [/^[A-Z][A-Za-z0-9]*(,[A-Z][A-Za-z0-9]*)*$/, 'Master,Worker'],
  container: [/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'xgboost'],
} as const satisfies Record<string, readonly [RegExp, string]>;
type Flag = keyof typeof FORMS;

/** Runs npm's script of that name in the root; returns whether it succeeded. */
const npmRun = (root: string, script: string): boolean =>
  spawnSync('npm', ['run', '--silent', script], { cwd: root, stdio: 'inherit' }).status === 0;

/** Returns 0, or 1 when the entry is there but what follows from it could not be generated. Throws a UsageError, with nothing written. */
export async function newKind(
  root: string,
  kind: NewKind,
  write: (text: string) => void,
  run: typeof npmRun = npmRun,
): Promise<number> {
  const { name } = kind;
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name)) throw new UsageError(`"${name}" is no kind: give one such as XGBoostJob`);
  if (findKinds(name).some(({ version }) => version === (kind.version ?? version)))
    throw new UsageError(`the kind ${name} is there already`);
  for (const flag of Object.keys(FORMS) as Flag[]) checkFlag(flag, kind[flag]);
  const edits = new Edits(root);
  edits.change('contract/kinds.ts', (text) => withElement(text, `${entryOf(kind)},\n`));
  for (const path of await edits.write()) write(`written  ${path}\n`);
  const generated = run(root, 'generate');
  write(nextSteps(name, generated));
  return generated ? 0 : 1;
}

function checkFlag(flag: Flag, value: string | undefined): void {
  const [form, example] = FORMS[flag];
  if (value === undefined) throw new UsageError(`a kind needs --${flag}, such as --${flag} ${example}`);
  if (!form.test(value)) throw new UsageError(`--${flag}: "${value}" cannot be one: give one such as ${example}`);
}

/** Acronyms are read letter by letter: an MPIJob, a TFJob. */
const articleOf = (name: string): string => (/^([AEIO]|[FHLMNRSX][A-Z])/.test(name) ? 'an' : 'a');

function entryOf(kind: NewKind): string {
  const name = kind.name.toLowerCase();
  const types = (kind['replica-types'] ?? '').split(',').map((type) => `{ name: '${type}' }`);
  return `{
    kind: '${kind.name}',
    group: '${kind.group}',
    version: '${kind.version}',
    plural: '${name}s',
    singular: '${name}',
    replicaMap: '${kind['replica-map']}',
    replicaTypes: [${types.join(', ')}],
    statusMap: 'replicaStatuses',
    container: '${kind.container}',
    mutable: MUTABLE,
    specFields: [...RUN_FIELDS, TTL],
    tables: { object: 0, spec: 0, list: 0, replicaType: 0 },
    pages: pages('${articleOf(kind.name)}', '${kind.name}'),
    example: '${name}',
  }`;
}

const nextSteps = (name: string, generated: boolean): string =>
  [
    'next',
    ...(generated ? [] : ['  npm run generate   (it failed: see above)']),
    `  see in contract/kinds.ts that the entry says what the documents say of ${name}:`,
    '  its tables (0: none is known), the fields of its spec, what may be changed',
    `  put the bodies that they show into contract/examples/${name.toLowerCase()}.*.json`,
    `  npm run conformance -- --kind ${name.toLowerCase()}`,
    '  npx vitest run --project unit specs/requirements -u   (what is frozen)',
    '',
  ].join('\n');
