/**
 * A session for `vitest run --project conformance`: configured by the environment and `.env`; what it made is removed
 * at the end.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { runConfig } from '../../harness/config/config.ts';
import { Reader } from '../../harness/config/reader.ts';
import { readValues } from '../../harness/config/values.ts';
import '../../harness/run/vitest-types.ts';
import { RESULTS_FILE } from '../../harness/run/results.ts';
import { subjectOf } from './embedded.ts';
import { openOut } from './report-dir.ts';
import { capabilitiesOf, planFor, withPlan } from './planning.ts';
import { openTarget } from './target.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dotenv = existsSync('.env') ? readFileSync('.env', 'utf8') : '';
  const asked = runConfig(new Reader(readValues([], process.env, dotenv)));
  const out = openOut(asked.output.out);
  const { config, stop } = await subjectOf(asked);
  const target = openTarget(config, out.dir);
  const capabilities = capabilitiesOf(config);
  if ((await target.preflight()) !== undefined) capabilities.delete('scratch-namespace');
  project.provide('session', withPlan(target.session, planFor(config, capabilities)));
  return async () => {
    rmSync(join(out.dir, RESULTS_FILE), { force: true });
    const left = await target.cleanup();
    await target.close();
    await stop();
    out.discard();
    if (left.length > 0) throw new Error(`left behind: ${left.join('; ')}`);
  };
}
