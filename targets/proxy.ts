/** Legs that put a proxy of another project before the embedded reference server. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../contract/package.ts';
import { NAMESPACES } from './leg.ts';
import type { Leg, Running } from './leg.ts';
import { ask, build, freePort, launch, start, until } from './process.ts';

export interface Proxy {
  /** The program, and the package of Debian that has it. */
  name: string;
  /** The flag with which the program says its version. */
  version: string;
  /** The least configuration that listens on one port and passes everything on to another one, of 127.0.0.1 both. */
  configuration(listen: number, to: number, folder: string): string;
  /** Its arguments, to stay in the foreground with the configuration in this file. */
  args(file: string): string[];
}

const isHere = async ({ name, version }: Proxy): Promise<boolean> => (await ask(name, [version])) !== undefined;

/** What lacks to run it, where it cannot be installed: that takes root and apt-get. */
async function missing(proxy: Proxy): Promise<string | undefined> {
  const canInstall = process.getuid?.() === 0 && (await ask('apt-get', ['--version'])) !== undefined;
  return canInstall || (await isHere(proxy)) ? undefined : proxy.name;
}

async function install(proxy: Proxy): Promise<void> {
  if (await isHere(proxy)) return;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await build('apt-get', ['install', '-y', '-q', '--no-install-recommends', proxy.name], packageRoot(), env);
}

interface Reference extends Required<Pick<Running, 'token' | 'readOnlyToken' | 'foreignToken' | 'stop'>> {
  port: number;
}

/** The reference server of this project, with the options that it has by default. */
async function startReference(): Promise<Reference> {
  const [token, readOnlyToken, foreignToken] = [randomUUID(), randomUUID(), randomUUID()];
  const { match, stop } = await start(
    process.execPath,
    [join(packageRoot(), 'dist', 'cli', 'main.js'), 'serve', '--namespace', Object.values(NAMESPACES).join(',')],
    /^listening (\S+)$/,
    { env: { CCI_TOKEN: token, CCI_READ_ONLY_TOKEN: readOnlyToken, CCI_FOREIGN_TOKEN: foreignToken } },
  );
  return { port: Number(new URL(match[1]!).port), token, readOnlyToken, foreignToken, stop };
}

/** Starts the proxy before a server that listens on 127.0.0.1. */
async function startProxy(proxy: Proxy, to: number): Promise<Pick<Running, 'url' | 'stop'>> {
  const folder = await mkdtemp(join(tmpdir(), 'cci-target-'));
  const file = join(folder, 'configuration');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await writeFile(file, proxy.configuration(port, to, folder));
  const launched = launch(proxy.name, proxy.args(file));
  const stop = async (): Promise<void> => {
    await launched.stop();
    await rm(folder, { recursive: true });
  };
  try {
    await until(`${proxy.name} answers`, async () => (await fetch(url)).status > 0, launched);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export const before = (proxy: Proxy, leg: Omit<Leg, 'toolchain' | 'start' | 'name'>): Leg => ({
  ...leg,
  name: proxy.name,
  toolchain: () => missing(proxy),
  async start() {
    await install(proxy);
    const reference = await startReference();
    try {
      const { url, stop } = await startProxy(proxy, reference.port);
      const { token, readOnlyToken, foreignToken } = reference;
      const both = async (): Promise<void> => {
        await stop();
        await reference.stop();
      };
      return { url, token, readOnlyToken, foreignToken, ...NAMESPACES, stop: both };
    } catch (error) {
      await reference.stop();
      throw error;
    }
  },
});
