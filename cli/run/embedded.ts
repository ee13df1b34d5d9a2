/**
 * The reference server as the target of a run: in this process, on a port of its own, with tokens that nobody else
 * knows.
 */
import { randomBytes } from 'node:crypto';
import { createCredentials } from '../../harness/credentials/create.ts';
import { tokenCredentials } from '../../harness/credentials/tokens.ts';
import { realClock } from '../../harness/http/clock.ts';
import type { RunConfig, TargetedConfig } from '../../harness/config/config.ts';
import { listen } from '../../reference/http.ts';
import { createServer } from '../../reference/server.ts';
import type { ServerOptions } from '../../reference/server.ts';
import { suiteOf } from '../../specs/suite.ts';

/** What a run is judged against, and whether it is the embedded server. */
export interface Subject {
  config: TargetedConfig;
  embedded: boolean;
  stop(): Promise<void>;
}

const newToken = (): string => randomBytes(24).toString('base64url');

/** The target that was asked for; without one, the embedded server, which is started. */
export async function subjectOf(asked: RunConfig): Promise<Subject> {
  const { target, ...rest } = asked.connection;
  if (target === undefined) return startEmbedded(asked);
  return { config: { ...asked, connection: { target, ...rest } }, embedded: false, stop: async () => {} };
}

/** @param more variants or replaced behaviours, for tests */
export async function startEmbedded(
  asked: RunConfig,
  more: Pick<ServerOptions, 'variants' | 'behaviour'> = {},
): Promise<Subject> {
  const {
    namespace,
    otherNamespace = 'conformance-other',
    scratchNamespace = 'conformance-scratch',
  } = asked.namespaces;
  const token = newToken(),
    readOnlyToken = newToken(),
    foreignToken = newToken();
  const server = createServer({
    clock: realClock,
    kinds: asked.kinds,
    schemas: suiteOf(asked.kinds).schemas(),
    namespaces: [namespace, otherNamespace, scratchNamespace],
    token,
    readOnlyToken,
    foreignToken,
    ...more,
  });
  const { url, close } = await listen(server.handle);
  const { header } = createCredentials(asked.connection.credentials);
  const credentials = tokenCredentials(header, { full: token, 'read-only': readOnlyToken, foreign: foreignToken });
  return {
    config: {
      ...asked,
      connection: { ...asked.connection, target: url, credentials, ca: undefined, proxies: undefined },
      namespaces: { namespace, otherNamespace, scratchNamespace },
    },
    embedded: true,
    async stop() {
      server.stop();
      await close();
    },
  };
}
