/** The forms in which a target may repeat a secret, and where a text has one of them, or a part that is long enough. */
import type { Range } from './unescape.ts';

/** Part of a secret that is masked by itself: what was cut shows nothing. Shorter forms are masked as a whole. */
const PART = 16;
/** Every so many characters of a form a part is known; from there it is followed as far as it goes. */
const STEP = 8;
/** Forms from this length on are found in any case: a header's name, or the host of a URL, loses it. */
const SHORTEST_CASELESS = 8;
/** A shorter secret is looked for as it is alone: the encoding of so few characters would be found in any text. */
const SHORTEST_ENCODED = 6;
/** The beginning of a secret at the end of a text is masked from this length on. */
const SHORTEST_CUT = 8;
/** Longer secrets are not looked for in an encoding of an encoding. */
const LONGEST_TWICE = 2048;

export interface Forms {
  rangesIn(text: string): Range[];
}

export function formsOf(secrets: readonly string[]): Forms {
  const forms = [...new Set(secrets.flatMap((secret) => spelled(bare(secret))))];
  const short = forms.filter((form) => form.length < PART);
  const parts = partsOf(forms.filter((form) => form.length >= PART).map((form) => form.toLowerCase()));
  const plain = secrets.map((secret) => bare(secret).toLowerCase()).filter((secret) => secret.length > SHORTEST_CUT);
  return {
    rangesIn(text) {
      const lower = text.toLowerCase();
      // What changes its length with its case is looked for as it is.
      const caseless = lower.length === text.length ? lower : text;
      return [
        ...short.flatMap((form) =>
          form.length < SHORTEST_CASELESS ? occurrences(text, form) : occurrences(caseless, form.toLowerCase()),
        ),
        ...parts.rangesIn(caseless),
        ...plain.flatMap((secret) => cutAtEnd(caseless, secret)),
      ];
    },
  };
}

/** A key or certificate without its first and last lines and its line ends, which are no secret. */
const bare = (secret: string): string =>
  secret.includes('-----BEGIN') ? secret.replaceAll(/-----[^-]*-----|\s+/g, '') : secret;

/** As it is, and encoded once or twice. */
function spelled(secret: string): string[] {
  const plain = [secret, ...(secret.includes(' ') ? [secret.replaceAll(' ', '+')] : [])];
  if (secret.length < SHORTEST_ENCODED) return plain;
  const escaped = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
  const once = [...new Set(escaped)].flatMap(encoded);
  return [...plain, ...once, ...(secret.length > LONGEST_TWICE ? [] : once.flatMap(encoded))];
}

/**
 * In hexadecimal digits and in base64 (RFC 4648). What stands before it decides how the bytes fall into groups of three:
 * of each of the three ways, the digits that follow from the secret alone.
 */
function encoded(text: string): string[] {
  const bytes = Buffer.from(text);
  const base64 = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const full = Math.floor(((before + bytes.length) * 8) / 6);
    return whole.slice(Math.ceil((before * 8) / 6), full);
  });
  const url = base64.map((digits) => digits.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([...base64, ...url, bytes.toString('hex')])];
}

function occurrences(text: string, form: string): Range[] {
  const found: Range[] = [];
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + form.length))
    found.push({ start: at, end: at + form.length });
  return found;
}

/** The text ends within the secret: with its beginning, and maybe with dots where it was cut. */
function cutAtEnd(text: string, secret: string): Range[] {
  const end = text.replace(/(?:\.{3}|…)["'\s]*$/, '').length;
  for (let length = Math.min(PART, secret.length - 1, end); length >= SHORTEST_CUT; length -= 1)
    if (text.startsWith(secret.slice(0, length), end - length)) return [{ start: end - length, end }];
  return [];
}

const BUCKETS = 1 << 16;
const bucketOf = (text: string, at: number): number =>
  (text.charCodeAt(at) * 31_337 +
    text.charCodeAt(at + 5) * 7919 +
    text.charCodeAt(at + 10) * 257 +
    text.charCodeAt(at + PART - 1)) &
  (BUCKETS - 1);

function partsOf(forms: readonly string[]): Forms {
  const known = new Map<string, { form: string; at: number }>();
  // Nearly every place of a text is passed by a look at one byte.
  const buckets = new Uint8Array(BUCKETS);
  for (const form of forms)
    for (let at = 0; ; at = Math.min(at + STEP, form.length - PART)) {
      const part = form.slice(at, at + PART);
      if (!known.has(part)) known.set(part, { form, at });
      buckets[bucketOf(form, at)] = 1;
      if (at === form.length - PART) break;
    }
  return {
    rangesIn(text) {
      const found: Range[] = [];
      for (let i = 0; known.size > 0 && i + PART <= text.length; i += 1) {
        if (buckets[bucketOf(text, i)] === 0) continue;
        const part = known.get(text.slice(i, i + PART));
        if (part === undefined) continue;
        const range = followed(text, i, part.form, part.at);
        found.push(range);
        i = range.end - PART;
      }
      return found;
    },
  };
}

/** As far as the text is the form, before and after the part. */
function followed(text: string, at: number, form: string, part: number): Range {
  let before = 0,
    after = PART;
  while (before < part && text[at - before - 1] === form[part - before - 1] && at > before) before += 1;
  while (part + after < form.length && text[at + after] === form[part + after]) after += 1;
  const isWhole = before === part && part + after === form.length;
  // The space that a form begins with, such as that after `Bearer`, is none of a part's.
  const spaces = isWhole ? 0 : (/^\s*/.exec(text.slice(at - before, at + after))?.[0].length ?? 0);
  return { start: at - before + spaces, end: at + after };
}
