/** Values that encoders take for none: a field's default, and zero. They are set and kept as any other. */
import { at, nameOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { BASIS, mutableFieldsOf, twoValues, write, type UpdateVerb } from '../support/updates/write.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import type { Accepted, Answer } from '../../harness/model/target.ts';
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

/** Whether zero is a value of the field which may change, and no default of it. */
const takesZero = ({ is, default: byDefault }: Field): boolean =>
  is.type === 'integer' && is.exclusiveMinimum === undefined && (is.minimum ?? 0) <= 0 && byDefault === undefined;

/** A job whose time to live is zero is gone as soon as it has ended: that is no fault, and ends the check. */
async function showsZero(trial: Trial, job: { name: string }, name: string, answer: Answer): Promise<boolean> {
  trial.expect.match(at(trial.expect.accepted(answer), 'spec', name), 0, answer, `/spec/${name}`);
  const read = await trial.target.read(job);
  if (read.status === 404) return false;
  trial.expect.match(at(trial.expect.documented(read), 'spec', name), 0, read, `/spec/${name}`);
  return true;
}

const keepsZero = requirement('values/keeps-zero', {
  tests: ['values.zero'],
  needs: ['create/accepts-the-documented-body', ...Object.values(BASIS)],
  appliesTo: (kind) => mutableFieldsOf(kind).some(takesZero),
  async check(trial) {
    for (const { name } of mutableFieldsOf(trial.kind).filter(takesZero)) {
      const manifest = trial.given.manifest({ spec: { [name]: 0 } });
      if (!(await showsZero(trial, { name: nameOf(manifest) }, name, await trial.target.create(manifest)))) continue;
      for (const verb of ['patch', 'replace'] as const) {
        const job = await trial.given.accepted({ spec: { [name]: 3600 } });
        await showsZero(trial, job, name, await write(trial, verb, job, ['spec', name], 0));
      }
    }
  },
});

export const defaultsSet: readonly Requirement[] = [
  keepsZero,
  setsTheDefault('values/sets-what-is-the-default-by-a-replace', 'replace'),
  setsTheDefault('values/sets-what-is-the-default-by-a-patch', 'patch'),
];
