/** Secrets in all spellings: a server that repeats them wherever it can, and a look for them in what was written. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { parseJson } from '../../contract/json.ts';
import type { Lie } from './liars.ts';

const hex = (text: string): string => Buffer.from(text).toString('hex');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const each = (spell: (c: string) => string) => (text: string) => [...text].map(spell).join('');
const entities = each((c) => `&#${c.charCodeAt(0)};`);

/** Of base64, also what follows from the secret alone where one or two bytes stand before it. */
export const SPELLED: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  base64,
  'base64 after one byte': (secret) => base64(`a${secret}`).slice(2),
  'base64 after two bytes': (secret) => base64(`ab${secret}`).slice(3),
  'base64 of URLs': (secret) => Buffer.from(secret).toString('base64url'),
  hex,
  'hex in capitals': (secret) => hex(secret).toUpperCase(),
  entities,
  'entities in hex': each((c) => `&#x${hex(c)};`),
  'escapes of JSON': each((c) => `\\u00${hex(c)}`),
  percent: encodeURIComponent,
  'percent throughout': each((c) => `%${hex(c)}`),
  'percent of percent': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  'base64 of base64': (secret) => base64(base64(secret)),
  'base64 of hex': (secret) => base64(hex(secret)),
  'hex of base64': (secret) => hex(base64(secret)),
  'percent of base64': (secret) => encodeURIComponent(base64(secret)),
  'entities of percent': (secret) => entities(encodeURIComponent(secret)),
};
const SPELLINGS = Object.values(SPELLED);
const spellings = (secret: string): string[] => SPELLINGS.map((spell) => spell(secret));

/** So many spellings are in one answer, others in the next. */
const AT_ONCE = 2;

/**
 * A server that knows these secrets and repeats them in every place, in every spelling, and answers as if it were the
 * API. What stands before them has another length each time: whatever is cut is cut within one.
 */
export function repeating(secrets: () => readonly string[]): Lie {
  let count = 0;
  const gone = new Set<string>();
  return ({ method, url = '' }, sent) => {
    count += 1;
    if (method === 'DELETE') gone.add(url);
    const known = secrets();
    const [first = ''] = known;
    const padding = '.'.repeat((count * 37) % 350);
    const now = Array.from({ length: AT_ONCE }, (_, i) => SPELLINGS[(count * AT_ONCE + i) % SPELLINGS.length]);
    const echo = `${padding}${known.flatMap((one) => now.map((spell) => spell?.(one))).join(' ')}`;
    const text = known.map((secret) => `${padding}${secret}`).join(' ');
    const status = method === 'POST' ? 201 : url.includes('absent') || gone.has(url) ? 404 : 200;
    const named = {
      kind: 'TFJob',
      apiVersion: echo,
      metadata: {
        name: nameIn(sent, first) ?? text,
        uid: first,
        resourceVersion: first,
        labels: { [first]: hex(first) },
        selfLink: text,
      },
    };
    const refused = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: status };
    const body = {
      ...(status >= 400 ? { ...refused, reason: text, message: count % 2 === 0 ? text : echo } : named),
      details: { name: first, kind: text, causes: [{ message: text, field: first, reason: base64(first) }] },
      items: [named],
    };
    const event = JSON.stringify({ type: 'ADDED', object: body });
    return {
      status,
      type: `application/json; of="${first.replaceAll(/[^\x20-\x7e]/g, '')}"`,
      headers: {
        location: `https://elsewhere/${encodeURIComponent(first)}`,
        [`x-${first.replaceAll(/[^\w.+-]/g, '').slice(0, 200)}`]: 'named',
        'x-echo': known.map(base64).join(' '),
        warning: text.replaceAll(/[^\x20-\x7e]/g, ''),
      },
      body: /[?&]watch=/.test(url) ? `${event}\n${event.slice(0, event.length / 2)}` : JSON.stringify(body),
    };
  };
}

/** The name that a body asks for: with a secret at its end, where the target may choose it. */
function nameIn(sent: string, secret: string): string | undefined {
  const { name, generateName } =
    (parseJson(sent) as { metadata?: { name?: string; generateName?: string } })?.metadata ?? {};
  return name ?? (generateName === undefined ? undefined : `${generateName}${secret}`);
}

/** What a file holds, unpacked where it is packed. */
const contentOf = (path: string): string =>
  path.endsWith('.gz') ? gunzipSync(readFileSync(path)).toString() : readFileSync(path, 'utf8');

/** The files below these folders with what they hold. */
export const filesIn = (...folders: string[]): [path: string, text: string][] =>
  folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path): [string, string] => [path, contentOf(path)]),
  );

/** So many characters of a secret's spelling are too many. */
const PART = 24;

/** None of the texts has one of the secrets, or a part of one that is long enough to be of use, in any spelling. */
export function expectNone(texts: readonly [name: string, text: string][], secrets: readonly string[]): void {
  const parts = secrets.flatMap((secret) =>
    spellings(secret).flatMap((text) =>
      [0, Math.floor(text.length / 2), Math.max(0, text.length - PART)].map((at) => text.slice(at, at + PART)),
    ),
  );
  const wanted = [...new Set(parts.map((part) => part.toLowerCase()))];
  for (const [name, text] of texts) {
    const lower = text.toLowerCase();
    for (const part of wanted) expect(lower.includes(part), `${part} in ${name}`).toBe(false);
  }
}
