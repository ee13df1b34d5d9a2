import type { JsonObject } from '../../contract/json.ts';
import type { Defect } from '../../generators/arbitraries/invalid/defects-predicates.ts';
import { defectIn } from '../../generators/arbitraries/invalid/joint.ts';
import { valueAt, withValueAt } from '../../contract/pointer.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { expectNoneStored } from '../support/expectations.ts';
import { idleType, isIdle } from '../support/idle.ts';
import { nameOf } from '../support/objects.ts';

/**
 * A manifest that has to be refused, beside its control, which differs in one thing and has to be accepted. `joint` is a
 * control of several: where the target takes it, the defect stands in it.
 */
export interface Defective extends Pick<Defect, 'path' | 'what' | 'valid' | 'defective'> {
  joint: JsonObject;
}

/** Fit to be sent: with the run's name, label, image and amounts, unless the amounts are what it is about. */
function fit(trial: Trial, manifest: JsonObject, path: string): JsonObject {
  const own = trial.given.adopted(manifest);
  return path.includes('/resources') ? withValueAt(own, path, valueAt(manifest, path)) : own;
}

export const isRefusal = (answer: Answer): boolean => answer.status >= 400 && answer.status < 500;

/** Admission may have put items into a list before its number was looked at. */
function isFilled({ status, json }: Answer, manifest: JsonObject, path: string): boolean {
  const [sent, shown] = [manifest, json ?? null].map((object) => valueAt(object, path));
  return status < 300 && Array.isArray(sent) && sent.length === 0 && Array.isArray(shown) && shown.length > 0;
}

/** The control that the target has accepted, and what was made if that was just now. */
async function controlOf(
  trial: Trial,
  { path, valid, joint }: Defective,
): Promise<{ control: JsonObject; made: { name: string } | undefined }> {
  if (joint !== valid) {
    const manifest = fit(trial, joint, path);
    const answer = await trial.given.tried(manifest);
    if (answer === undefined) return { control: joint, made: undefined };
    if (answer.status < 300) return { control: joint, made: { name: nameOf(manifest) } };
  }
  return { control: valid, made: await trial.given.control(fit(trial, valid, path)) };
}

/** Each is refused and not stored, after its control was accepted. */
export async function refusesAll(trial: Trial, all: readonly Defective[], rule: string): Promise<void> {
  if (all.some(({ valid }) => isIdle(trial.kind, valid))) await idleType(trial);
  const controls = new Map<JsonObject, JsonObject>();
  let accepted: { name: string } | undefined;
  const refused = new Set<string>();
  for (const one of all) {
    const { path, what, valid } = one;
    if (!controls.has(valid)) {
      const { control, made } = await controlOf(trial, one);
      controls.set(valid, control);
      accepted = made ?? accepted;
    }
    const manifest = fit(trial, defectIn(controls.get(valid) ?? valid, one), path);
    const answer = await trial.target.create(manifest);
    if (isFilled(answer, manifest, path))
      trial.inconclusive(`the target adds items to ${path}, so that it is never empty`);
    trial.expect.that(isRefusal(answer), {
      message: `A job with ${what} was not refused. ${rule}`,
      expected: 'a status of the 400s, as without it the job is accepted',
      received: String(answer.status),
      path,
      answer,
    });
    refused.add(nameOf(manifest));
  }
  await expectNoneStored(trial, refused, accepted);
}
