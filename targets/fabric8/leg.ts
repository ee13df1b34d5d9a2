/** fabric8's Kubernetes mock server, in its CRUD mode. It knows neither tokens nor namespaces. */
import { statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { KINDS } from '../../contract/kinds.ts';
import { apiVersionOf } from '../../contract/operations.ts';
import { NAMESPACES } from '../leg.ts';
import type { Leg } from '../leg.ts';
import { ask, build, cache, source, start } from '../process.ts';

const JAVA = 17;

/** The Java that Maven runs on, and its home. */
async function java(): Promise<{ version: number; home: string } | undefined> {
  const answer = await ask('mvn', ['-version']);
  const version = /^Java version: (\d+)/m.exec(answer ?? '')?.[1];
  const home = /runtime: (.+)$/m.exec(answer ?? '')?.[1];
  return version === undefined || home === undefined ? undefined : { version: Number(version), home };
}

const changed = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** The class path of the built server. Maven runs again if a source is newer. */
async function classes(): Promise<string> {
  const [project, out] = [source('fabric8', 'server'), cache('fabric8')];
  const sources = [join(project, 'pom.xml'), join(project, 'src', 'main', 'java', 'Server.java')];
  if (Math.max(...sources.map(changed)) >= changed(join(out, 'classes', 'Server.class'))) {
    await build('mvn', ['-q', '-B', `-Dout=${out}`, 'compile', 'dependency:copy-dependencies'], project);
  }
  return [join(out, 'classes'), join(out, 'dependency', '*')].join(delimiter);
}

export const fabric8: Leg = {
  name: 'fabric8',
  // It treats all kinds alike.
  kinds: ['tfjob', 'mpijob'],
  // It keeps its objects in memory and answers within milliseconds, or (to malformed bodies) never.
  flags: ['--timeout', '5', '--settle', '1'],
  async toolchain() {
    return ((await java())?.version ?? 0) >= JAVA ? undefined : `Java ${JAVA} or newer with Maven`;
  },
  async start() {
    const program = join((await java())?.home ?? '', 'bin', 'java');
    const kinds = KINDS.map((k) => `${apiVersionOf(k)}/${k.plural}/${k.kind}`);
    const server = await start(program, ['-cp', await classes(), 'Server', ...kinds], /^listening (\S+)$/);
    return { url: server.match[1]!, token: 'any', ...NAMESPACES, stop: server.stop };
  },
};
