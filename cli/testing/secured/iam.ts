/** An IAM endpoint for tests: Keystone's `POST /v3/auth/tokens`, with users, and tokens that last as long as is said. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';

interface Account {
  name: string;
  password: string;
  domain: string;
  project: string;
  /** What it stands for at the target. */
  identity: string;
}

interface Asked {
  auth?: {
    identity?: {
      methods?: string[];
      password?: { user?: { name?: string; password?: string; domain?: { name?: string } } };
    };
    scope?: { project?: { name?: string } };
  };
}

export interface IamEmulator {
  url: string;
  /** Identity of each token that was given, in the order in which they were. */
  tokens: Map<string, string>;
  close(): Promise<void>;
}

/** @param skew milliseconds by which its clock is wrong */
export async function serveIam(accounts: readonly Account[], skew = 0): Promise<IamEmulator> {
  const tokens = new Map<string, string>();
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      const refuse = (code: number, message: string): void =>
        void response
          .writeHead(code, { 'content-type': 'application/json' })
          .end(JSON.stringify({ error: { code, message } }));
      if (request.method !== 'POST' || request.url !== '/v3/auth/tokens') return refuse(404, 'nothing here');
      const { identity, scope } = (JSON.parse(text) as Asked).auth ?? {};
      const user = identity?.password?.user;
      const account = accounts.find(({ name, domain }) => name === user?.name && domain === user.domain?.name);
      if (identity?.methods?.join() !== 'password' || account === undefined || account.password !== user?.password)
        return refuse(401, `The username or password is wrong: ${user?.password ?? ''}`);
      if (scope?.project?.name !== account.project) return refuse(403, 'no such project');
      const token = `MII${randomBytes(900).toString('base64')}`;
      tokens.set(token, account.identity);
      const now = Date.now() + skew;
      const [issued_at, expires_at] = [now, now + 24 * 3_600_000].map((time) => new Date(time).toISOString());
      response.writeHead(201, { 'content-type': 'application/json', 'x-subject-token': token });
      response.end(JSON.stringify({ token: { issued_at, expires_at, user: { name: account.name } } }));
      return undefined;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
