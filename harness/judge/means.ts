/**
 * Parameters that a check uses as a mere means. Where the target does not serve one, that is the matter of the
 * requirements about it: what was found with its help accuses nobody.
 */
import { OPERATIONS } from '../../contract/operations.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Verb } from '../../contract/types.ts';
import { OWN_PREFIX } from '../ownership/journal.ts';
import { metadataOf } from '../ownership/ownership.ts';
import { FindingError, Inconclusive, NotApplicable } from '../errors/endings.ts';
import { describeAnswer } from './describe-answer.ts';
import type { Served } from './context.ts';
import { CONTROL, CONTROLS, keyFor, succeeded } from './proof.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Answer, Job } from '../model/target.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Trial } from '../model/trial.ts';

/** What became of a parameter in a plain request: refused, with the answer, or not seen. */
type Lacking = { how: 'refused' | 'ignored' | 'forbidden'; why: string };

/** Valid values of parameters whose effect is not looked at: they are refused, or not. */
const ACCEPTED: Readonly<Record<string, (trial: Trial) => Promise<string>>> = {
  limit: async () => '1',
  timeoutSeconds: async () => '1',
  pretty: async () => 'true',
  gracePeriodSeconds: async () => '1',
  propagationPolicy: async () => 'Background',
  orphanDependents: async () => 'false',
  allowWatchBookmarks: async () => 'true',
  async resourceVersion({ target }) {
    const { json } = await target.list();
    const version = metadataOf(json)['resourceVersion'];
    return typeof version === 'string' ? version : '0';
  },
};

const LABEL = 'means';
const SELECTORS: Readonly<Record<string, (name: string) => string>> = {
  fieldSelector: (name) => `metadata.name=${name}`,
  labelSelector: (name) => `${LABEL}=${name}`,
};

/** The statements, by their beginnings, that are about a parameter besides that of its own row. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  fieldSelector: ['selectors.field.'],
  labelSelector: ['selectors.label.'],
  limit: ['pagination.', 'list.query.continue', 'size.pages.'],
  dryRun: ['create.dry-run', 'replace.dry-run', 'patch.dry-run', 'deletecollection.dry-run', 'delete.dryRun.'],
  resourceVersion: ['watch.from-version', 'watch.resume', 'list-meta.resource-version', 'list.query.resourceVersion'],
  finalizers: ['delete.finalizers', 'deletecollection.finalizers', 'watch.finalizers', 'delete.irrevocable'],
  generateName: ['metadata.generate-name', 'concurrency.generate-name'],
  body: ['delete.body', 'delete.preconditions', 'field.Preconditions'],
};

/** Members of what is created, with a value and the statement that says that it is kept. */
const MEMBERS: Readonly<Record<string, { value: Json; statement: string }>> = {
  finalizers: { value: [`${OWN_PREFIX}means`], statement: 'metadata.finalizers' },
  annotations: { value: { means: 'yes' }, statement: 'metadata.annotations' },
  generateName: { value: null, statement: 'metadata.generate-name' },
};
/** A server that refuses a parameter refuses what is malformed, too: that it does so shows nothing. */
const isOfRefusals = (statement: string): boolean => /\.(malformed|unknown)$/.test(statement);

/** No document promises it: a target may refuse it. */
const OPTIONAL = 'watch.bookmarks';

/** The statement that says what the parameter does; undefined where no document has it. */
function statementOf(verb: Verb, name: string): string | undefined {
  if (verb === 'watch' && name === 'allowWatchBookmarks') return OPTIONAL;
  if (OPERATIONS[verb].query.includes(name)) return `${verb}.query.${name}`;
  return name === 'dryRun' && ['create', 'replace', 'patch', 'deletecollection'].includes(verb)
    ? `${verb}.dry-run`
    : undefined;
}

/** The statement, or one beneath it. */
const isOf = (test: string, statement: string): boolean => test === statement || test.startsWith(`${statement}.`);

const isAbout = ({ tests }: Requirement, name: string, statement: string, { how }: Lacking): boolean =>
  tests.some(
    (test) =>
      isOf(test, statement) ||
      ((how === 'ignored' || !isOfRefusals(test)) &&
        ((GROUPS[name] ?? []).some((group) => test.startsWith(group)) || test.endsWith('.selector.malformed'))),
  );

