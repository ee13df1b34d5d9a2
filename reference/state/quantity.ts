import type { Json } from '../../contract/json.ts';

const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
/** The suffixes of parts of a unit, each with its size in billionths, the finest last. */
const FINE: readonly [suffix: string, size: bigint][] = [
  ['m', 1_000_000n],
  ['u', 1000n],
  ['n', 1n],
];
const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d+)?$/;

/** The amount in billionths of a unit, rounded up as Kubernetes does; undefined when it is not a quantity. */
function billionths(text: string): bigint | undefined {
  const [, sign, whole = '', fraction = '', suffix = ''] = FORM.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '') return undefined;
  const exponent = DECIMAL[suffix] ?? (/^[eE][+-]?\d/.test(suffix) ? Number(suffix.slice(1)) : 0);
  const factor = BINARY.includes(suffix) ? 1024n ** BigInt(BINARY.indexOf(suffix)) : 1n;
  const digits = BigInt(whole + fraction) * factor;
  const power = exponent - fraction.length + 9;
  const value =
    power >= 0 ? digits * 10n ** BigInt(power) : (digits + 10n ** BigInt(-power) - 1n) / 10n ** BigInt(-power);
  return sign === '-' ? -value : value;
}

/**
 * The canonical spelling of a quantity: the largest suffix that leaves an integer, binary if the given one was binary.
 */
export function canonicalQuantity(value: Json): Json {
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const text = String(value);
  const amount = billionths(text);
  if (amount === undefined) return value;
  const fine = FINE.findLast(([, size]) => amount % (size * 1000n) !== 0n);
  if (fine !== undefined) return `${amount / fine[1]}${fine[0]}`;
  const units = amount / 1_000_000_000n;
  const base = text.endsWith('i') ? 1024n : 1000n;
  const suffixes = base === 1024n ? BINARY : ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  let power = 0;
  for (let rest = units; rest !== 0n && rest % base === 0n && power < suffixes.length - 1; rest /= base) power += 1;
  return `${units / base ** BigInt(power)}${suffixes[power]}`;
}
