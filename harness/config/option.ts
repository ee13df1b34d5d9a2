/** What a flag is. */
import type { NamedIdentity } from '../model/exchange.ts';
import type { Command } from './commands.ts';

export interface Option {
  flag: string;
  /** The value's placeholder in the help; absent for switches. */
  value?: string;
  /** Comma-separated, and repeatable. */
  list?: boolean;
  help: string;
  default?: string;
  /** Its environment variable is deleted from the process once it is read. */
  secret?: boolean;
  /** Asks for a further format of the report: the writer of that name in reports/write.ts writes it. */
  format?: boolean;
  /** Set for the flags of credentials. */
  credential?: { identity: NamedIdentity; method: string };
  commands: readonly Command[];
}
