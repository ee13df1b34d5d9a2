/**
 * Typed access to the values that are given for one command. Each method throws a UsageError for a value that is not
 * valid.
 */
import { readFileSync } from 'node:fs';
import { OPTIONS } from './options.ts';
import { UsageError } from './usage.ts';
import type { Values } from './values.ts';

export class Reader {
  readonly #given: Values['given'];

  constructor({ given }: Values) {
    this.#given = given;
  }

  /** The value that was given, or the default of the flag. */
  text(flag: string): string | undefined {
    return this.#given.get(flag)?.text ?? OPTIONS.find((option) => option.flag === flag)?.default;
  }

  /** Where the value was given, for messages. */
  from(flag: string): string {
    return this.#given.get(flag)?.from ?? `--${flag}`;
  }

  list(flag: string): string[] {
    const parts = (this.text(flag) ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    if (parts.length === 0 && this.#given.has(flag))
      throw new UsageError(`${this.from(flag)}: "${this.text(flag)}" names nothing`);
    return parts;
  }

  toggle(flag: string): boolean {
    const value = (this.text(flag) ?? 'false').toLowerCase();
    if (['true', '1', 'yes'].includes(value)) return true;
    if (['false', '0', 'no'].includes(value)) return false;
    throw new UsageError(`${this.from(flag)}: "${value}" is neither true nor false`);
  }

  number(flag: string, least: number, most: number, { whole = true } = {}): number {
    const text = this.text(flag) ?? '';
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
    throw new UsageError(`${this.from(flag)}: "${text}" is no ${whole ? 'whole ' : ''}number from ${least} to ${most}`);
  }

  milliseconds(flag: string, leastSeconds: number, mostSeconds: number): number {
    return this.number(flag, leastSeconds, mostSeconds, { whole: false }) * 1000;
  }

  /** The text of the file that the flag names. */
  file(flag: string): string | undefined {
    const path = this.text(flag);
    if (path === undefined) return undefined;
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      throw new UsageError(
        `${this.from(flag)}: cannot read ${path} (${(error as NodeJS.ErrnoException).code ?? 'error'}): name a file that exists and may be read`,
      );
    }
  }

  /**
   * A secret, given as text or in a file (`--token`, `--token-file`). If both are given, the one of the higher
   * precedence counts (flag, environment, `.env`).
   */
  secret(flag: string): string | undefined {
    const direct = this.#given.get(flag),
      filed = this.#given.get(`${flag}-file`);
    if (direct !== undefined && filed !== undefined && direct.rank === filed.rank) {
      throw new UsageError(`${direct.from} and ${filed.from} exclude each other: give one of them`);
    }
    const useFile = filed !== undefined && (direct === undefined || filed.rank < direct.rank);
    const value = (useFile ? this.file(`${flag}-file`) : direct?.text)?.trim();
    if (value === undefined || /^[\x21-\x7e]+$/.test(value)) return value;
    throw new UsageError(
      `${useFile ? filed.from : this.from(flag)}: a token is one line of printable characters without spaces; check what was given`,
    );
  }
}
