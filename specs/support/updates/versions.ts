/** What a write does to the generation and the resourceVersion. */
import type { JsonObject } from '../../../contract/json.ts';
import type { Answer } from '../../../harness/model/target.ts';
import type { Requirement } from '../../../harness/model/requirement.ts';
import type { Trial } from '../../../harness/model/trial.ts';
import { at, shownOf } from '../objects.ts';
import { requirement } from '../requirement.ts';
import { labelOf, currentVersion, watching } from '../../watch/support.ts';
import {
  BASIS,
  everyMutableField,
  furnished,
  mutableFieldsOf,
  twoValues,
  write,
  writeAll,
  type Change,
  type UpdateVerb,
} from './write.ts';

const ANSWERS_WITH_STORED: Readonly<Record<UpdateVerb, string>> = {
  replace: 'replace/answers-with-what-is-stored',
  patch: 'patch/answers-with-what-is-stored',
};

/** Where the target shows no generation, nothing can be judged by it: that there is one is another requirement. */
function generationOf(trial: Trial, object: JsonObject): number {
  const generation = at(object, 'metadata', 'generation');
  return typeof generation === 'number'
    ? generation
    : trial.inconclusive('the target shows no generation', 'metadata.generation.set');
}

export const raisesTheGenerationWithTheSpec = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: ['metadata.generation.moves', 'metadata.generation.set'],
    needs: [BASIS[verb]],
    async check(trial) {
      const job = await furnished(trial);
      const changes = mutableFieldsOf(trial.kind).map((field): Change => [['spec', field.name], twoValues(field)[1]]);
      const removals = changes.map(([path]): Change => [path, undefined]);
      for (const [path, value] of [...changes, ...removals]) {
        const before = generationOf(trial, await trial.given.known(job));
        // What else a write changes makes no difference.
        const beside: Change[] = value === undefined ? [[['metadata', 'labels', 'beside'], path.join('.')]] : [];
        const answer = await writeAll(trial, verb, job, [[path, value], ...beside]);
        const after = generationOf(trial, trial.expect.accepted(answer));
        const stored = generationOf(trial, await trial.given.read(job));
        // A removed value may be replaced by a default that is equal to it: then nothing changes.
        const same = value === undefined && at(answer.json, ...path) !== undefined;
        trial.expect.that(after > before || (same && after === before), {
          message: `A change of ${path.join('.')} did not raise the generation`,
          expected: `more than ${before}`,
          received: String(after),
          path: '/metadata/generation',
          answer,
        });
        trial.expect.that(stored >= after, {
          message: 'The stored generation is lower than the answered one',
          expected: `${after} or more`,
          received: String(stored),
          path: '/metadata/generation',
          answer,
        });
      }
    },
  });

const MAP_CHANGES: readonly Change[] = [
  [['metadata', 'labels', 'a'], '2'],
  [['metadata', 'annotations', 'a'], '2'],
  [['metadata', 'labels', 'a'], undefined],
  [['metadata', 'annotations', 'a'], undefined],
];

export const neverLowersTheGeneration = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: ['metadata.generation.moves'],
    needs: [BASIS[verb]],
    async check(trial) {
      const job = await furnished(trial);
      // The first generation cannot be lowered, so the spec is changed first; whether that raises it is judged
      // elsewhere.
      for (const [name, value] of Object.entries(everyMutableField(trial.kind, 1)))
        await write(trial, verb, job, ['spec', name], value);
      let last = generationOf(trial, await trial.given.read(job));
      for (const [path, value] of MAP_CHANGES) {
        const answer = await write(trial, verb, job, path, value);
        const now = generationOf(trial, trial.expect.accepted(answer));
        trial.expect.that(now >= last, {
          message: `A change of ${path.join('.')} lowered the generation`,
          expected: `${last} or more`,
          received: String(now),
          path: '/metadata/generation',
          answer,
        });
        last = now;
      }
    },
  });

export const movesTheResourceVersion = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: [`metadata.server-set.${verb}`, 'metadata.resource-version.moves'],
    needs: [BASIS[verb]],
    async check(trial) {
      const job = await furnished(trial);
      const fields = mutableFieldsOf(trial.kind).map((field): Change => [['spec', field.name], twoValues(field)[1]]);
      for (const [path, value] of [...MAP_CHANGES.slice(0, 2), ...fields, ...MAP_CHANGES.slice(2)]) {
        const before = shownOf(trial, await trial.given.known(job), 'resourceVersion');
        const answer = await write(trial, verb, job, path, value);
        for (const object of [trial.expect.accepted(answer), await trial.given.read(job)]) {
          const after = shownOf(trial, object, 'resourceVersion');
          trial.expect.that(after !== before, {
            message: `A change of ${path.join('.')} left the resourceVersion as it was`,
            expected: `any but ${before}`,
            received: after,
            path: '/metadata/resourceVersion',
            answer,
          });
        }
      }
    },
  });

export const answersTheVersionThatAWatchShows = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: [`${verb}.answers-object`, 'metadata.resource-version.one-state'],
    needs: [ANSWERS_WITH_STORED[verb], 'watch/shows-each-change-in-order'],
    async check(trial) {
      const job = await trial.given.reused();
      await watching(
        trial,
        { resourceVersion: await currentVersion(trial), fieldSelector: `metadata.name=${job.name}` },
        async (stream) => {
          // A controller may write right after each change: the watch shows both versions, and a read might show only
          // the second.
          const answered = new Map<string, { version: string; answer: Answer }>();
          for (const value of ['one', 'two', 'three']) {
            const answer = await write(trial, verb, job, ['metadata', 'labels', 'step'], value);
            answered.set(value, { version: shownOf(trial, trial.expect.accepted(answer), 'resourceVersion'), answer });
          }
          const events = await stream.collect((seen) => seen.some((event) => labelOf(event, 'step') === 'three'));
          for (const [value, { version, answer }] of answered) {
            const first = events.find((event) => labelOf(event, 'step') === value);
            if (first === undefined) return trial.inconclusive(`the watch did not show the change to ${value}`);
            trial.expect.match(
              version,
              shownOf(trial, first.object, 'resourceVersion'),
              answer,
              '/metadata/resourceVersion',
            );
          }
        },
      );
    },
  });
