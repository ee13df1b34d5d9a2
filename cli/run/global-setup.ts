/** A session for `vitest run --project conformance`: configured by the environment and `.env`, opened before, tidied after. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { readValues, reader, runConfig } from '../../harness/config/config.ts';
import '../../harness/run/vitest-types.ts';
import { resultsFile } from '../../harness/run/session.ts';
import { startEmbedded } from './embedded.ts';
import { openOut } from './report-dir.ts';
import { capabilitiesOf, planFor, withPlan } from './planning.ts';
import { openTarget } from './target.ts';
import type { TargetedConfig } from './target.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const asked = runConfig(reader(readValues([], process.env, existsSync('.env') ? readFileSync('.env', 'utf8') : '')));
  const out = openOut(asked.out);
  const embedded = asked.target === undefined ? await startEmbedded(asked) : undefined;
  const config = embedded?.config ?? (asked as TargetedConfig);
  const target = openTarget(config, out.dir);
  const capabilities = capabilitiesOf(config);
  if ((await target.look()) !== undefined) capabilities.delete('scratch-namespace');
  project.provide('session', withPlan(target.session, planFor(config, capabilities)));
  return async () => {
    rmSync(resultsFile(target.session), { force: true });
    const left = await target.tidy();
    await target.close();
    await embedded?.stop();
    out.discard();
    if (left.length > 0) throw new Error(`left behind: ${left.join('; ')}`);
  };
}
