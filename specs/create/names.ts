/** Names, and what generateName makes of itself. */
import { KINDS } from '../../contract/kinds.ts';
import { NAME_PATTERN } from '../../contract/structures.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, itemsOf, nameOf, withMember } from '../support/objects.ts';
import { createRefused } from '../support/expectations.ts';
import { requirement } from '../support/requirement.ts';

const needs = ['create/accepts-the-documented-body'];
const LONGEST = 63;
const NAME = new RegExp(NAME_PATTERN);
const nameRule = (keyword: string): string => `constraint.ObjectMeta.name.${keyword}`;

const badName = (id: string, tests: readonly string[], bad: (name: string) => string): Requirement =>
  requirement(`create/refuses-${id}`, {
    tests,
    needs,
    async check(trial) {
      await createRefused(
        trial,
        trial.given.manifest(),
        withMember(trial.given.manifest(), ['metadata', 'name'], bad(trial.given.name())),
      );
    },
  });

/** Accepted under this name, and found under it, whole. */
async function named(trial: Trial, name: string): Promise<void> {
  const answer = await trial.target.create(trial.given.manifest({ name }));
  trial.expect.match(at(trial.expect.accepted(answer), 'metadata', 'name'), name, answer, '/metadata/name');
  await trial.expect.stored({ name }, { metadata: { name } });
  const list = await trial.target.list();
  trial.expect.that(
    itemsOf(trial.expect.accepted(list)).some((item) => nameOf(item) === name) ||
      at(list.json, 'metadata', 'continue') !== '',
    {
      message: `${name} is not in the list`,
      expected: 'an item of that name',
      received: 'none',
      path: '/items',
      answer: list,
    },
  );
}

/** Names of the run in shapes that the pattern allows. */
const SHAPES: Readonly<Record<string, (name: string) => string>> = {
  'a-name-that-starts-with-a-digit': (name) => `0${name}`,
  'a-name-of-digits-alone': (name) =>
    [...name]
      .map((char) => char.charCodeAt(0))
      .join('')
      .slice(-40),
  'a-name-with-several-dashes': (name) => `a---${name}--z`,
  'the-longest-name': (name) => name.padEnd(LONGEST, 'x'),
};

/** A manifest with a generateName in place of its name. */
const generating = (trial: Trial, prefix: Json, labels?: Record<string, string>): JsonObject =>
  withMember(
    withMember(trial.given.manifest(labels === undefined ? {} : { labels }), ['metadata', 'generateName'], prefix),
    ['metadata', 'name'],
    undefined,
  );

/** Completed to a name that keeps the rules and begins with as much of the prefix as the server keeps, at least `kept` characters. */
async function completed(trial: Trial, prefix: string, kept = prefix.length): Promise<string> {
  const answer = await trial.target.create(generating(trial, prefix));
  const name = nameOf(trial.expect.accepted(answer));
  trial.expect.that(
    name.startsWith(prefix.slice(0, kept)) &&
      (kept < prefix.length || name.length > prefix.length) &&
      name.length <= LONGEST &&
      NAME.test(name),
    {
      message: 'The generated name does not complete generateName to a valid name',
      expected: `${prefix.slice(0, kept)} and more, at most ${LONGEST} characters`,
      received: name,
      path: '/metadata/name',
      answer,
    },
  );
  await trial.expect.stored({ name }, { metadata: { name } });
  return name;
}

/** The shortest names are anybody's: the first that is free. */
async function freeName(trial: Trial, names: string): Promise<string> {
  for (const name of names) if ((await trial.target.read({ name })).status === 404) return name;
  return trial.inconclusive(`no name of one character is free among ${names}`);
}

const generated: readonly Requirement[] = [
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
      for (const length of [58, 62, 63, 64, 253, 254]) {
        const prefix = base.padEnd(length - 1, 'x') + '-';
        const answer = await trial.target.create(generating(trial, prefix));
        trial.choice('generate-name', answer.status < 300 ? 'generate-long-cut' : 'generate-long-refused', answer);
        if (answer.status >= 400) trial.expect.refused(answer);
        else {
          const name = nameOf(trial.expect.accepted(answer));
          trial.expect.that(name.length <= LONGEST && NAME.test(name) && name.startsWith(base), {
            message: `A generateName of ${length} characters became a name that breaks the rules`,
            expected: `a valid name of at most ${LONGEST} characters that begins with ${base}`,
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

export const names: readonly Requirement[] = [
  ...Object.entries(SHAPES).map(([id, shape]) =>
    requirement(`create/accepts-${id}`, {
      tests:
        id === 'the-longest-name'
          ? ['metadata.name.length', 'field.ObjectMeta.name']
          : ['metadata.name.pattern', 'field.ObjectMeta.name'],
      needs,
      check: (trial) => named(trial, shape(trial.given.name())),
    }),
  ),
  requirement('create/accepts-a-name-of-one-character', {
    tests: ['metadata.name.pattern', nameRule('minLength')],
    needs,
    check: async (trial) => named(trial, await freeName(trial, 'x7qz0k9w')),
  }),
  badName('a-name-of-64-characters', ['metadata.name.length', nameRule('maxLength')], (name) =>
    name.padEnd(LONGEST + 1, 'x'),
  ),
  badName('an-empty-name', ['metadata.name.required', nameRule('minLength')], () => ''),
  badName('upper-case-in-a-name', ['metadata.name.pattern', nameRule('pattern')], (name) => `A${name}`),
  badName('an-underscore-in-a-name', ['metadata.name.pattern', nameRule('pattern')], (name) => `${name}_x`),
  badName('a-name-that-starts-with-a-dash', ['metadata.name.pattern', nameRule('pattern')], (name) => `-${name}`),
  badName('a-name-that-ends-with-a-dash', ['metadata.name.pattern', nameRule('pattern')], (name) => `${name}-`),
  badName('a-dot-in-a-name', ['metadata.name.pattern', nameRule('pattern')], (name) => `${name}.x`),
  badName('a-space-in-a-name', ['metadata.name.pattern', nameRule('pattern')], (name) => `${name} x`),
  badName('a-letter-beyond-ascii-in-a-name', ['metadata.name.pattern', nameRule('pattern')], (name) => `${name}ä`),
  badName('a-line-break-after-a-name', ['metadata.name.pattern', nameRule('pattern')], (name) => `${name}\n`),
  requirement('create/refuses-a-body-without-any-name', {
    tests: [
      'metadata.name.required',
      'constraint.ObjectMeta.name-or-generateName',
      ...KINDS.map((kind) => `constraint.${kind.kind}.metadata.required`),
    ],
    needs,
    async check(trial) {
      for (const path of [['metadata', 'name'], ['metadata']])
        await createRefused(trial, trial.given.manifest(), withMember(trial.given.manifest(), path, undefined));
    },
  }),
  ...generated,
];
