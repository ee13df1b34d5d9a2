/**
 * Every part of an object that clients may change is raced: the mutable fields of the kind, labels, annotations and
 * finalizers.
 */
import type { Json, JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import type { Answer, Accepted } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { HOLD } from '../delete/support.ts';
import { at, leaf, shownOf, versionOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { mutableFieldsOf, ok, twoValues, withMembers } from '../support/updates/write.ts';
import { someWon, statusesOf, untilOneWins, winnersOf } from './clients.ts';

/** One member that clients may change, with a value that it does not have before; a list that it does not contain. */
interface Part {
  path: readonly string[];
  value: Json;
}

const FINALIZERS = ['metadata', 'finalizers'];

/** One member of each mutable part of the kind. */
const partsOf = (kind: Kind): Part[] => [
  ...kind.mutable
    .filter((path) => path.startsWith('metadata.'))
    .map((path): Part => ({ path: [...path.split('.'), 'raced'], value: leaf(path) })),
  ...mutableFieldsOf(kind).map((field): Part => ({ path: ['spec', field.name], value: twoValues(field)[0] })),
  { path: FINALIZERS, value: [HOLD] },
];

/** A member that is removed: a patch that is applied anew, because others were faster, has to remove it anew. */
const REMOVAL: Part = { path: ['metadata', 'labels', 'doomed'], value: null };

const patchPart = (trial: Trial, job: Accepted, { path, value }: Part): Promise<Answer> =>
  trial.target.patch(job, withMembers('patch', [[path, value]])({}));

async function putPart(trial: Trial, job: Accepted, seen: JsonObject, { path, value }: Part): Promise<Answer> {
  // A PUT without a version insists on nothing.
  shownOf(trial, seen, 'resourceVersion');
  return trial.target.replace(job, withMembers('replace', [[path, value]])(seen));
}

/** Runs as often as there are parts; each time another of them comes first, and so is likely to win. */
async function eachFirst(trial: Trial, round: (parts: readonly Part[]) => Promise<void>): Promise<void> {
  const all = partsOf(trial.kind);
  for (const first of all.keys()) await round([...all.slice(first), ...all.slice(0, first)]);
}

/** A server may add items to a list. */
const hasValue = (object: Json | undefined, { path, value }: Part): boolean => {
  const now = at(object, ...path) ?? null;
  return Array.isArray(value) ? Array.isArray(now) && value.every((item) => now.includes(item)) : now === value;
};

/** The part has the value that was written, or it has not. */
function expectPart(trial: Trial, stored: JsonObject, part: Part, isThere: boolean, answer: Answer): void {
  // A target that takes no finalizers of clients says so in its answer.
  if (part.path === FINALIZERS && isThere && !hasValue(answer.json, part)) return;
  const { path, value } = part;
  const now = at(stored, ...path);
  trial.expect.that(hasValue(stored, part) === isThere, {
    message: isThere
      ? `A write of ${path.join('.')} was accepted, and its value is not stored`
      : `A write of ${path.join('.')} was refused, and its value is stored`,
    expected: isThere ? JSON.stringify(value) : `any but ${JSON.stringify(value)}`,
    received: now === undefined ? 'absent' : JSON.stringify(now),
    path: `/${path.join('/')}`,
    answer,
  });
}

/** The accepted ones that were no writes of what was there already: those are accepted as often as they are sent. */
const changing = (answers: readonly Answer[], seen: JsonObject): number[] =>
  winnersOf(answers).filter((i) => versionOf(answers[i]?.json) !== versionOf(seen));

/** The parts of accepted writes are stored, those of refused ones are not. */
async function expectAccepted(
  trial: Trial,
  job: Accepted,
  parts: readonly Part[],
  answers: readonly Answer[],
): Promise<void> {
  const stored = await trial.given.read(job);
  for (const [i, part] of parts.entries()) {
    const answer = answers[i];
    if (answer !== undefined) expectPart(trial, stored, part, ok(answer), answer);
  }
}

export const parts: readonly Requirement[] = [
  requirement('concurrency/no-patch-of-any-part-is-lost', {
    tests: ['concurrency.patch'],
    needs: ['concurrency/no-patch-is-lost'],
    check: (trial) =>
      eachFirst(trial, async (parts) => {
        const job = await trial.given.reused({ labels: { doomed: 'yes' } });
        const all = [...parts, REMOVAL];
        const answers = await trial.together(all.map((part) => () => patchPart(trial, job, part)));
        someWon(trial, winnersOf(answers).length);
        await expectAccepted(trial, job, all, answers);
      }),
  }),
  requirement('concurrency/replacements-of-different-parts-swap-once', {
    tests: ['concurrency.compare-and-swap'],
    needs: ['concurrency/one-of-many-replacements-of-a-version-wins'],
    check: (trial) =>
      eachFirst(trial, async (all) => {
        const job = await trial.given.reused();
        await untilOneWins(trial, async () => {
          const seen = await trial.given.read(job);
          const answers = await trial.together(all.map((part) => () => putPart(trial, job, seen, part)));
          const winners = changing(answers, seen);
          trial.expect.that(winners.length <= 1, {
            message: 'Several replacements of one version, each of another part, were accepted',
            expected: 'at most one success, the others 409',
            received: statusesOf(answers),
            answer: answers[winners[1] ?? 0],
          });
          await expectAccepted(trial, job, all, answers);
          return winnersOf(answers).length;
        });
      }),
  }),
  requirement('concurrency/a-replacement-never-undoes-a-patch-of-any-part', {
    tests: ['concurrency.replace-and-patch'],
    needs: ['concurrency/a-replacement-never-undoes-a-patch'],
    async check(trial) {
      const put: Part = { path: ['metadata', 'labels', 'put'], value: 'here' };
      for (const part of partsOf(trial.kind)) {
        const job = await trial.given.reused();
        const seen = job.stored;
        const answers = await trial.together([() => patchPart(trial, job, part), () => putPart(trial, job, seen, put)]);
        if (!ok(answers[0])) trial.inconclusive('the patch was refused');
        await expectAccepted(trial, job, [part, put], answers);
      }
    },
  }),
];
