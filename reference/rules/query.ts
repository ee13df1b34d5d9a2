import type { Json } from '../../contract/json.ts';
import { Malformed } from './errors.ts';
import type { Cause, Env } from '../state/model.ts';

const mediaType = (header: string): string => (header.split(';')[0] ?? '').trim().toLowerCase();

export const MERGE_PATCH = 'application/merge-patch+json';
const PATCH_TYPES = [
  'application/json-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];

export const queryRules = (env: Env) => ({
  /**
   * The value of an integer parameter; undefined when absent. Throws Malformed for anything but an integer of 64 bits.
   */
  integer: (name: string, text: string | null): number | undefined => {
    if (text === null) return undefined;
    if (!/^[-+]?\d+$/.test(text) || BigInt.asIntN(64, BigInt(text)) !== BigInt(text))
      throw new Malformed(`${name}: "${text}" is not an integer`);
    return Number(text);
  },
  /** The value of a boolean parameter: false when it is absent, `false` or `0`, otherwise true. */
  isTrue: (text: string | null): boolean => text !== null && text !== 'false' && text !== '0',
  /** The errors in the values of dryRun: only All is valid. */
  dryRunCauses: (values: readonly string[]): Cause[] =>
    values.every((value) => value === 'All')
      ? []
      : [
          {
            reason: 'FieldValueNotSupported',
            message: `Unsupported value: ${JSON.stringify(values)}: supported values: "All"`,
            field: 'dryRun',
          },
        ],
  isDryRun: (values: readonly string[]): boolean => values.length > 0,
  fieldValidationCauses: (value: string | null): Cause[] =>
    ['', 'Ignore', 'Warn', 'Strict'].includes(value ?? '')
      ? []
      : [
          {
            reason: 'FieldValueNotSupported',
            message: `Unsupported value: "${value}": supported values: "", "Ignore", "Strict", "Warn"`,
            field: 'fieldValidation',
          },
        ],
  isStrict: (fieldValidation: string | null): boolean => fieldValidation === 'Strict',
  isPretty: (query: URLSearchParams): boolean => query.get('pretty') === 'true' || query.get('pretty') === '1',

  /** Whether a client accepts JSON. */
  acceptsJson: (accept: string | undefined): boolean =>
    (accept ?? '').trim() === '' ||
    (accept ?? '')
      .split(',')
      .some((part) => ['application/json', 'application/*', '*/*'].includes(mediaType(part)) && !/;\s*as=/.test(part)),
  /** Whether a body of this Content-Type is read as JSON; a missing Content-Type counts as JSON. */
  takesBodyType: (contentType: string | undefined): boolean =>
    env.has('body-type-ignored') || (contentType ?? '') === '' || mediaType(contentType ?? '') === 'application/json',
  takesPatchType: (contentType: string | undefined): boolean => mediaType(contentType ?? '') === MERGE_PATCH,
  /** Whether a body or patch of an unknown type is refused with 400 instead of 415. */
  refusesTypeWith400: (contentType: string | undefined, patch: boolean): boolean =>
    patch
      ? env.has('other-patches-400') && PATCH_TYPES.includes(mediaType(contentType ?? ''))
      : env.has('body-type-400'),
  /** Maximum size of a body in bytes. */
  bodyLimit: (): number => (env.has('large-refused') ? 1 : 3) * 1024 * 1024,
  /** The first integer of a body that this server could only round, as it is spelled; a body with one is refused. */
  wideInteger: (body: Uint8Array): string | undefined => {
    const text = new TextDecoder().decode(body);
    if (!/\d{16}/.test(text)) return undefined;
    const tokens = text.match(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs) ?? [];
    return tokens.find((token) => /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)));
  },
  parseJson: (body: Uint8Array): Json => {
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as Json;
    } catch (cause) {
      throw new Malformed(`the body is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  },
});
