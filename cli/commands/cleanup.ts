/** `cleanup`: removes what killed runs left, by their journal. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS } from '../../contract/kinds.ts';
import { cleanup } from '../../harness/ownership/cleanup.ts';
import { createClient } from '../../harness/http/client.ts';
import { realClock } from '../../harness/http/clock.ts';
import { UsageError, connectionConfig } from '../../harness/config/config.ts';
import type { Reader } from '../../harness/config/config.ts';
import { readJournal } from '../../harness/ownership/journal.ts';
import type { JournalLine } from '../../harness/ownership/journal.ts';
import { Unjudgeable } from '../../harness/config/preflight.ts';
import { resultsFile } from '../../harness/run/session.ts';
import { limiter } from '../../harness/http/throttle.ts';
import { socketTransport } from '../../harness/http/transport.ts';
import type { Io } from '../io.ts';
import { pruneJournal } from '../run/report-dir.ts';

/** Milliseconds that deletions may take. */
const SETTLE = 60_000;
const AT_ONCE = 8;

function linesOf(read: Reader): { dir: string; lines: JournalLine[] } {
  const dir = read.text('journal');
  if (dir === undefined)
    throw new UsageError(
      'cleanup needs the journal of the run that was killed: --journal DIR, the folder of its report',
    );
  if (!existsSync(dir)) throw new UsageError(`${read.from('journal')}: there is no folder ${dir}`);
  return { dir, lines: existsSync(join(dir, 'journal.jsonl')) ? readJournal(dir) : [] };
}

/** Only what was made on this very target is looked for. */
export async function remove(read: Reader, io: Io): Promise<number> {
  const { dir, lines: all } = linesOf(read);
  const connection = connectionConfig(read);
  const lines = all.filter((line) => line.target === connection.target);
  if (lines.length === 0) {
    io.stdout.write(
      all.length === 0
        ? 'the journal is empty: nothing was left behind\n'
        : `the journal names nothing on ${connection.target}\n`,
    );
    return 0;
  }
  const transport = socketTransport({ url: connection.target, ca: connection.ca, insecure: connection.insecure });
  try {
    const client = createClient({
      ...connection,
      send: transport.send,
      clock: realClock,
      kinds: KINDS,
      limiter: limiter(AT_ONCE),
    });
    const left = await cleanup({ client, clock: realClock, kinds: KINDS, namespaces: [], lines, settle: SETTLE });
    if (left.length > 0) throw new Unjudgeable(`${left.length} left on ${connection.target}: ${left.join('; ')}`);
    const runs = new Set(lines.map((line) => line.run));
    for (const runId of runs) rmSync(resultsFile({ out: dir, runId }), { force: true });
    pruneJournal(dir, runs);
    io.stdout.write('nothing of those runs is left\n');
    return 0;
  } finally {
    await transport.close();
  }
}
