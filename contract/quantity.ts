/**
 * Kubernetes quantities (`1000m`, `2Gi`, `2`, 0.5, `1e3`): strings or numbers (erratum 17;
 * k8s.io/apimachinery/pkg/api/resource).
 */
export const QUANTITY_PATTERN = '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$';

const GROUPS = new RegExp(
  QUANTITY_PATTERN.replace('([KMGTPE]i', '(?<suffix>[KMGTPE]i').replace('([0-9]+(', '(?<digits>[0-9]+('),
);
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
/** Greater exponents do not occur in real amounts, and would make the arithmetic slow. */
const MAX_EXPONENT = 64;

/** units * 10^exponent, exactly. */
interface Quantity {
  units: bigint;
  exponent: number;
}

function parse(value: unknown): Quantity | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  const groups = typeof text === 'string' ? GROUPS.exec(text)?.groups : undefined;
  if (groups === undefined) return undefined;
  const digits = groups['digits']!;
  const decimals = digits.split('.')[1]?.length ?? 0;
  const suffix = groups['suffix'] ?? '';
  const binary = BINARY.indexOf(suffix) + 1;
  const exponent = binary > 0 ? 0 : (DECIMAL[suffix] ?? Number(suffix.slice(1)));
  if (Math.abs(exponent) > MAX_EXPONENT) return undefined;
  const sign = (text as string).startsWith('-') ? -1n : 1n;
  return { units: sign * BigInt(digits.replace('.', '')) * 1024n ** BigInt(binary), exponent: exponent - decimals };
}

/**
 * Negative, zero or positive as `a` is less than, equal to or greater than `b`; undefined when one is not a quantity.
 */
export function compareQuantities(a: unknown, b: unknown): number | undefined {
  const [left, right] = [parse(a), parse(b)];
  if (left === undefined || right === undefined) return undefined;
  const exponent = Math.min(left.exponent, right.exponent);
  const scaled = (q: Quantity): bigint => q.units * 10n ** BigInt(q.exponent - exponent);
  return Math.sign(Number(scaled(left) - scaled(right)));
}

/** Whether both are quantities and the same amount: `1000m` and `1`, `1Gi` and `1024Mi`, 2 and `"2"`. */
export const equalQuantities = (a: unknown, b: unknown): boolean => compareQuantities(a, b) === 0;

/** Whether the quantity is a whole number of units. */
export function isWhole(value: unknown): boolean {
  const quantity = parse(value);
  return quantity !== undefined && quantity.units % 10n ** BigInt(Math.max(0, -quantity.exponent)) === 0n;
}
