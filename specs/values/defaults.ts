/** Values that are a field's default: they are set, kept and removed as any other. */
import { at } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { BASIS, mutableFieldsOf, twoValues, write, type UpdateVerb } from '../support/updates/write.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import type { Accepted } from '../../harness/model/target.ts';
import type { Field, Kind } from '../../contract/types.ts';
import type { Json } from '../../contract/json.ts';

const withDefault = (kind: Kind): Field[] => mutableFieldsOf(kind).filter((field) => field.default !== undefined);

/**
 * Sets the field (undefined removes it), and finds the value in the answer and in what is stored. What is not shown,
 * or as null, has the default.
 */
async function set(
  trial: Trial,
  verb: UpdateVerb,
  job: Accepted,
  name: string,
  value: Json | undefined,
  byDefault: Json,
) {
  const answer = await write(trial, verb, job, ['spec', name], value);
  const body = trial.expect.accepted(answer);
  const wanted = value ?? byDefault;
  for (const object of [body, await trial.given.read(job)]) {
    const shown = at(object, 'spec', name) ?? undefined;
    if (shown !== undefined || wanted !== byDefault) trial.expect.match(shown, wanted, answer, `/spec/${name}`);
  }
}

const setsTheDefault = (id: string, verb: UpdateVerb): Requirement =>
  requirement(id, {
    tests: ['values.default-set'],
    needs: [BASIS[verb]],
    appliesTo: (kind) => withDefault(kind).length > 0,
    async check(trial) {
      for (const field of withDefault(trial.kind)) {
        const { name, default: byDefault = null } = field;
        const other = twoValues(field)[0];
        const job = await trial.given.accepted({ spec: { [name]: other } });
        for (const value of [byDefault, undefined, byDefault, other, undefined, other, byDefault])
          await set(trial, verb, job, name, value, byDefault);
      }
    },
  });

export const defaultsSet: readonly Requirement[] = [
  setsTheDefault('values/sets-what-is-the-default-by-a-replace', 'replace'),
  setsTheDefault('values/sets-what-is-the-default-by-a-patch', 'patch'),
];
