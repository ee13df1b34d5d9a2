/**
 * Typed access to the values that are given for one command. Each method throws a UsageError for a value that is not
 * valid.
 */
import { describeCode, readText } from '../errors/files.ts';
import { isToken } from '../credentials/tokens.ts';
import { OPTIONS } from './options.ts';
import { UsageError } from '../errors/usage.ts';
import type { Values } from './values.ts';

/** Who mistakes a flag gives the secret itself where the name of its file belongs: that must not be repeated. */
const looksLikePath = (text: string): boolean =>
  text.length < 256 && /^(~|\.{0,2}\/|[A-Za-z]:\\)|^[\w-]{1,40}\.[a-z]{1,5}$/.test(text);

export class Reader {
  readonly #given: Values['given'];
  readonly #system: Values['system'];

  constructor({ given, system }: Pick<Values, 'given' | 'system'>) {
    this.#given = given;
    this.#system = system;
  }

  /** With these values for the flags that were not given. */
  with(values: Readonly<Record<string, string>>, from: string): Reader {
    const others = Object.entries(values).filter(([flag]) => !this.#given.has(flag));
    const given = new Map([...this.#given, ...others.map(([flag, text]) => [flag, { text, rank: 3, from }] as const)]);
    return new Reader({ given, system: this.#system });
  }

  /** The value that was given, or the default of the flag. */
  text(flag: string): string | undefined {
    return this.#given.get(flag)?.text ?? OPTIONS.find((option) => option.flag === flag)?.default;
  }

  isGiven(flag: string): boolean {
    return this.#given.has(flag);
  }

  /** Throws a UsageError where two of these flags are given. */
  refuseTogether(...flags: readonly string[]): void {
    const [one, other] = flags.filter((flag) => this.#given.has(flag));
    if (one !== undefined && other !== undefined)
      throw new UsageError(`${this.from(one)} and ${this.from(other)} exclude each other: give one of them`);
  }

  /** Where the value was given, for messages. */
  from(flag: string): string {
    return this.#given.get(flag)?.from ?? `--${flag}`;
  }

  /** How near to the command line it was given: 0 as a flag; Infinity when it was not given. */
  rank(flag: string): number {
    return this.#given.get(flag)?.rank ?? Infinity;
  }

  /** A variable that is not the suite's own, by its name in lower case. */
  system(name: string): { text: string; from: string } | undefined {
    return this.#system.get(name);
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
      return readText(path);
    } catch (error) {
      const { code = 'error' } = error as NodeJS.ErrnoException;
      const isSecret = OPTIONS.some((option) => option.secret === true && `${option.flag}-file` === flag);
      throw new UsageError(
        `${this.from(flag)}: cannot read ${isSecret && !looksLikePath(path) ? 'what it names' : path} ${describeCode(code, 'name a file that exists and may be read')}`,
      );
    }
  }

  /**
   * A secret, given as text or in a file (`--token`, `--token-file`). If both are given, the one of the higher
   * precedence counts (flag, environment, `.env`).
   */
  secret(flag: string, isValid: (text: string) => boolean = isToken): string | undefined {
    const direct = this.#given.get(flag),
      filed = this.#given.get(`${flag}-file`);
    if (direct !== undefined && filed !== undefined && direct.rank === filed.rank) {
      throw new UsageError(`${direct.from} and ${filed.from} exclude each other: give one of them`);
    }
    const useFile = filed !== undefined && (direct === undefined || filed.rank < direct.rank);
    const value = useFile ? this.file(`${flag}-file`) : direct?.text;
    if (value === undefined) return undefined;
    const text = isValid === isToken ? value.trim() : value.replace(/\r?\n$/, '');
    if (isValid(text)) return text;
    throw new UsageError(
      `${useFile ? filed.from : this.from(flag)}: ${isValid === isToken ? 'it has to be one line of printable characters without spaces' : 'it has to be one line'}; check what was given`,
    );
  }
}