interface Used {
  verb: Verb;
  name: string;
  statement: string;
}

/** The documented parameters of the requests and members of their bodies, the last first: it is the likeliest reason. */
function usedIn(exchanges: readonly Exchange[]): Used[] {
  const found = new Map<string, Used>();
  for (const { verb, path, requestBody = '' } of exchanges.toReversed()) {
    if (verb === undefined) continue;
    if (requestBody.includes('"DeleteOptions"'))
      found.set('delete.body', { verb: 'delete', name: 'body', statement: 'delete.body' });
    for (const [name, { statement }] of Object.entries(MEMBERS))
      if (requestBody.includes(`"${name}":`)) found.set(statement, { verb: 'create', name, statement });
    for (const key of new URLSearchParams(path.split('?')[1] ?? '').keys()) {
      const name = key === 'continue' ? 'limit' : key; // one is served with the other
      const statement = statementOf(verb, name);
      if (statement !== undefined) found.set(statement, { verb, name, statement });
    }
  }
  return [...found.values()];
}

/**
 * The judgement's end, where a parameter that it used and is not about is not served by the target; undefined where all
 * are. Whether one is served is looked at once for all judgements.
 */
export async function meansMissing(
  requirement: Requirement,
  trial: Trial,
  exchanges: readonly Exchange[],
  served: Served,
  ended: 'by a finding' | 'without one',
): Promise<FindingError | Inconclusive | NotApplicable | undefined> {
  for (const { verb, name, statement } of usedIn(exchanges)) {
    const lacking = await lackingOf(trial, verb, name, served);
    if (lacking !== undefined && statement === OPTIONAL) return new NotApplicable(lacking.why);
    if (lacking !== undefined && !isAbout(requirement, name, statement, lacking))
      return new Inconclusive(lacking.why, { restsOn: statement });
    // What could not even be prepared for it is what it demands.
    const isDemanded = lacking !== undefined && requirement.tests.some((test) => isOf(test, statement));
    if (isDemanded && ended === 'without one' && lacking.how !== 'forbidden')
      return new FindingError({
        message: lacking.why,
        expected: `${name} to be served`,
        received: `it is ${lacking.how}`,
        path: '',
      });
  }
  return undefined;
}

async function lackingOf(trial: Trial, verb: Verb, name: string, served: Served): Promise<Lacking | undefined> {
  const key = `${keyFor(trial.kind, verb)} ${name}`;
  if (served.has(key)) return undefined;
  const what = `${name} of ${verb === 'deletecollection' ? 'a delete of the collection' : `a ${verb}`}`;
  for (const how of ['refused', 'ignored', 'forbidden'] as const)
    if (served.has(`${key} ${how}`)) return { how, why: `the target does not serve the ${what}: it is ${how}` };
  const lacking = await tried(trial, verb, name, what);
  served.add(lacking === undefined ? key : `${key} ${lacking.how}`);
  return lacking;
}

/** A plain request has to succeed first: otherwise it is not for the parameter that the other one does not. */
async function tried(trial: Trial, verb: Verb, name: string, what: string): Promise<Lacking | undefined> {
  if (!succeeded(await CONTROLS[verb](trial, await trial.given.job()))) return undefined;
  const one = await (name === 'dryRun'
    ? dryRun(trial, verb)
    : name === 'body'
      ? body(trial)
      : requested(trial, verb, name));
  if (one === undefined) return undefined;
  if (one.answer.status >= 400 && one.answer.status < 500)
    return {
      // A permission or a policy of the target says nothing of what it serves to others.
      how: one.answer.status === 403 ? 'forbidden' : 'refused',
      why: describeAnswer(`the target does not serve the ${what}`, one.answer),
    };
  return one.ignored === true ? { how: 'ignored', why: `the target ignores the ${what}` } : undefined;
}

interface Tried {
  answer: Answer;
  ignored?: boolean;
}

async function requested(trial: Trial, verb: Verb, name: string): Promise<Tried | undefined> {
  const member = MEMBERS[name];
  if (member !== undefined) return created(trial, name, member.value);
  const selector = SELECTORS[name];
  if (selector !== undefined) return selected(trial, verb, name, selector);
  const old = await trial.given.job();
  const value = await ACCEPTED[name]?.(trial);
  if (value === undefined) return undefined;
  if (verb === 'watch' && name === 'resourceVersion') return watched(trial, value, old);
  return { answer: await CONTROLS[verb](trial, old, { [name]: value }) };
}

