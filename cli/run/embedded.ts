/** The reference server as the target of a run: in this process, on a port of its own, with tokens that nobody else knows. */
import { randomBytes } from 'node:crypto';
import { realClock } from '../../harness/http/clock.ts';
import type { RunConfig } from '../../harness/config/config.ts';
import { listen } from '../../reference/http.ts';
import { createServer } from '../../reference/server.ts';
import type { ServerOptions } from '../../reference/server.ts';

export interface Embedded {
  /** The config of a run against this server. */
  config: RunConfig & { target: string };
  stop(): Promise<void>;
}

const newToken = (): string => randomBytes(24).toString('base64url');

/** @param more variants or replaced behaviours, for tests */
export async function startEmbedded(
  config: RunConfig,
  more: Pick<ServerOptions, 'variants' | 'behaviour'> = {},
): Promise<Embedded> {
  const { namespace, otherNamespace = 'conformance-other', scratchNamespace = 'conformance-scratch' } = config;
  const token = newToken(),
    readOnlyToken = newToken();
  const server = createServer({
    clock: realClock,
    namespaces: [namespace, otherNamespace, scratchNamespace],
    token,
    readOnlyToken,
    ...more,
  });
  const { url, close } = await listen(server.handle);
  return {
    config: { ...config, target: url, token, readOnlyToken, otherNamespace, scratchNamespace },
    async stop() {
      server.stop();
      await close();
    },
  };
}
