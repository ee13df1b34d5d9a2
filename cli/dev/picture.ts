/** `npm run picture`: the picture of a report in the README, from a real run against a broken server. Needs Chromium. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../contract/package.ts';
import { realClock } from '../../harness/http/clock.ts';
import { listen } from '../../reference/http.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { behaviourOf } from '../../reference/mutants/types.ts';
import { createServer } from '../../reference/server.ts';
import { conformance } from '../library.ts';

const mutant = MUTANTS.find(({ name }) => name === 'patch-ignores-null');
if (mutant === undefined) throw new Error('the mutant of the picture has another name');
const out = mkdtempSync(join(tmpdir(), 'cci-picture-'));
const server = createServer({ clock: realClock, namespaces: ['default'], behaviour: behaviourOf(mutant) });
const { url, close } = await listen(server.handle);
try {
  await conformance({ target: url, kinds: ['tfjob'], only: ['patch/removes', 'patch/merges', 'read/'], seed: 1, out });
  const picture = join(packageRoot(), 'docs', 'report.png');
  execFileSync(
    process.env['CHROMIUM'] ?? 'chromium',
    [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--window-size=960,1000'],
      `--screenshot=${picture}`,
      pathToFileURL(join(out, 'report.html')).href,
    ],
    { stdio: 'ignore' },
  );
  process.stdout.write(`${picture}\n`);
} finally {
  server.stop();
  await close();
  rmSync(out, { recursive: true });
}
