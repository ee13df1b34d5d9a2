/** The Kubernetes API server for custom resources: which versions there are, and how one is built and started. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { built } from '../go.ts';
import type { Program } from '../go.ts';
import { NAMESPACES } from '../leg.ts';
import type { Running } from '../leg.ts';
import { start } from '../process.ts';

/** A version of Kubernetes, by the module of its API server for custom resources, and the file of all its modules. */
const VERSIONS = {
  '1.36': { apiextensions: 'v0.36.3', versions: 'go.mod' },
  '1.30': { apiextensions: 'v0.30.14', versions: '1.30.mod' },
} as const;

export interface Setup {
  kubernetes?: keyof typeof VERSIONS;
  /** What it stores in; default: its own etcd, in the same process. */
  storage?: 'kine';
  /** Folder of the definitions that it serves. */
  crds: string;
  namespaces?: readonly string[];
}

const KINE_PROGRAM: Program = { module: ['kube-apiserver', 'kine'], binary: ['kube-apiserver', 'kine'] };
const LISTENING = /^listening (\S+)$/;

/** Builds the programs and returns the paths of their binaries. */
export async function programsOf({
  kubernetes = '1.36',
  storage,
}: Pick<Setup, 'kubernetes' | 'storage'>): Promise<{ server: string; kine?: string }> {
  const { versions } = VERSIONS[kubernetes];
  const binary = ['kube-apiserver', `server-${kubernetes}`];
  const server = await built({ module: ['kube-apiserver', 'server'], binary, versions });
  return storage === undefined ? { server } : { server, kine: await built(KINE_PROGRAM) };
}

/** Builds and starts the server. */
export async function startServer(setup: Setup): Promise<Running> {
  const { crds, namespaces = Object.values(NAMESPACES) } = setup;
  const programs = await programsOf(setup);
  const folder = await mkdtemp(join(tmpdir(), 'cci-target-'));
  const undo: (() => Promise<void>)[] = [() => rm(folder, { recursive: true })];
  const stop = async (): Promise<void> => {
    for (const step of undo.toReversed()) await step();
  };
  const started = async (binary: string, args: readonly string[]): Promise<string> => {
    const { match, stop: end } = await start(binary, args, LISTENING);
    undo.push(end);
    return match[1]!;
  };
  try {
    const storage = programs.kine === undefined ? [] : ['--storage', await started(programs.kine, [])];
    const ca = join(folder, 'ca.pem');
    const [token, readOnlyToken, foreignToken] = [randomUUID(), randomUUID(), randomUUID()];
    const tokens = ['--token', token, '--read-only-token', readOnlyToken, '--foreign-token', foreignToken];
    const access = [...tokens, '--ca-out', ca];
    const flags = ['--crds', crds, '--namespaces', namespaces.join(','), ...storage, ...access];
    const url = await started(programs.server, flags);
    return { url, ca, token, readOnlyToken, foreignToken, ...NAMESPACES, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
