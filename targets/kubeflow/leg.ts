/** The Kubernetes API server with the CRDs of Kubeflow's training operator, read from its Go module. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { KINDS } from '../../contract/kinds.ts';
import { downloaded, missingGo } from '../go.ts';
import { PATIENT, startKubeApiserver } from '../kube-apiserver/leg.ts';
import type { Leg } from '../leg.ts';
import { cache } from '../process.ts';

export const MODULE = 'github.com/kubeflow/training-operator@v1.8.1';

interface Version {
  name: string;
  served: boolean;
  storage: boolean;
}
interface Definition {
  spec: { versions: Version[] };
}

/**
 * The operator's definition of a kind, with the documented version served. If it has only another one (MPIJob: v1; the
 * API documents v1alpha2), the documented version gets the same schema, as in a cluster with old clients.
 */
export function withVersion(definition: Definition, version: string): Definition {
  const { versions } = definition.spec;
  const [stored] = versions;
  if (stored === undefined || versions.some((v) => v.name === version)) return definition;
  return {
    ...definition,
    spec: { ...definition.spec, versions: [...versions, { ...stored, name: version, served: true, storage: false }] },
  };
}

/** Writes the definitions of the documented kinds into a new folder of the leg, and returns its path. */
export async function definitions(leg: string): Promise<string> {
  const module = await downloaded(MODULE);
  const folder = cache(leg, 'crds');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const kind of KINDS) {
    const text = await readFile(join(module, 'manifests', 'base', 'crds', `${kind.group}_${kind.plural}.yaml`), 'utf8');
    await writeFile(
      join(folder, `${kind.plural}.yaml`),
      stringify(withVersion(parse(text) as Definition, kind.version), { aliasDuplicateObjects: false }),
    );
  }
  return folder;
}

export const kubeflow: Leg = {
  name: 'kubeflow',
  flags: PATIENT,
  toolchain: missingGo,
  start: async () => startKubeApiserver(await definitions('kubeflow')),
};
