/** Through which proxy, if any, a server is reached. */
import { BlockList, isIP } from 'node:net';
import type { Proxies } from '../model/run.ts';

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** URL of the proxy for this server, with user and password if it has them; undefined: none. */
export function proxyFor(target: URL, proxies: Proxies | undefined): string | undefined {
  const proxy = target.protocol === 'https:' ? proxies?.https : proxies?.http;
  return proxy === undefined || isExcepted(target, proxies?.none ?? '') ? undefined : proxy;
}

/**
 * Hosts, with their subdomains, addresses and blocks of them (`10.0.0.0/8`), each but a block with a port or without;
 * `*` excepts all.
 */
function isExcepted(target: URL, none: string): boolean {
  const host = bare(target.hostname.toLowerCase());
  const port = target.port || DEFAULT_PORTS[target.protocol];
  return none
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      if (entry.includes('/')) return isWithin(host, entry);
      const [, named = '', onPort] = isIP(entry) === 6 ? [entry, entry] : (/^(.+?)(?::(\d+))?$/.exec(entry) ?? []);
      const suffix = bare(named.toLowerCase()).replace(/^\*?\./, '');
      if (onPort !== undefined && onPort !== port) return false;
      return isIP(suffix) > 0 ? isWithin(host, suffix) : host === suffix || host.endsWith(`.${suffix}`);
    });
}

/** An IPv6 address stands in brackets in a URL, and may do so in NO_PROXY. */
const bare = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

/** Whether the host is an address within the block: one address, or so many first bits of it. */
function isWithin(host: string, block: string): boolean {
  const [network = '', bits] = block.split('/');
  const address = bare(network);
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const longest = family === 'ipv6' ? 128 : 32;
  const prefix = bits === undefined ? longest : /^\d+$/.test(bits) ? Number(bits) : Infinity;
  if (isIP(address) === 0 || isIP(host) !== isIP(address) || prefix > longest) return false;
  const list = new BlockList();
  list.addSubnet(address, prefix, family);
  return list.check(host, family);
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
