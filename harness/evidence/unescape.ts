/** Texts as they are meant: escapes of URLs (RFC 3986), JSON (RFC 8259) and HTML are undone, and every place is known. */

export interface Range {
  start: number;
  end: number;
}

export interface Unescaped {
  text: string;
  /** The place in the text with escapes. */
  origin(range: Range): Range;
}

/** A character of one to four bytes in UTF-8, or one escape of JSON, or one of HTML. */
const ESCAPE =
  /%[0-7][0-9a-f]|%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}|\\u[0-9a-f]{4}|\\u\{[0-9a-f]{1,6}\}|\\x[0-9a-f]{2}|\\[^]|&#\d{1,7};|&#x[0-9a-f]{1,6};|&[a-z]{2,8};/gi;

const CONTROLS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", plus: '+', equals: '=', sol: '/', bsol: '\\', colon: ':' },
  ...{ period: '.', comma: ',', excl: '!', num: '#', dollar: '$', percnt: '%', lpar: '(', rpar: ')', ast: '*' },
  ...{ semi: ';', quest: '?', commat: '@', lsqb: '[', lbrack: '[', rsqb: ']', rbrack: ']', hat: '^', lowbar: '_' },
  ...{ grave: '`', lcub: '{', lbrace: '{', rcub: '}', rbrace: '}', vert: '|', verbar: '|', hyphen: '-', dash: '-' },
};

function meaning(escape: string): string | undefined {
  const [first, second = ''] = escape;
  if (first === '%') return decodeURIComponent(escape);
  if (first === '&') {
    if (second !== '#') return ENTITIES[escape.slice(1, -1).toLowerCase()];
    const digits = escape.slice(2, -1);
    return character(/^x/i.test(digits) ? parseInt(digits.slice(1), 16) : Number(digits));
  }
  if (escape.length > 2) return character(parseInt(escape.replaceAll(/^\\[ux]|[{}]/gi, ''), 16));
  return CONTROLS[second] ?? second;
}

const character = (code: number): string | undefined => (code <= 0x10ffff ? String.fromCodePoint(code) : undefined);

/** An escape: where its meaning stands, and where it stood itself. */
interface Piece {
  at: number;
  length: number;
  from: number;
  to: number;
}

/** Undoes one layer of escapes; undefined when there is none. */
export function unescaped(text: string): Unescaped | undefined {
  if (!/[%\\&]/.test(text)) return undefined;
  const pieces: Piece[] = [];
  let result = '';
  let last = 0;
  for (const { 0: escape, index } of text.matchAll(ESCAPE)) {
    const meant = meaning(escape);
    if (meant === undefined) continue;
    result += text.slice(last, index);
    pieces.push({ at: result.length, length: meant.length, from: index, to: index + escape.length });
    result += meant;
    last = index + escape.length;
  }
  if (pieces.length === 0) return undefined;
  return {
    text: result + text.slice(last),
    origin: ({ start, end }) => ({ start: originOf(pieces, start).from, end: originOf(pieces, end - 1).to }),
  };
}

/** The place of one character, by the last escape that is not after it. */
function originOf(pieces: readonly Piece[], at: number): { from: number; to: number } {
  let low = 0,
    high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const piece = pieces[low - 1];
  if (piece === undefined) return { from: at, to: at + 1 };
  if (at < piece.at + piece.length) return piece;
  const from = piece.to + (at - piece.at - piece.length);
  return { from, to: from + 1 };
}
