/** The settings of a command, one part for each subject. Making them reads files, but sends no request. */
import type { Connection, Execution, Namespaces } from '../model/run.ts';
import type { Selection } from '../run/plan.ts';
import type { Spending } from '../run/spending.ts';
import { readConnection, type AskedConnection } from './connection.ts';
import { readExecution } from './execution.ts';
import { withKubeconfigs } from './kubeconfig.ts';
import type { Kind } from '../../contract/types.ts';
import { readKinds } from './kinds.ts';
import { readNamespaces } from './namespaces.ts';
import { readOutput, type Output } from './output.ts';
import { flagsOfTheRun, resumed, type Resumed } from './resume.ts';
import type { Reader } from './reader.ts';
import type { Shard } from '../model/report.ts';
import { readSelection, readShard } from './selection.ts';
import { readSpending } from './spending.ts';

/** All settings of a run. */
export interface RunConfig {
  /** The kinds that there are: the documented ones, and those of `--kinds`. */
  kinds: readonly Kind[];
  /** The file of `--kinds`. */
  kindsFile?: string | undefined;
  connection: AskedConnection;
  namespaces: Namespaces;
  selection: Selection;
  spending: Spending;
  shard?: Shard | undefined;
  /** An earlier report: what did not pass there is judged alone, or first. */
  failedIn?: { path: string; first: boolean } | undefined;
  /** What the run goes on with, if it is to judge what is missing of an earlier one. */
  resume: Resumed | undefined;
  /** The values of the flags that say what the run is of. */
  flags: Readonly<Record<string, string>>;
  /** Whether to print what the run would do instead of doing it. */
  planOnly: boolean;
  execution: Execution;
  output: Output;
}

/** The settings of a run whose target is known. */
export interface TargetedConfig extends RunConfig {
  connection: Connection;
}

function readFailedIn(read: Reader): RunConfig['failedIn'] {
  const [alone, first] = [read.text('failed-in'), read.text('failed-first')];
  read.refuseTogether('failed-in', 'failed-first');
  const path = alone ?? first;
  return path === undefined ? undefined : { path, first: alone === undefined };
}

/**
 * Throws a UsageError for the first value that is wrong.
 * @param known default: the documented kinds, and those of `--kinds`
 */
export function runConfig(given: Reader, known?: readonly Kind[]): RunConfig {
  const { read, resume } = resumed(given);
  const kinds = known ?? readKinds(read);
  const asked = readExecution(read);
  const spending = readSpending(read, asked.settings.mostObjects);
  const execution = { ...asked, concurrency: atOnce(asked.concurrency, spending) };
  return {
    kindsFile: read.text('kinds'),
    connection: readConnection(read),
    namespaces: readNamespaces(read),
    kinds,
    selection: readSelection(read, kinds),
    spending,
    shard: readShard(read),
    failedIn: readFailedIn(read),
    resume,
    flags: flagsOfTheRun(read, execution.seed),
    planOnly: read.toggle('plan'),
    execution,
    output: readOutput(read),
  };
}

/** Requests for each of those at a time: what more of them make at once would take all that may be sent to remove. */
const SHARE = 60;
const atOnce = (concurrency: number, { maxRequests = Infinity }: RunConfig['spending']): number =>
  Math.min(concurrency, Math.max(1, Math.floor(maxRequests / SHARE)));

/** With what the kubeconfigs say, if there are any. */
export async function withConnection(config: RunConfig): Promise<RunConfig> {
  return { ...config, connection: await withKubeconfigs(config.connection) };
}

/** What `cleanup` connects to. The target may be left out: the journal has it. */
export const cleanupConnection = (read: Reader): Promise<AskedConnection> => withKubeconfigs(readConnection(read));
