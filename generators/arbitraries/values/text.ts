/** Arbitraries of strings: names, label keys and values, paths, and any text. */
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const LOWER_ALNUM = [...LOWER, ...DIGITS];
const ALNUM = [...LOWER, ...LOWER.toUpperCase(), ...DIGITS];

const wordOf = (chars: readonly string[], minLength: number, maxLength: number): Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...chars), minLength, maxLength, size: 'max' });

/**
 * First and last from `ends`, between them from `inner`; short for the most part, now and then of the greatest length.
 */
function bounded(ends: readonly string[], inner: readonly string[], max: number): Arbitrary<string> {
  const between = (min: number, most: number): Arbitrary<string> =>
    fc
      .tuple(fc.constantFrom(...ends), wordOf(inner, min, most), fc.constantFrom(...ends))
      .map((parts) => parts.join(''));
  const short = between(0, Math.min(max - 2, 8));
  return fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...ends) },
    { weight: 12, arbitrary: short },
    { weight: 1, arbitrary: max <= 10 ? short : between(max - 2, max - 2) },
  );
}

/** A DNS label: RFC 1123 and tables 10 and 21. At least one character, at most `max`. */
export const dnsLabel = (max = 63): Arbitrary<string> => bounded(LOWER_ALNUM, [...LOWER_ALNUM, '-'], max);

/** The start of a name, which may end in a hyphen (erratum 26); short enough that a server has room for its part. */
export const namePrefix: Arbitrary<string> = fc
  .tuple(dnsLabel(40), fc.constantFrom('-', ''))
  .map((parts) => parts.join(''));

/** DNS labels joined by dots, at most 253 characters. */
export const dnsSubdomain: Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.array(dnsLabel(20), { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.')) },
  {
    weight: 1,
    arbitrary: fc.array(dnsLabel(63), { minLength: 8, maxLength: 12 }).map((labels) =>
      labels
        .join('.')
        .slice(0, 253)
        .replace(/[-.]+$/, ''),
    ),
  },
);

const qualifiedName = bounded(ALNUM, [...ALNUM, '-', '_', '.'], 63);
/** Prefixes that Kubernetes reserves; a server may refuse them or act on them. */
const isReserved = (prefix: string): boolean => /(^|\.)(kubernetes|k8s)\.io$/.test(prefix);

/** Key of a label or an annotation, with or without a prefix (Kubernetes, "Labels and Selectors", syntax). */
export const labelKey: Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: qualifiedName },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        dnsSubdomain.filter((prefix) => !isReserved(prefix)),
        qualifiedName,
      )
      .map(([prefix, name]) => `${prefix}/${name}`),
  },
);

/** Value of a label: empty, or at most 63 characters. */
export const labelValue: Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: fc.constant('') },
  { weight: 7, arbitrary: qualifiedName },
);

const AWKWARD = [
  '',
  ' ',
  'größe',
  '大きさ',
  'é',
  'e\u0301',
  '😀👩‍🚀',
  'مرحبا',
  '\u202eabc',
  '"\\/',
  '\b\f\n\r\t',
  '<&>',
  '\u2028\u2029',
  '\ufeff',
  '\u007f',
  '\uffff',
  '\u{10ffff}',
  'null',
  '1',
  'true',
  '{}',
];

/**
 * Any code point but U+0000 and the surrogates. fast-check's own unit would build a table of a million of them at the
 * import.
 */
const codePoint: Arbitrary<string> = fc
  .integer({ min: 1, max: 0x10ffff - 0x800 })
  .map((n) => String.fromCodePoint(n < 0xd800 ? n : n + 0x800));

/**
 * Any Unicode text without lone surrogates, in no normal form. U+0000 is left out: no environment, command line or file
 * name can hold it, and a server may say so.
 */
export const text: Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 24, size: 'max' }) },
  { weight: 3, arbitrary: fc.string({ unit: codePoint, maxLength: 12, size: 'max' }) },
  {
    weight: 3,
    arbitrary: fc.array(fc.constantFrom(...AWKWARD), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
  },
);

const fileName = bounded(ALNUM, [...ALNUM, '-', '_', '.', ' '], 20);
/** `a/b`, never with `..`. */
export const relativePath: Arbitrary<string> = fc
  .array(
    fileName.filter((name) => !name.startsWith('..')),
    { minLength: 1, maxLength: 3 },
  )
  .map((names) => names.join('/'));
/** `/a/b`, without a colon, as mount paths have to be. */
export const absolutePath: Arbitrary<string> = relativePath.map((path) => `/${path}`);

/** Name of an environment variable that every shell can hold. */
export const variableName: Arbitrary<string> = fc
  .tuple(fc.constantFrom(...LOWER.toUpperCase(), '_'), wordOf([...LOWER.toUpperCase(), ...DIGITS, '_'], 0, 12))
  .map((parts) => parts.join(''));

/** Name of a port (RFC 6335, section 5.1): at most 15 characters, with a letter, hyphens apart. */
export const portName: Arbitrary<string> = fc
  .tuple(fc.constantFrom(...LOWER), fc.array(wordOf(LOWER_ALNUM, 1, 4), { maxLength: 2 }))
  .map(([first, rest]) => [first, ...rest].join('-'));

/** Name of a Kubernetes label or qualified thing without a prefix: keys of ConfigMaps and Secrets among them. */
export const plainName: Arbitrary<string> = qualifiedName.filter((name) => !name.includes('..'));

export const ipAddress: Arbitrary<string> = fc.oneof(fc.ipV4(), fc.constantFrom('::1', '2001:db8::1', 'fe80::1'));
