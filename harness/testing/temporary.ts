/** A folder for all that our tests write; deleted when they are done. For vitest's `globalSetup`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'cci-tests-'));
  process.env['TMPDIR'] = folder; // inherited by workers, which start later, and by the processes that they start
  return () => rmSync(folder, { recursive: true, force: true });
}
