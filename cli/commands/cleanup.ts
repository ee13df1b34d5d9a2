/** `cleanup`: removes what killed runs left behind, as their journal tells. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS } from '../../contract/kinds.ts';
import { cleanup } from '../../harness/ownership/cleanup.ts';
import { createClient } from '../../harness/http/client.ts';
import { openConnection, SOCKETS, type Network } from '../../harness/http/connection.ts';
import { cleanupConnection } from '../../harness/config/config.ts';
import type { Reader } from '../../harness/config/reader.ts';
import { UsageError } from '../../harness/config/usage.ts';
import { readJournal } from '../../harness/ownership/journal.ts';
import type { JournalLine } from '../../harness/ownership/journal.ts';
import { Unjudgeable } from '../../harness/config/preflight.ts';
import { resultsFile } from '../../harness/run/session.ts';
import type { Io } from '../io.ts';
import { pruneJournal } from '../run/report-dir.ts';

/** Milliseconds that the deletions may take. */
const SETTLE = 60_000;
/** Requests at once. */
const CONCURRENCY = 8;

function linesOf(read: Reader): { dir: string; lines: JournalLine[] } {
  const dir = read.text('journal');
  if (dir === undefined)
    throw new UsageError(
      'cleanup needs the journal of the run that was killed: --journal DIR, the folder of its report',
    );
  if (!existsSync(dir)) throw new UsageError(`${read.from('journal')}: there is no folder ${dir}`);
  return { dir, lines: existsSync(join(dir, 'journal.jsonl')) ? readJournal(dir) : [] };
}

/** Removes only what was made on this very target. */
export async function remove(read: Reader, io: Io, network: Network = SOCKETS): Promise<number> {
  const { dir, lines: all } = linesOf(read);
  const asked = cleanupConnection(read);
  const lines = all.filter(({ target }) => target === asked.target);
  if (lines.length === 0) {
    io.stdout.write(
      all.length === 0
        ? 'the journal is empty: nothing was left behind\n'
        : `the journal names nothing on ${asked.target}\n`,
    );
    return 0;
  }
  const connection = openConnection(asked, CONCURRENCY, network);
  try {
    const client = createClient({ connection, clock: network.clock, kinds: KINDS });
    const left = await cleanup({ client, clock: network.clock, kinds: KINDS, namespaces: [], lines, settle: SETTLE });
    if (left.length > 0) throw new Unjudgeable(`${left.length} left on ${asked.target}: ${left.join('; ')}`);
    const runs = new Set(lines.map((line) => line.run));
    for (const runId of runs) rmSync(resultsFile({ out: dir, runId }), { force: true });
    pruneJournal(dir, runs);
    io.stdout.write('nothing of those runs is left\n');
    return 0;
  } finally {
    await connection.close();
  }
}
