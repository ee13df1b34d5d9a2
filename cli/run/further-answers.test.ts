/**
 * That an answer is data: one more legal answer to an operation is an entry of the contract, and no server is accused
 * of it.
 */
import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { EMPTY_DELETION, withAnswer } from '../../contract/operations.fixture.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { accusations, judgeInProcess } from './in-process.ts';

/** Whatever a requirement deletes, it has to do without the body of the answer. */
const requirements = REQUIREMENTS.filter(
  ({ tests, everywhere }) => everywhere !== undefined || tests.some((id) => id.includes('delet')),
);
const judge = () =>
  judgeInProcess({
    requirements,
    judged: KINDS.slice(0, 1),
    behaviour: (base) => ({ ...base, deleteCode: () => EMPTY_DELETION.code }),
    runs: 10,
  });

test('a server that answers deletions without a body is accused of nothing where the contract lists the code', async () => {
  const { results, leftBehind } = await withAnswer('delete', EMPTY_DELETION, judge);
  expect(accusations(results)).toEqual([]);
  expect(leftBehind).toEqual([]);
});

test('where the contract does not list the code, the same server is accused', async () => {
  const { results } = await judge();
  expect(accusations(results).join('\n')).toContain('fail delete/removes-the-object');
});
