/** Through which proxy, if any, a server is reached. */
import type { Proxies } from '../model/run.ts';

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** URL of the proxy for this server, with user and password if it has them; undefined: none. */
export function proxyFor(target: URL, proxies: Proxies | undefined): string | undefined {
  const proxy = target.protocol === 'https:' ? proxies?.https : proxies?.http;
  return proxy === undefined || isExcepted(target, proxies?.none ?? '') ? undefined : proxy;
}

/** As undici reads NO_PROXY: hosts, with their subdomains, each with a port or without; `*` excepts all. */
function isExcepted(target: URL, none: string): boolean {
  const host = target.hostname.toLowerCase();
  const port = target.port || DEFAULT_PORTS[target.protocol];
  return none
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, named = '', onPort] = /^(.+?)(?::(\d+))?$/.exec(entry) ?? [];
      const suffix = named.replace(/^\*?\./, '').toLowerCase();
      return (onPort === undefined || onPort === port) && (host === suffix || host.endsWith(`.${suffix}`));
    });
}

/** How a server is reached, for messages: never with a password. */
export function routeOf(target: URL, proxies: Proxies | undefined): string {
  const proxy = proxyFor(target, proxies);
  return proxy === undefined ? 'without a proxy' : `through the proxy ${withoutPassword(proxy)}`;
}

function withoutPassword(proxy: string): string {
  const { protocol, host } = new URL(proxy);
  return `${protocol}//${host}`;
}

/** What must be masked: the password, as it is written and as it is meant, and the header that carries it. */
export function secretsOfProxies(proxies: Proxies | undefined): string[] {
  return [proxies?.http, proxies?.https].flatMap((proxy) => {
    if (proxy === undefined) return [];
    const { username, password } = new URL(proxy);
    if (password === '') return [];
    const [user, meant] = [decodeURIComponent(username), decodeURIComponent(password)];
    return [password, meant, Buffer.from(`${user}:${meant}`).toString('base64')];
  });
}
