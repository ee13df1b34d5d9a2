/**
 * Every verdict names the code of `specs/` that made it: here from the sources, in spawn.test.ts from the built code.
 */
import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import { positionsIn } from '../../harness/evidence/positions.ts';
import type { Result } from '../../harness/model/result.ts';
import { REQUIREMENTS } from '../../specs/index.ts';
import { judgeInProcess } from '../run/in-process.ts';
import { LIARS } from '../testing/in-process-liars.ts';
import { sourceLineAt } from '../testing/source-line.ts';

const INVARIANTS = new Set(REQUIREMENTS.filter((one) => one.everywhere !== undefined).map(({ id }) => id));

test('every requirement knows the line at which it is defined', () => {
  const elsewhere = REQUIREMENTS.filter(
    ({ definedAt }) => !sourceLineAt(positionsIn(definedAt?.stack)[0]).includes('requirement('),
  );
  expect(elsewhere.map(({ id }) => id)).toEqual([]);
});

test('a requirement that is generated knows also for what it was', () => {
  const pages = REQUIREMENTS.find(({ id }) => id === 'pagination/serves-pages-of-one');
  const [, generated] = positionsIn(pages?.definedAt?.stack);
  expect(sourceLineAt(generated)).toContain("'pagination/serves-pages-of-one'");
});

test('what a server that lies fails names a line that expects, or an invariant; what is inconclusive, the line where it ended', async () => {
  const { results } = await judgeInProcess({
    requirements: REQUIREMENTS.filter(({ id }) => /^(answers|create|patch|delete-collection)\//.test(id)),
    judged: KINDS.slice(0, 1),
    between: LIARS.echo,
    runs: 5,
  });
  const lines = ({ verdict, id, findings, code = [] }: Result): string[] =>
    verdict === 'fail'
      ? findings.map((finding) => `${INVARIANTS.has(id) ? 'invariant' : 'check'}: ${sourceLineAt(finding.code?.[0])}`)
      : [`${verdict}: ${sourceLineAt(code[0])}`];
  const told = results.filter(({ verdict }) => verdict !== 'pass').flatMap(lines);
  expect(told.filter((line) => /^check: .*expect\b/.test(line)).length).toBeGreaterThan(20);
  expect(
    told.filter(
      (line) =>
        !/^check: .*\bexpect\b/.test(line) &&
        !/^invariant: .*\b(requirement\(|expect\b)/.test(line) &&
        !/^(inconclusive|not-applicable): .*(given|trial|await)/.test(line),
    ),
  ).toEqual([]);
});
