/** The forms in which a target may repeat a secret, and where a text has one of them, or a part that is long enough. */
import type { Range } from './unescape.ts';

/** Part of a secret that is masked by itself: what was cut shows nothing. Shorter forms are masked as a whole. */
const PART = 16;
/** Every so many characters a text, or a form, is looked at: there a part begins that is followed as far as it goes. */
const STEP = 8;
/**
 * Characters of all forms up to which each place of them is known, and a text is passed in steps. Of more, as long
 * tokens have, it is the other way round: that takes an eighth of the memory, and more time for each text.
 */
const MOST_KNOWN = 100_000;
/** As many characters are compared there: any part that is long enough has one such place with all of them. */
const WINDOW = PART - STEP + 1;
/** What a secret repeats more often than this is followed from so many places alone. */
const MOST_PLACES = 16;
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
  const [exact, caseless] = [
    short.filter((form) => form.length < SHORTEST_CASELESS),
    short.filter((form) => form.length >= SHORTEST_CASELESS).map((form) => form.toLowerCase()),
  ];
  const parts = partsOf(forms.filter((form) => form.length >= PART).map((form) => form.toLowerCase()));
  const cut = secrets.map((secret) => beginningsOf(bare(secret).toLowerCase()));
  return {
    rangesIn(text) {
      const lower = text.toLowerCase();
      // What changes its length with its case is looked for as it is.
      const compared = lower.length === text.length ? lower : text;
      const found = parts.rangesIn(compared);
      for (const form of exact) found.push(...occurrences(text, form));
      for (const form of caseless) found.push(...occurrences(compared, form));
      for (const end of endsOf(compared))
        for (const beginnings of cut) {
          const left = beginnings.find((one) => one.length <= end && compared.startsWith(one, end - one.length));
          if (left !== undefined) found.push({ start: end - left.length, end });
        }
      return found;
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

/** What is left of a secret where a text breaks off within it, the longest first. */
function beginningsOf(secret: string): string[] {
  const longest = Math.min(PART, secret.length - 1);
  return Array.from({ length: Math.max(0, longest - SHORTEST_CUT + 1) }, (_, i) => secret.slice(0, longest - i));
}

/** Where a text ends, and where dots say that a value in it was cut. */
function endsOf(text: string): number[] {
  const ends = [text.length];
  for (const dots of ['...', '…'])
    for (let at = text.indexOf(dots); at >= 0; at = text.indexOf(dots, at + dots.length)) ends.push(at);
  return ends;
}

interface Place {
  form: string;
  at: number;
}

function partsOf(forms: readonly string[]): Forms {
  const known = new Map<string, Place[]>();
  const characters = forms.reduce((sum, { length }) => sum + length, 0);
  const [ofForms, ofTexts] = characters > MOST_KNOWN ? [STEP, 1] : [1, STEP];
  // Nearly every place of a text is passed by a look at one byte.
  const mask = 2 ** Math.ceil(Math.log2(Math.max(1, characters / ofForms) * 16)) - 1;
  const buckets = new Uint8Array(mask + 1);
  const bucketOf = (text: string, at: number): number =>
    (text.charCodeAt(at) * 31_337 +
      text.charCodeAt(at + 3) * 7919 +
      text.charCodeAt(at + 5) * 257 +
      text.charCodeAt(at + WINDOW - 1)) &
    mask;
  for (const form of forms)
    for (let at = 0; at + WINDOW <= form.length; at += ofForms) {
      const window = form.slice(at, at + WINDOW);
      const places = known.get(window);
      if (places === undefined) known.set(window, [{ form, at }]);
      else if (places.length < MOST_PLACES) places.push({ form, at });
      buckets[bucketOf(form, at)] = 1;
    }
  return {
    rangesIn(text) {
      const found: Range[] = [];
      for (let i = 0; known.size > 0 && i + WINDOW <= text.length; i += ofTexts) {
        if (buckets[bucketOf(text, i)] === 0) continue;
        const places = known.get(text.slice(i, i + WINDOW)) ?? [];
        const ranges = places.map(({ form, at }) => followed(text, i, form, at)).filter((range) => range !== undefined);
        const longest = ranges.toSorted((a, b) => b.end - b.start - (a.end - a.start))[0];
        if (longest === undefined) continue;
        found.push(longest);
        // What overlaps its end by less than a part begins there.
        i = Math.max(i, Math.floor((longest.end - PART) / ofTexts) * ofTexts);
      }
      return found;
    },
  };
}

/** As far as the text is the form, before and after the window; undefined where that is less than a part. */
function followed(text: string, at: number, form: string, window: number): Range | undefined {
  let before = 0,
    after = WINDOW;
  while (before < window && text[at - before - 1] === form[window - before - 1] && at > before) before += 1;
  while (window + after < form.length && text[at + after] === form[window + after]) after += 1;
  if (before + after < PART) return undefined;
  const isWhole = before === window && window + after === form.length;
  // The space that a form begins with, such as that after `Bearer`, is none of a part's.
  const spaces = isWhole ? 0 : (/^\s*/.exec(text.slice(at - before, at + after))?.[0].length ?? 0);
  return { start: at - before + spaces, end: at + after };
}
