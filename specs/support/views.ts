import type { JsonObject } from '../../contract/json.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { itemsOf, metadataOf, nameOf } from './objects.ts';

/** An object as one answer shows it. */
export interface View {
  /** Where it was seen, as a finding says it: `the answer to its create`. */
  where: string;
  object: JsonObject;
  answer: Answer;
}

/** Creates it, and shows it as the answer has it, as it is read, and, where the page has it, as it is listed. */
export async function createdViews(trial: Trial, manifest: JsonObject): Promise<[View, View, ...View[]]> {
  const created = await trial.target.create(manifest);
  const body = trial.expect.accepted(created);
  const read = await trial.target.read({ name: nameOf(manifest) });
  const list = await trial.target.list();
  const listed = itemsOf(trial.expect.accepted(list)).filter((item) => nameOf(item) === nameOf(manifest));
  const views: [View, View, ...View[]] = [
    { where: 'the answer to its create', object: body, answer: created },
    { where: 'the answer to a read', object: trial.expect.documented(read), answer: read },
    ...listed.map((object) => ({ where: 'a list', object, answer: list })),
  ];
  // What is shown has to be the object, or nothing could be wrong with it.
  for (const { object, answer } of views.slice(0, 2))
    trial.expect.match(metadataOf(object)['name'], nameOf(manifest), answer, '/metadata/name');
  return views;
}
