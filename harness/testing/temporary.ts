/** A folder for all that our tests write; it goes when they are done. For vitest's `globalSetup`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'cci-tests-'));
  process.env['TMPDIR'] = folder; // where workers, started later, and what they spawn look
  return () => rmSync(folder, { recursive: true, force: true });
}
