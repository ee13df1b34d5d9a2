import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { pathOf } from '../../contract/operations.ts';
import type { JsonObject } from '../../contract/json.ts';
import type { Send } from '../../contract/wire.ts';
import { FindingError } from '../../harness/errors/endings.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { inScratch } from '../../specs/support/scratch.ts';
import { requirement } from '../../specs/support/requirement.ts';
import { judgeInProcess } from './in-process.ts';

const [KIND = undefined as never] = KINDS;

/** The verdict where the work in the scratch namespace fails or not, before it others have written there, or during it. */
async function verdictOf({ fails = false, before = false, during = false }): Promise<[string, string | undefined]> {
  let server: Send | undefined;
  const write = async (trial: Trial): Promise<void> => {
    const manifest: JsonObject = { ...trial.given.manifest({ labels: {} }), metadata: { name: 'foreign' } };
    const answer = await server?.({
      method: 'POST',
      path: pathOf(KIND, trial.scratchNamespace),
      headers: [
        ['authorization', 'Bearer full-token'],
        ['content-type', 'application/json'],
      ],
      body: new TextEncoder().encode(JSON.stringify(manifest)),
    });
    expect(answer?.status).toBe(201);
  };
  const judgedOne = requirement('area/in-scratch', {
    tests: [],
    requires: ['scratch-namespace'],
    async check(trial) {
      if (before) await write(trial);
      await inScratch(trial, async (namespace) => {
        trial.expect.documented(await trial.target.list({ namespace }));
        if (during) await write(trial);
        if (fails) throw new FindingError({ message: 'it fails', expected: '', received: '' });
      });
    },
  });
  const { results } = await judgeInProcess({
    requirements: [judgedOne],
    judged: [KIND],
    between: (send) => (server = send),
  });
  return [String(results[0]?.verdict), results[0]?.reason];
}

const OTHERS = 'others wrote into the scratch namespace conformance-scratch meanwhile: foreign';
const FULL = `the scratch namespace conformance-scratch holds ${KIND.plural} already`;

test.each([
  [{}, 'pass', undefined],
  [{ during: true }, 'pass', undefined],
  [{ fails: true }, 'fail', undefined],
  [{ fails: true, during: true }, 'inconclusive', OTHERS],
  [{ before: true }, 'inconclusive', FULL],
])('work in the scratch namespace: %j', async (what, verdict, reason) => {
  expect(await verdictOf(what)).toEqual([verdict, reason]);
});
