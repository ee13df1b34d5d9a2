/** How much of what a target sends is read: a server may send without end. Documented in the README. */
import { parseJson, type Json } from '../../contract/json.ts';
import { Inconclusive } from '../errors/endings.ts';

const MIB = 1024 * 1024;

export const LIMITS = {
  /** Bytes of a body, as it comes and decoded. */
  body: 16 * MIB,
  /** Bytes of the names and values of all headers of an answer. */
  headers: 64 * 1024,
  /** Levels of arrays and objects within each other. */
  depth: 500,
  /** Values of one body: numbers, texts, arrays, objects and so on. */
  values: 1_000_000,
  /** Characters of a line of a watch. */
  line: 4 * MIB,
  /** Lines of one watch. */
  events: 20_000,
  /** Characters of one watch. */
  stream: 32 * MIB,
} as const;

const SAID: Readonly<Record<keyof typeof LIMITS, string>> = {
  body: `the body is larger than ${LIMITS.body / MIB} MiB`,
  headers: `the headers are larger than ${LIMITS.headers / 1024} KiB`,
  depth: `the body is nested deeper than ${LIMITS.depth} levels`,
  values: `the body has more than ${LIMITS.values} values`,
  line: `a line of the watch is longer than ${LIMITS.line / MIB} MiB`,
  events: `the watch has more than ${LIMITS.events} lines`,
  stream: `the watch has more than ${LIMITS.stream / MIB} MiB`,
};

/** The target sent more than the suite reads: nothing can be judged by it. */
export class TooLarge extends Inconclusive {
  constructor(limit: keyof typeof LIMITS, where = '') {
    super(`${where}${SAID[limit]}, the most that the suite reads`, { name: 'TooLarge' });
    this.limit = limit;
  }
  readonly limit: keyof typeof LIMITS;
}

/** The whole body; `moved` is told of each part. Throws TooLarge as soon as it is longer than may be; the rest is not read. */
export async function collect(body: AsyncIterable<Uint8Array>, moved = (): void => {}): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > LIMITS.body) throw new TooLarge('body');
    moved();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Throws TooLarge. */
export function checkHeaders(headers: readonly (readonly [string, string])[]): void {
  if (headers.reduce((size, [name, value]) => size + name.length + value.length, 0) > LIMITS.headers)
    throw new TooLarge('headers');
}

const QUOTE = 0x22,
  BACKSLASH = 0x5c,
  COMMA = 0x2c,
  OPENING_BRACKET = 0x5b,
  CLOSING_BRACKET = 0x5d,
  OPENING_BRACE = 0x7b,
  CLOSING_BRACE = 0x7d;

/** The text as JSON; undefined when it is none. Throws TooLarge where reading it would take too much memory or stack. */
export function parseBounded(text: string): Json | undefined {
  if (mayBeTooMuch(text)) checkShape(text);
  return parseJson(text);
}

/** Whether it has enough characters for too many values, or enough openings for too many levels: hardly any has. */
function mayBeTooMuch(text: string): boolean {
  if (text.length >= LIMITS.values) return true;
  let openings = 0;
  for (const opening of '[{')
    for (let at = text.indexOf(opening); at >= 0; at = text.indexOf(opening, at + 1)) {
      openings += 1;
      if (openings > LIMITS.depth) return true;
    }
  return false;
}

function checkShape(text: string): void {
  let depth = 0,
    values = 1;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = endOfString(text, i);
    else if (code === COMMA) values += 1;
    else if (code === OPENING_BRACE || code === OPENING_BRACKET) {
      depth += 1;
      values += 1;
      if (depth > LIMITS.depth) throw new TooLarge('depth');
    } else if (code === CLOSING_BRACE || code === CLOSING_BRACKET) depth -= 1;
    if (values > LIMITS.values) throw new TooLarge('values');
  }
}

/** The place of the quote that ends the string which begins here. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i += 1;
    else if (code === QUOTE) return i;
  }
  return text.length;
}
