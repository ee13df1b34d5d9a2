/** The Kubernetes API server with the CRDs of the operators from which this API derives. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { missingGo } from '../go.ts';
import { PATIENT, startKubeApiserver } from '../kube-apiserver/leg.ts';
import type { Leg } from '../leg.ts';
import { cache } from '../process.ts';
import { FACTS, definitionOf } from './definitions.ts';

/** Writes the definitions into a new folder, and returns its path. */
async function definitions(): Promise<string> {
  const folder = cache('operators-2020', 'crds');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const facts of FACTS)
    await writeFile(join(folder, `${facts.kind.toLowerCase()}s.json`), JSON.stringify(definitionOf(facts)));
  return folder;
}

export const operators2020: Leg = {
  name: 'operators-2020',
  kinds: FACTS.map(({ kind }) => kind),
  flags: PATIENT,
  toolchain: missingGo,
  start: async () => startKubeApiserver(await definitions()),
};
