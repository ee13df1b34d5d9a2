/** Bodies that are no JSON object, and bodies that are called something else than JSON. */
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { expectNoneStored } from '../support/expectations.ts';
import { nameOf, specOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { noteTypeRefusal } from '../support/media-types.ts';

const needs = ['create/accepts-the-documented-body'];

/** Texts that are made of a valid body, each refused without a trace. */
const refuses = (id: string, ...spoils: ((text: string) => string)[]): Requirement =>
  requirement(id, {
    tests: ['create.malformed'],
    needs,
    async check(trial) {
      const control = await trial.given.control(trial.given.manifest());
      const refused: string[] = [];
      for (const spoil of spoils) {
        const manifest = trial.given.manifest();
        const answer = await trial.target.create({ raw: spoil(JSON.stringify(manifest)) });
        trial.expect.refused(answer, [400, 413, 415, 422]);
        refused.push(nameOf(manifest));
      }
      await expectNoneStored(trial, refused, control);
    },
  });

/** Sent as something that is not JSON: refused without a trace, or read as JSON after all. */
async function refusedOrRead(trial: Trial, contentType: string): Promise<void> {
  const manifest = trial.given.manifest();
  const name = nameOf(manifest);
  const answer = await trial.target.create(manifest, { contentType });
  noteTypeRefusal(trial, answer);
  if (answer.status < 300) {
    await trial.expect.stored({ name }, { metadata: { name }, spec: specOf(manifest) });
    return;
  }
  trial.expect.refused(answer);
  await trial.expect.absent({ name });
}

export const malformed: readonly Requirement[] = [
  refuses(
    'create/refuses-truncated-json',
    (text) => text.slice(0, -2),
    (text) => text.slice(0, text.length / 2),
    (text) => text.slice(0, -1),
  ),
  refuses(
    'create/refuses-an-empty-body',
    () => '',
    () => ' \n',
  ),
  refuses(
    'create/refuses-an-array',
    (text) => `[${text}]`,
    () => '[]',
  ),
  refuses(
    'create/refuses-text-after-the-json',
    (text) => `${text} x`,
    (text) => `${text}}`,
    (text) => `${text}\n${text}`,
  ),
  refuses(
    'create/refuses-text-that-is-no-json',
    () => 'kind=job',
    (text) => `<job>${text}</job>`,
    // What lenient readers take for JSON (RFC 8259 does not).
    (text) => `${text.slice(0, -1)},}`,
    (text) => `/* a job */${text}`,
    (text) => text.replaceAll('"', "'"),
    (text) => `${text.slice(0, -1)},"note":NaN}`,
  ),
  refuses(
    'create/refuses-json-that-is-no-object',
    () => 'null',
    () => '"text"',
    () => '7',
    () => 'true',
  ),
  requirement('create/refuses-malformed-json-with-400', {
    tests: ['create.code.400'],
    needs: ['create/refuses-truncated-json'],
    async check(trial) {
      await trial.given.control(trial.given.manifest());
      trial.expect.refused(await trial.target.create({ raw: '{"kind":' }), [400]);
    },
  }),
  requirement('create/refuses-another-media-type-or-reads-json', {
    tests: ['create.media-type'],
    needs,
    async check(trial) {
      await trial.given.control(trial.given.manifest());
      for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'application/jsonx'])
        await refusedOrRead(trial, type);
    },
  }),
  requirement('create/takes-parameters-of-the-media-type', {
    tests: ['create.media-type.parameters'],
    needs,
    async check(trial) {
      for (const contentType of ['application/json; charset=utf-8', 'application/json;charset=UTF-8']) {
        const manifest = trial.given.manifest({ annotations: { note: 'größe 大きさ' } });
        const answer = await trial.target.create(manifest, { contentType });
        trial.expect.accepted(answer);
        await trial.expect.stored({ name: nameOf(manifest) }, { metadata: { annotations: { note: 'größe 大きさ' } } });
      }
    },
  }),
];
