import type { Json, JsonObject } from '../../contract/json.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { someOf } from '../support/closeness.ts';
import { at, itemsOf, nameOf, specOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { LONGEST_NAME, isName } from './name-rules.ts';

const needs = ['create/accepts-the-documented-body'];

/** A manifest with a generateName in place of its name. */
export const generating = (trial: Trial, prefix: Json, labels?: Record<string, string>): JsonObject =>
  withMember(
    withMember(trial.given.manifest(labels === undefined ? {} : { labels }), ['metadata', 'generateName'], prefix),
    ['metadata', 'name'],
    undefined,
  );

/** The server completes the prefix to a name that obeys the rules, and begins with the prefix. */
async function completed(trial: Trial, prefix: string): Promise<string> {
  const annotations = { note: 'kept' };
  const sent = withMember(generating(trial, prefix), ['metadata', 'annotations'], annotations);
  const answer = await trial.target.create(sent);
  const name = nameOf(trial.expect.accepted(answer));
  trial.expect.that(name.startsWith(prefix) && name.length > prefix.length && isName(name), {
    message: 'The generated name does not complete generateName to a valid name',
    expected: `${prefix} and more, at most ${LONGEST_NAME} characters`,
    received: name,
    path: '/metadata/name',
    answer,
  });
  await trial.expect.stored({ name }, { metadata: { name, annotations }, spec: specOf(sent) });
  return name;
}

export const generatedNames: readonly Requirement[] = [
  requirement('create/completes-generate-name', {
    tests: ['metadata.generate-name', 'metadata.generate-name.dash', 'field.ObjectMeta.generateName'],
    needs,
    async check(trial) {
      const base = trial.given.name().slice(0, 40).replace(/-+$/, '');
      const names: string[] = [];
      for (const prefix of [`${base}-`, `${base}-`, base, `${base}--`]) names.push(await completed(trial, prefix));
      trial.expect.that(new Set(names).size === names.length, {
        message: 'Two generated names are equal',
        expected: 'different names',
        received: names.join(', '),
        path: '/metadata/name',
      });
    },
  }),
  requirement('create/cuts-or-refuses-a-long-generate-name', {
    tests: ['metadata.generate-name.long', 'constraint.ObjectMeta.generateName.maxLength'],
    needs,
    async check(trial) {
      const base = trial.given.name().slice(0, 40);
      await completed(trial, `${base}-`);
      for (const length of someOf(trial, [58, 62, 63, 64, 253, 254])) {
        const prefix = base.padEnd(length - 1, 'x') + '-';
        const answer = await trial.target.create(generating(trial, prefix));
        if (answer.status >= 400) {
          trial.expect.refused(answer);
          trial.choice('generate-name', 'generate-long-refused', answer);
        } else {
          const name = nameOf(trial.expect.accepted(answer));
          if (!name.startsWith(prefix)) trial.choice('generate-name', 'generate-long-cut', answer);
          trial.expect.that(isName(name) && name.startsWith(base), {
            message: `A generateName of ${length} characters became a name that breaks the rules`,
            expected: `a valid name of at most ${LONGEST_NAME} characters that begins with ${base}`,
            received: name,
            path: '/metadata/name',
            answer,
          });
          await trial.expect.stored({ name }, { metadata: { name } });
        }
      }
    },
  }),
  requirement('create/refuses-a-generate-name-of-other-characters', {
    tests: ['constraint.ObjectMeta.generateName.pattern'],
    needs,
    async check(trial) {
      const base = trial.given.name().slice(0, 40);
      await completed(trial, `${base}-`);
      const mark = trial.given.name();
      for (const prefix of [`${base}_`, `A${base}-`, `-${base}-`, `${base} `]) {
        const answer = await trial.target.create(generating(trial, prefix, { mark }));
        trial.expect.that(answer.status >= 400 && answer.status < 500, {
          message: `generateName ${JSON.stringify(prefix)} was not refused, though no name can begin so`,
          expected: 'a status of the 400s',
          received: String(answer.status),
          path: '/metadata/generateName',
          answer,
        });
      }
      const list = await trial.target.list({ query: { labelSelector: `mark=${mark}` } });
      const left = itemsOf(trial.expect.accepted(list)).filter(
        (item) => at(item, 'metadata', 'labels', 'mark') === mark,
      );
      trial.expect.that(left.length === 0, {
        message: 'A refused create left an object',
        expected: 'none',
        received: left.map(nameOf).join(', '),
        path: '/items',
        answer: list,
      });
    },
  }),
  requirement('create/prefers-name-over-generate-name', {
    tests: ['metadata.generate-name.only-without-name'],
    needs,
    async check(trial) {
      const manifest = withMember(trial.given.manifest(), ['metadata', 'generateName'], 'unused-');
      const answer = await trial.target.create(manifest);
      trial.expect.match(
        at(trial.expect.accepted(answer), 'metadata', 'name'),
        nameOf(manifest),
        answer,
        '/metadata/name',
      );
      await trial.expect.stored({ name: nameOf(manifest) }, { metadata: { name: nameOf(manifest) } });
    },
  }),
];
