/** `cleanup`: removes what killed runs left behind, as their journal tells. */
import { join } from 'node:path';
import { readKinds } from '../../harness/config/kinds.ts';
import { cleanup } from '../../harness/ownership/cleanup.ts';
import { createClient } from '../../harness/http/client.ts';
import { openConnection } from '../../harness/http/connection.ts';
import { SOCKETS, type Network } from '../../harness/http/network.ts';
import { cleanupConnection } from '../../harness/config/config.ts';
import { readMaxTime } from '../../harness/config/execution.ts';
import type { Reader } from '../../harness/config/reader.ts';
import type { Redact } from '../../harness/evidence/redact.ts';
import { visible } from '../../reports/view/escape-control.ts';
import { UsageError, Unjudgeable } from '../../harness/errors/usage.ts';
import { JOURNAL_FILE, readJournal, type JournalLine } from '../../harness/ownership/journal.ts';
import { readFolder, sayUnreadable, whatIsAt } from '../../harness/errors/files.ts';
import type { Io } from '../io.ts';
import { pruneJournal, releaseOut } from '../run/report-dir.ts';

/** Milliseconds that the deletions may take. */
const SETTLE = 60_000;
/** Milliseconds that all of it may take, unless a flag says otherwise. */
const BOUND = 600_000;
/** Requests at once. */
const CONCURRENCY = 8;

interface Journaled {
  dir: string;
  lines: JournalLine[];
  /** What of the journal could not be read, as one sentence. */
  unread: string | undefined;
}

/** Throws a UsageError where there is nothing to go by: then nobody has looked whether anything is left. */
function linesOf(read: Reader): Journaled {
  const dir = read.text('journal');
  if (dir === undefined)
    throw new UsageError(
      'cleanup needs the journal of the run that was killed: --journal DIR, the folder of its report',
    );
  const from = read.from('journal');
  const refuse = (why: string): never => {
    throw new UsageError(`${from}: ${why}`);
  };
  readFolder(dir, refuse);
  const journal = journalIn(dir, refuse);
  if (journal === undefined)
    throw new UsageError(
      `${from}: there is no journal.jsonl in ${dir}: its run left nothing, or it is another folder; nothing was looked for`,
    );
  const { lines, broken } = journal;
  if (lines.length === 0)
    throw new UsageError(`${from}: no line of ${dir}/journal.jsonl is one of a journal: nothing was looked for`);
  return { dir, lines, unread: broken.length === 0 ? undefined : sayBroken(broken) };
}

function journalIn(dir: string, refuse: (why: string) => never): ReturnType<typeof readJournal> {
  const file = join(dir, JOURNAL_FILE);
  try {
    const found = whatIsAt(file);
    return found === undefined || found === 'file' ? readJournal(dir) : refuse(`${file} is no file`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return refuse(sayUnreadable(file, error));
  }
}

/** Numbers of lines that a sentence names. */
const NAMED = 5;

const sayBroken = (broken: readonly number[]): string => {
  const shown = broken.slice(0, NAMED).join(', ') + (broken.length > NAMED ? ', ...' : '');
  return `${broken.length === 1 ? 'a line' : `${broken.length} lines`} of the journal cannot be read (${shown}): what they name may be left`;
};

/** Objects that a sentence names. */
const MOST_NAMED = 50;

/** What a target has named may be anything: it stays a text of one line. */
function sayLeft(left: readonly string[], redact: Redact): string[] {
  const more = left.length - MOST_NAMED;
  const shown = left.slice(0, MOST_NAMED).map((line) => visible(redact(line)).replaceAll(/\s+/g, ' '));
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** The address, the same for each name of this machine. */
const addressOf = (target: string): string => {
  if (!URL.canParse(target)) return target;
  const { protocol, hostname, port, pathname } = new URL(target);
  return `${protocol}//${LOOPBACK.test(hostname) ? 'localhost' : hostname}:${port}${pathname.replace(/\/+$/, '')}`;
};

/** The target that was asked for, or the only one of the journal. Throws a UsageError when the journal has another. */
function targetOf(asked: string | undefined, lines: readonly JournalLine[]): string {
  const known = [...new Set(lines.map(({ target }) => target))];
  const [only] = known;
  if (asked === undefined) {
    if (known.length === 1 && only !== undefined && URL.canParse(only)) return only;
    throw new UsageError(`the journal is of ${known.join(' and ')}: say by --target URL which to clean up`);
  }
  if (known.some((target) => addressOf(target) === addressOf(asked))) return asked;
  throw new UsageError(
    `the journal names nothing on ${asked}: it is of ${known.join(' and ')}; nothing was looked for`,
  );
}

/** Removes only what was made on this very target. */
export async function remove(read: Reader, io: Io, network: Network = SOCKETS): Promise<number> {
  const kinds = readKinds(read);
  const { dir, lines: all, unread } = linesOf(read);
  const asked = await cleanupConnection(read);
  const connected = { ...asked, target: targetOf(asked.target, all) };
  const lines = all.filter(({ target }) => addressOf(target) === addressOf(connected.target));
  const connection = openConnection(connected, { slots: CONCURRENCY }, network);
  try {
    const client = createClient({ connection, clock: network.clock, kinds });
    const left = await cleanup({
      client,
      clock: network.clock,
      kinds,
      namespaces: [],
      lines,
      settle: SETTLE,
      late: connected.timeout,
      bound: readMaxTime(read) ?? BOUND,
      tell: (line) => io.stderr.write(`cleanup: ${line}\n`),
    });
    if (left.length > 0)
      throw new Unjudgeable(
        `${left.length} left on ${connected.target}: ${[...sayLeft(left, client.redact), ...(unread ? [unread] : [])].join('; ')}`,
      );
    pruneJournal(dir, new Set(lines.map((line) => line.run)));
    releaseOut(dir);
    if (unread !== undefined) throw new Unjudgeable(unread);
    io.stdout.write('nothing of those runs is left\n');
    return 0;
  } finally {
    await connection.close();
  }
}
