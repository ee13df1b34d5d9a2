import type { Contract } from '../../contract/contract.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { acceptedDelete } from '../delete/support.ts';
import { createRefused } from '../support/expectations.ts';
import { at, itemsOf, nameOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { write } from '../support/updates/write.ts';
import { objectConstraints } from './object-constraints.ts';
import { LONGEST_NAME } from './name-rules.ts';

const needs = ['create/accepts-the-documented-body'];
const MIN_LENGTH = 'constraint.ObjectMeta.name.minLength';
const MAX_LENGTH = 'constraint.ObjectMeta.name.maxLength';

/** Accepted under this name, and found under it, whole. */
async function createdAs(trial: Trial, name: string): Promise<void> {
  await expectFound(trial, name, await trial.target.create(trial.given.manifest({ name })));
}

async function expectFound(trial: Trial, name: string, answer: Answer): Promise<void> {
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

/** Of a name of the run, others that the rules allow. */
const accepts = (id: string, tests: readonly string[], ...shapes: ((name: string) => string)[]): Requirement =>
  requirement(id, {
    tests,
    needs,
    async check(trial) {
      const name = trial.given.name();
      for (const shape of shapes) await createdAs(trial, shape(name));
    },
  });

/** Of a name of the run, another that breaks the rules. */
const refuses = (id: string, tests: readonly string[], spoil: (name: string) => string): Requirement =>
  requirement(id, {
    tests,
    needs,
    async check(trial) {
      await createRefused(
        trial,
        trial.given.manifest(),
        withMember(trial.given.manifest(), ['metadata', 'name'], spoil(trial.given.name())),
      );
    },
  });

const refusesCharacters = (id: string, spoil: (name: string) => string): Requirement =>
  refuses(id, ['metadata.name.pattern', 'constraint.ObjectMeta.name.pattern'], spoil);

const CHARACTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789'];

/**
 * Names of one character are the same for everybody: each run begins with another, and one that is taken, or is taken
 * just before, is left to others.
 */
async function createdAsCharacter(trial: Trial): Promise<void> {
  const sum = [...trial.given.name()].reduce((total, char) => total + char.charCodeAt(0), 0);
  const first = sum % CHARACTERS.length;
  const isTaken = async (name: string): Promise<boolean> => (await trial.target.read({ name })).status !== 404;
  for (const name of [...CHARACTERS.slice(first), ...CHARACTERS.slice(0, first)]) {
    if (await isTaken(name)) continue;
    const answer = await trial.target.create(trial.given.manifest({ name }));
    if (answer.status !== 409 || !(await isTaken(name))) return expectFound(trial, name, answer);
  }
  trial.inconclusive('no name of one character is free', 'read.code.404');
}

/** What may follow a name in a path, stand in place of a collection, or be in the way of one. */
const PATH_WORDS = ['status', 'scale', 'watch', 'namespaces', 'log'] as const;

/** These, too, are the same for everybody: the first that is free is judged. */
async function createdAsPathWord(trial: Trial): Promise<void> {
  for (const name of [...PATH_WORDS, trial.kind.plural, trial.kind.singular]) {
    if ((await trial.target.read({ name })).status !== 404) continue;
    const answer = await trial.target.create(trial.given.manifest({ name }));
    if (answer.status === 409) continue;
    await expectFound(trial, name, answer);
    for (const verb of ['patch', 'replace'] as const)
      trial.expect.accepted(await write(trial, verb, { name }, ['metadata', 'labels', 'written'], verb));
    await trial.expect.stored({ name }, { metadata: { name, labels: { written: 'replace' } } });
    // Nobody else can use the name as long as it is taken.
    acceptedDelete(trial, await trial.target.delete({ name }));
    return trial.expect.absent({ name }, { settle: true });
  }
  trial.inconclusive('no name that is a word of paths is free', 'read.code.404');
}

const refusesNoName = ({ kinds }: Contract): Requirement =>
  requirement('create/refuses-a-body-without-any-name', {
    tests: [
      'metadata.name.required',
      'constraint.ObjectMeta.name-or-generateName',
      ...objectConstraints(kinds, 'metadata.required'),
    ],
    needs,
    async check(trial) {
      for (const path of [['metadata', 'name'], ['metadata']])
        await createRefused(trial, trial.given.manifest(), withMember(trial.given.manifest(), path, undefined));
    },
  });

const SHAPE = ['metadata.name.pattern', 'field.ObjectMeta.name'];

export const names = (contract: Contract): readonly Requirement[] => [
  accepts('create/accepts-a-name-that-starts-with-a-digit', SHAPE, (name) => `0${name}`),
  // Not the number that it looks like.
  accepts(
    'create/accepts-a-name-of-digits-alone',
    SHAPE,
    (name) =>
      `00${[...name]
        .map((char) => char.charCodeAt(0))
        .join('')
        .slice(-40)}`,
  ),
  accepts('create/accepts-a-name-with-several-dashes', SHAPE, (name) => `a---${name}--z`),
  accepts(
    'create/accepts-the-longest-name',
    ['metadata.name.length', 'field.ObjectMeta.name', 'isolation.names'],
    (name) => name.padEnd(LONGEST_NAME, 'x'),
    // Of which all but the last character is the same.
    (name) => `${name.padEnd(LONGEST_NAME - 1, 'x')}y`,
  ),
  requirement('create/accepts-a-name-of-one-character', {
    tests: ['metadata.name.pattern', MIN_LENGTH],
    needs,
    check: createdAsCharacter,
  }),
  requirement('create/accepts-a-name-that-is-a-word-of-paths', {
    tests: ['metadata.name.pattern'],
    needs: ['create/accepts-the-documented-body', 'patch/merges', 'replace/stores-the-body'],
    check: createdAsPathWord,
  }),
  refuses('create/refuses-a-name-of-64-characters', ['metadata.name.length', MAX_LENGTH], (name) =>
    name.padEnd(LONGEST_NAME + 1, 'x'),
  ),
  refuses('create/refuses-an-empty-name', ['metadata.name.required', MIN_LENGTH], () => ''),
  refusesCharacters('create/refuses-upper-case-in-a-name', (name) => `A${name}`),
  refusesCharacters('create/refuses-an-underscore-in-a-name', (name) => `${name}_x`),
  refusesCharacters('create/refuses-a-name-that-starts-with-a-dash', (name) => `-${name}`),
  refusesCharacters('create/refuses-a-name-that-ends-with-a-dash', (name) => `${name}-`),
  refusesCharacters('create/refuses-a-dot-in-a-name', (name) => `${name}.x`),
  refusesCharacters('create/refuses-a-space-in-a-name', (name) => `${name} x`),
  refusesCharacters('create/refuses-a-letter-beyond-ascii-in-a-name', (name) => `${name}ä`),
  refusesCharacters('create/refuses-a-line-break-after-a-name', (name) => `${name}\n`),
  refusesNoName(contract),
];
