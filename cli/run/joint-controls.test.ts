/** Constraints that share a control: whoever takes it is asked once, and whoever does not is asked for each alone. */
import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import type { Send, WireRequest } from '../../contract/wire.ts';
import { reply } from '../../harness/testing/fake.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { judgeInProcess } from './in-process.ts';

const IDS = ['constraints/pod-spec-priority-minimum', 'constraints/security-context-privileged-const'];
const requirements = REQUIREMENTS.filter(({ id }) => IDS.includes(id));
const textOf = ({ body }: WireRequest): string => new TextDecoder().decode(body ?? new Uint8Array());
/** Only a joint control has the fields of both. */
const isJoint = (text: string): boolean => text.includes('"priority"') && text.includes('"privileged"');

async function judged(refuses: (text: string) => boolean) {
  const created: string[] = [];
  const between =
    (handle: Send): Send =>
    async (request) => {
      const text = textOf(request);
      if (request.method === 'POST' && refuses(text))
        return reply(422, { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Invalid', code: 422 });
      const answer = await handle(request);
      if (request.method === 'POST' && answer.status === 201) created.push(text);
      return answer;
    };
  const { results } = await judgeInProcess({
    requirements,
    judged: KINDS.slice(0, 1),
    concurrency: 1,
    between,
  });
  return { verdicts: results.map(({ verdict }) => verdict), created };
}

test('one job is the control of both', async () => {
  const { verdicts, created } = await judged(() => false);
  expect(verdicts).toEqual(['pass', 'pass']);
  expect(created.filter(isJoint)).toHaveLength(1);
  expect(created).toHaveLength(1);
});

test('a target that refuses that one is given a control for each', async () => {
  const { verdicts, created } = await judged(isJoint);
  expect(verdicts).toEqual(['pass', 'pass']);
  expect(created).toHaveLength(2);
});

test('a target that refuses every control proves nothing', async () => {
  expect((await judged(() => true)).verdicts).toEqual(['inconclusive', 'inconclusive']);
});
