/** Labels and annotations are stored as sent: by a create, and by both verbs that update. */
import type { Requirement } from '../../harness/model/requirement.ts';
import { ABSENT, type Pattern } from '../../harness/model/trial.ts';
import { requirement } from '../support/requirement.ts';
import { createdAndListed } from '../support/round-trip.ts';
import { BASIS, writeAll, type UpdateVerb } from '../support/updates/write.ts';

type Texts = Readonly<Record<string, string>>;

export interface KeptTexts {
  id: string;
  texts: Texts;
  updates: readonly { id: string; verb: UpdateVerb }[];
}

type TextMap = 'labels' | 'annotations';

const keptByCreate = (map: TextMap, id: string, texts: Texts, tests: readonly string[]): Requirement =>
  requirement(id, {
    tests,
    needs: ['create/accepts-the-documented-body'],
    async check(trial) {
      const mark = { map: trial.given.name() };
      await createdAndListed(
        trial,
        [trial.given.manifest({ [map]: texts, labels: { ...mark, ...(map === 'labels' ? texts : {}) } })],
        mark,
      );
    },
  });

/** Added beside a text that stays, found again, and removed again. */
const keptByUpdate = (
  map: TextMap,
  { id, verb }: KeptTexts['updates'][number],
  { id: created, texts }: KeptTexts,
  tests: readonly string[],
): Requirement =>
  requirement(id, {
    tests,
    needs: [BASIS[verb], created],
    async check(trial) {
      const job = await trial.given.reused({ [map]: { before: 'kept' } });
      const paths = Object.keys(texts).map((key) => ['metadata', map, key]);
      const values = Object.values(texts);
      const answer = await writeAll(
        trial,
        verb,
        job,
        paths.map((path, i) => [path, values[i]]),
      );
      const wanted: Pattern = { metadata: { [map]: { before: 'kept', ...texts } } };
      trial.expect.match(trial.expect.accepted(answer), wanted, answer);
      const stored = await trial.expect.stored(job, wanted);
      const removal = await writeAll(
        trial,
        verb,
        job,
        paths.map((path) => [path, undefined]),
        {},
        stored,
      );
      trial.expect.accepted(removal);
      const removed = Object.fromEntries(Object.keys(texts).map((key) => [key, ABSENT]));
      await trial.expect.stored(job, { metadata: { [map]: { before: 'kept', ...removed } } });
    },
  });

export const keepsTexts = (
  map: TextMap,
  rows: readonly KeptTexts[],
  tests: readonly string[],
): readonly Requirement[] =>
  rows.flatMap((row) => [
    keptByCreate(map, row.id, row.texts, tests),
    ...row.updates.map((update) => keptByUpdate(map, update, row, tests)),
  ]);