/** Options in the body of a deletion: one that no uid has keeps the object. */
async function body({ target, given }: Trial): Promise<Tried> {
  const options = { kind: 'DeleteOptions', apiVersion: 'v1' };
  const answer = await target.delete(await given.job(), { body: options });
  if (!succeeded(answer)) return { answer };
  const preconditions = { uid: '00000000-0000-4000-8000-000000000000' };
  const kept = await target.delete(await given.job(), { body: { ...options, preconditions } });
  return { answer, ignored: succeeded(kept) };
}

async function created({ target, given }: Trial, name: string, value: Json): Promise<Tried> {
  const { metadata, ...manifest } = given.manifest();
  const { name: own, ...others } = isObject(metadata) ? metadata : {};
  const named: JsonObject =
    name === 'generateName' ? { generateName: `${String(own)}-` } : { name: own ?? null, [name]: value };
  const answer = await target.create({ ...manifest, metadata: { ...others, ...named } });
  if (!succeeded(answer)) return { answer };
  return { answer, ignored: name !== 'generateName' && metadataOf(answer.json)[name] === undefined };
}

/** What was there before the version does not show as new; somebody may change it meanwhile. */
async function watched({ target, given }: Trial, resourceVersion: string, old: Job): Promise<Tried> {
  const stream = await target.watch({ query: { resourceVersion } });
  try {
    if (!succeeded(stream.answer)) return { answer: stream.answer };
    const job = await given.job();
    const shown = await stream.collect((all) => all.some(({ object }) => metadataOf(object)['name'] === job.name));
    const isReplayed = shown.some(({ type, object }) => type === 'ADDED' && metadataOf(object)['name'] === old.name);
    return { answer: stream.answer, ignored: isReplayed };
  } finally {
    stream.close();
  }
}

/** Being deleted. A null is no time. */
const isMarked = (object: unknown): boolean => typeof metadataOf(object)['deletionTimestamp'] === 'string';

async function dryRun(trial: Trial, verb: Verb): Promise<Tried> {
  const job = await trial.given.job();
  const answer = await CONTROLS[verb](trial, job, { dryRun: 'All' });
  if (!succeeded(answer)) return { answer };
  if (verb === 'create') {
    const made = metadataOf(answer.json)['name'];
    return { answer, ignored: typeof made === 'string' && succeeded(await trial.target.read({ name: made })) };
  }
  const { status, json } = await trial.target.read(job);
  const { labels } = metadataOf(json);
  // A PUT of what is there need not show; a version may be moved by a controller.
  const written = isObject(labels) && labels[CONTROL] !== undefined;
  return { answer, ignored: status === 404 || isMarked(json) || written };
}

/** Of two objects the one is selected. */
async function selected(trial: Trial, verb: Verb, name: string, selector: (name: string) => string): Promise<Tried> {
  const { target, given } = trial;
  const one = given.name();
  const query = { [name]: selector(one) };
  const isThere = async (job: Job): Promise<boolean> => {
    const { status, json } = await target.read(job);
    return status !== 404 && !isMarked(json);
  };
  const stream = verb === 'watch' ? await target.watch({ query }) : undefined;
  try {
    if (stream !== undefined && !succeeded(stream.answer)) return { answer: stream.answer };
    const other = await given.job();
    await given.job({ name: one, labels: { [LABEL]: one } });
    if (stream !== undefined) {
      const shown = await stream.collect((all) => all.some(({ object }) => metadataOf(object)['name'] === one));
      const names = shown.map(({ object }) => metadataOf(object)['name']);
      return { answer: stream.answer, ignored: names.includes(other.name) };
    }
    const answer = await (verb === 'list' ? target.list({ query }) : target.deleteCollection({ query }));
    if (!succeeded(answer)) return { answer };
    if (verb !== 'list') return { answer, ignored: !(await isThere(other)) };
    const items = isObject(answer.json) ? answer.json['items'] : undefined;
    const names = Array.isArray(items) ? items.map((item) => metadataOf(item)['name']) : [];
    return { answer, ignored: names.includes(other.name) };
  } finally {
    stream?.close();
  }
}
