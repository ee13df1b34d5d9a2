/** Read, list, pages and selectors. */
import { KINDS } from '../../contract/kinds.ts';
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import type { Verb } from '../../contract/types.ts';
import type { Behaviour } from '../rules/behaviour.ts';
import { metadataOf, objectAt, withMetadata, type Job } from '../state/model.ts';
import { json, read, spoilt } from './helpers/exchange.ts';
import { inAnswers, items, listMetadata } from './helpers/answers.ts';
import { without } from './helpers/places.ts';
import { elsewhere, instead, itemsOf, longerNames, otherKinds, type Others } from './helpers/others.ts';
import { onBody } from './helpers/wraps.ts';
import { perKind, perVerb, type Mutant, type Wrap } from './types.ts';

const found = (others: Others): Wrap => instead(404, others);

const READS: readonly Mutant[] = [
  ...perKind(KINDS, (kind): Mutant => ({
    name: 'read-fails',
    breaks: 'read.success',
    verbs: ['read'],
    text: `A read of a ${kind.kind} is answered with 404.`,
    override: (base) => ({
      readAnswer: (job) => job,
      replied: (reply) =>
        reply.code === 200
          ? { code: 404, json: base.statusBody({ code: 404, reason: 'NotFound', message: 'not found' }, 'GET') }
          : reply,
    }),
  })),
  {
    name: 'read-without-spec',
    breaks: 'read.answers-object',
    verbs: ['read'],
    text: 'A read leaves out the spec.',
    override: (base) => ({ readAnswer: (job) => without(base.readAnswer(job), 'spec') }),
  },
  {
    name: 'read-without-labels',
    breaks: 'read.answers-object',
    verbs: ['read'],
    text: 'A read leaves out the labels.',
    override: (base) => ({ readAnswer: (job) => withMetadata(base.readAnswer(job), { labels: undefined }) }),
  },
  {
    name: 'read-in-an-envelope',
    breaks: 'read.answers-object',
    verbs: ['read'],
    text: 'A read answers the object inside an item member.',
    override: (base) => ({ readAnswer: (job) => ({ item: base.readAnswer(job) }) }),
  },
  {
    name: 'read-of-the-example-lacks-replicas',
    breaks: 'read.example-answer',
    verbs: ['read'],
    text: 'A read shows one replica type where there are several.',
    override: (base) => ({ readAnswer: (job) => withFirstReplica(base.readAnswer(job)) }),
  },
  {
    name: 'read-takes-prefixes',
    breaks: 'read.missing',
    text: 'A read of a name that nobody has finds an object whose name begins so.',
    wrap: found(longerNames),
  },
  {
    name: 'read-ignores-case',
    breaks: 'read.missing',
    text: 'Names in a path are compared without regard to case.',
    wrap: (handle) => (request) =>
      handle({ ...request, path: request.method === 'GET' ? lowered(request.path) : request.path }),
  },
  {
    name: 'read-of-nothing-is-empty',
    breaks: 'read.missing',
    text: 'A read of a name that nobody has answers 200 and {}.',
    wrap: spoilt((request, answer) =>
      request.method === 'GET' && answer.status === 404 && request.path.split('/').length > 7 ? json(200, {}) : answer,
    ),
  },
  {
    name: 'read-finds-other-kinds',
    breaks: 'read.kind',
    text: 'A read finds the object of that name of another kind.',
    wrap: found(otherKinds),
  },
  {
    name: 'read-finds-other-namespaces',
    breaks: 'read.namespace',
    text: 'A read finds the object of that name in another namespace.',
    wrap: found(elsewhere),
  },
  {
    name: 'read-path-ignores-the-namespace',
    breaks: 'read.path.namespace',
    text: 'The namespace in the path of a read counts for nothing.',
    wrap: found(elsewhere),
  },
  {
    name: 'read-path-takes-prefixes',
    breaks: 'read.path.name',
    text: 'The name in the path of a read may be the beginning of one.',
    wrap: found(longerNames),
  },
  {
    name: 'read-counts-reads',
    breaks: 'read.stable',
    verbs: ['read'],
    text: 'Each read shows another annotation under the same resourceVersion.',
    override: (base) => {
      let reads = 0;
      return {
        readAnswer: (job) =>
          withMetadata(base.readAnswer(job), {
            annotations: { ...objectAt(metadataOf(job), 'annotations'), reads: String(reads++) },
          }),
      };
    },
  },
  {
    name: 'read-shows-what-was-first',
    breaks: 'concurrency.linearizable',
    verbs: ['read'],
    text: 'Every third read of an object shows it as it was when it was first read.',
    override: (base) => {
      const first = new Map<Json | undefined, { job: Job; reads: number }>();
      return {
        readAnswer: (job) => {
          const { uid } = metadataOf(job),
            known = first.get(uid) ?? { job, reads: 0 };
          first.set(uid, { ...known, reads: known.reads + 1 });
          return base.readAnswer(known.reads % 3 === 2 ? known.job : job);
        },
      };
    },
  },
];

const lowered = (path: string): string => path.replace(/^([^?]*)/, (start) => start.toLowerCase());
const withFirstReplica = (job: Job): Job => {
  const map = KINDS.find((kind) => kind.kind === job['kind'])?.replicaMap ?? '',
    spec = objectAt(job, 'spec');
  return { ...job, spec: { ...spec, [map]: Object.fromEntries(Object.entries(objectAt(spec, map)).slice(0, 1)) } };
};

const many = (list: readonly Json[]): boolean => list.length > 1;

/** A list shows what other paths hold too. */
const joined = (others: Others): Wrap =>
  onBody({ verb: 'list', status: 200 }, async (body, exchange) => {
    const items = itemsOf(body);
    for (const path of await others(exchange))
      items.push(...itemsOf(await read(await exchange.forward({ path: `${path}?${exchange.search}` }))));
    return { ...body, items };
  });

const LISTS: readonly Mutant[] = [
  ...perKind(KINDS, (kind): Mutant => ({
    name: 'list-is-empty',
    breaks: 'list.complete',
    verbs: ['list'],
    text: `A list of ${kind.kind}s is always empty.`,
    override: items(() => []),
  })),
  {
    name: 'list-fails',
    breaks: 'list.success',
    verbs: ['list'],
    text: 'A list is answered with 404.',
    override: (base) => ({
      replied: (reply) =>
        reply.code === 200
          ? { code: 404, json: base.statusBody({ code: 404, reason: 'NotFound', message: 'not found' }, 'GET') }
          : reply,
    }),
  },
  {
    name: 'list-lacks-the-last',
    breaks: 'list.complete',
    verbs: ['list'],
    text: 'A list of several objects lacks the last.',
    override: items((all) => (many(all) ? all.slice(0, -1) : all)),
  },
  {
    name: 'list-repeats-the-first',
    breaks: 'list.complete',
    verbs: ['list'],
    text: 'A list of several objects has the first twice.',
    override: items((all) => (many(all) ? [...all, all[0] as Json] : all)),
  },
  {
    name: 'list-remembers-the-deleted',
    breaks: 'list.complete',
    verbs: ['list'],
    text: 'A list goes on showing what was deleted.',
    override: () => {
      const seen = new Map<string, Json>();
      return {
        replied: (reply) => {
          if (reply.code !== 200 || !isObject(reply.json) || !Array.isArray(reply.json['items'])) return reply;
          for (const item of reply.json['items']) seen.set(String(metadataOf(item)['uid']), item);
          return { ...reply, json: { ...reply.json, items: [...seen.values()] } };
        },
      };
    },
  },
  {
    name: 'list-shows-other-kinds',
    breaks: 'list.kind',
    text: 'A list shows the objects of the other kinds too.',
    wrap: joined(otherKinds),
  },
  {
    name: 'list-shows-other-namespaces',
    breaks: 'list.namespace',
    text: 'A list shows the objects of the other namespaces too.',
    wrap: joined(elsewhere),
  },
  ...(['list', 'watch'] as const).map((verb): Mutant => ({
    name: `${verb}-path-ignores-the-namespace`,
    breaks: `${verb}.path.namespace`,
    text: `The namespace in the path of a ${verb} counts for nothing.`,
    verbs: [verb],
    override: (base) => ({
      namespacesOf: () => base.namespacesOf(undefined),
      isWatched: (change, kind) => base.isWatched(change, kind, undefined),
    }),
  })),
  {
    name: 'list-path-ignores-the-end-of-the-namespace',
    breaks: 'list.namespace',
    verbs: ['list'],
    text: 'A list shows the objects of namespaces whose names begin with that of the path.',
    override: (base) => ({
      namespacesOf: (namespace) => base.namespacesOf(undefined).filter((name) => name.startsWith(namespace ?? '')),
    }),
  },
  ...perKind(KINDS, (kind): Mutant => ({
    name: 'list-without-spec',
    breaks: 'list.items.whole',
    verbs: ['list'],
    text: `The items of a list of ${kind.kind}s have no spec.`,
    override: (base) => ({ listedItem: (job) => without(base.listedItem(job), 'spec') }),
  })),
  {
    name: 'list-without-annotations',
    breaks: 'list.items.whole',
    verbs: ['list'],
    text: 'The items of a list have no annotations.',
    override: (base) => ({ listedItem: (job) => withMetadata(base.listedItem(job), { annotations: undefined }) }),
  },
  {
    name: 'list-items-without-kind',
    breaks: 'list.items.named',
    verbs: ['list'],
    text: 'The items of a list have no kind.',
    override: (base) => ({ listedItem: (job) => without(base.listedItem(job), 'kind') }),
  },
  {
    name: 'list-items-without-version',
    breaks: 'list.items.named',
    verbs: ['list'],
    text: 'The items of a list have no apiVersion.',
    override: (base) => ({ listedItem: (job) => without(base.listedItem(job), 'apiVersion') }),
  },
  ...perKind(KINDS, (): Mutant => ({
    name: 'list-of-kind-list',
    breaks: 'list.shape',
    verbs: ['list'],
    text: 'A list has the kind List.',
    override: (base) => ({ listAnswer: (list) => ({ ...base.listAnswer(list), kind: 'List' }) }),
  })),
  {
    name: 'list-of-version-v1',
    breaks: 'list.shape',
    verbs: ['list'],
    text: 'A list has the apiVersion v1.',
    override: (base) => ({ listAnswer: (list) => ({ ...base.listAnswer(list), apiVersion: 'v1' }) }),
  },
  {
    name: 'list-without-version',
    breaks: 'list.shape',
    verbs: ['list'],
    text: 'The metadata of a list has no resourceVersion.',
    override: listMetadata((metadata) => without(metadata, 'resourceVersion')),
  },
  {
    name: 'list-empty-is-null',
    breaks: 'list.empty',
    verbs: ['list'],
    text: 'The items of an empty list are null.',
    override: (base) => ({
      listAnswer: (list) =>
        (list['items'] as Json[]).length === 0 ? { ...base.listAnswer(list), items: null } : base.listAnswer(list),
    }),
  },
  {
    name: 'list-empty-is-404',
    breaks: 'list.empty',
    verbs: ['list'],
    text: 'A list without matches is a 404.',
    override: (base) => ({
      replied: (reply) =>
        isObject(reply.json) && Array.isArray(reply.json['items']) && reply.json['items'].length === 0
          ? { code: 404, json: base.statusBody({ code: 404, reason: 'NotFound', message: 'none' }, 'GET') }
          : reply,
    }),
  },
  {
    name: 'list-differs-from-read',
    breaks: 'list.read-consistent',
    verbs: ['list'],
    text: 'Items of a list have an annotation more than reads.',
    override: (base) => ({
      listedItem: (job) =>
        withMetadata(base.listedItem(job), {
          annotations: { ...objectAt(metadataOf(job), 'annotations'), listed: 'yes' },
        }),
    }),
  },
  {
    name: 'list-shows-the-version-before',
    breaks: 'list.current',
    verbs: ['list'],
    text: 'A list shows a changed object as the list before showed it.',
    override: items(lagging()),
  },
  {
    name: 'list-lags-one-write',
    breaks: 'list.current',
    verbs: ['list'],
    text: 'A list shows what was there before the last write.',
    override: () => ({ shownRevision: (revision, current) => Math.min(revision, current - 1) }),
  },
  ...(['limit', 'timeoutSeconds'] as const).map((key): Mutant => ({
    name: `list-takes-any-${key}`,
    breaks: `list.query.${key}.malformed`,
    verbs: ['list'],
    text: `A ${key} that is no integer is ignored.`,
    override: lenient(key),
  })),
  {
    name: 'list-takes-any-version',
    breaks: 'list.query.resourceVersion.malformed',
    verbs: ['list'],
    text: 'A resourceVersion that cannot be one is ignored.',
    override: (base) => ({ versionNumber: (text) => base.versionNumber(text) ?? 0 }),
  },
  {
    name: 'list-fails-at-version-0',
    breaks: 'list.query.resourceVersion',
    verbs: ['list'],
    text: 'A list at resourceVersion=0 is refused.',
    override: (base) => ({ versionNumber: (text) => (text === '0' ? undefined : base.versionNumber(text)) }),
  },
  {
    name: 'list-at-a-version-is-empty',
    breaks: 'list.query.resourceVersion',
    verbs: ['list'],
    text: 'A list at a resourceVersion shows nothing.',
    override: () => ({
      replied: (reply, request) =>
        /resourceVersion=[^&0]/.test(request.path) && isObject(reply.json) && Array.isArray(reply.json['items'])
          ? { ...reply, json: { ...reply.json, items: [] } }
          : reply,
    }),
  },
  {
    name: 'list-with-a-timeout-is-empty',
    breaks: 'list.query.timeoutSeconds',
    verbs: ['list'],
    text: 'A list with timeoutSeconds shows nothing.',
    override: () => ({
      replied: (reply, request) =>
        request.path.includes('timeoutSeconds') && isObject(reply.json) && Array.isArray(reply.json['items'])
          ? { ...reply, json: { ...reply.json, items: [] } }
          : reply,
    }),
  },
  {
    name: 'list-watches-on-false',
    breaks: 'list.query.watch',
    text: 'watch=false asks for a watch.',
    override: (base) => ({ isTrue: (text) => text === 'false' || base.isTrue(text) }),
  },
  {
    name: 'list-watches-on-0',
    breaks: 'list.query.watch',
    text: 'watch=0 asks for a watch.',
    override: (base) => ({ isTrue: (text) => text === '0' || base.isTrue(text) }),
  },
  {
    name: 'list-self-link-of-an-object',
    breaks: 'list-meta.self-link',
    verbs: ['list'],
    text: 'selfLink of a list is that of an object.',
    override: listMetadata((metadata) => ({ ...metadata, selfLink: `${String(metadata['selfLink'])}/one` })),
  },
  {
    name: 'list-version-from-long-ago',
    breaks: 'list-meta.resource-version',
    verbs: ['list'],
    text: 'The resourceVersion of a list is 1.',
    override: listMetadata((metadata) => ({ ...metadata, resourceVersion: '1' })),
  },
  {
    name: 'list-version-from-the-future',
    breaks: 'list-meta.resource-version',
    verbs: ['list'],
    text: 'The resourceVersion of a list is one still to come.',
    override: (base) =>
      listMetadata((metadata) => ({ ...metadata, resourceVersion: base.versionText(90_000_000) }))?.(base) ?? {},
  },
];

function lagging(): (items: Json[]) => Json[] {
  const before = new Map<string, Json>();
  return (all) =>
    all.map((item) => {
      const uid = String(metadataOf(item)['uid']),
        old = before.get(uid) ?? item;
      before.set(uid, item);
      return old;
    });
}

function lenient(key: string): Mutant['override'] {
  return (base) => ({
    integer: (name, text) =>
      name === key && text !== null && !/^[-+]?\d+$/.test(text) ? undefined : base.integer(name, text),
  });
}

const SELECTING = ['list', 'watch', 'deletecollection'] as const satisfies readonly Verb[];
type Term = Parameters<Behaviour['labelMatches']>[0];

/** One operator, misread. */
const matching =
  (is: (term: Term, labels: JsonObject, right: boolean) => boolean): Mutant['override'] =>
  (base) => ({ labelMatches: (term, labels) => is(term, labels, base.labelMatches(term, labels)) });
const parsing =
  (change: (text: string) => string): Mutant['override'] =>
  (base) => ({ parseLabelSelector: (text) => base.parseLabelSelector(change(text)) });
const fieldParsing =
  (change: (text: string) => string): Mutant['override'] =>
  (base) => ({ parseFieldSelector: (text) => base.parseFieldSelector(change(text)) });
const has = (labels: JsonObject, key: string): boolean => Object.hasOwn(labels, key);

const LABELS: readonly Mutant[] = [
  {
    name: 'selector-equals-takes-prefixes',
    breaks: 'selectors.label.equals',
    text: 'key=value selects values that begin so.',
    override: matching(
      (term, labels, right) =>
        right ||
        (term.op === 'in' &&
          term.values.length === 1 &&
          has(labels, term.key) &&
          term.values[0] !== '' &&
          String(labels[term.key]).startsWith(String(term.values[0]))),
    ),
  },
  {
    name: 'selector-double-equals-is-unknown',
    breaks: 'selectors.label.equals',
    text: 'key==value selects nothing.',
    override: parsing((text) => text.replaceAll('==', '=xx')),
  },
  {
    name: 'selector-not-equals-wants-the-label',
    breaks: 'selectors.label.not-equals',
    text: 'key!=value does not select objects without the label.',
    override: matching(
      (term, labels, right) => right && !(term.op === 'notin' && term.values.length === 1 && !has(labels, term.key)),
    ),
  },
  {
    name: 'selector-not-equals-is-equals',
    breaks: 'selectors.label.not-equals',
    text: 'key!=value selects what key=value does.',
    override: parsing((text) => text.replaceAll('!=', '=')),
  },
  {
    name: 'selector-in-takes-the-first',
    breaks: 'selectors.label.in',
    text: 'key in (a,b) selects a alone.',
    override: matching((term, labels, right) =>
      term.op === 'in' && term.values.length > 1 ? String(labels[term.key]) === term.values[0] : right,
    ),
  },
  {
    name: 'selector-in-takes-those-without',
    breaks: 'selectors.label.in',
    text: 'key in (a,b) also selects objects without the label.',
    override: matching(
      (term, labels, right) => right || (term.op === 'in' && term.values.length > 1 && !has(labels, term.key)),
    ),
  },
  {
    name: 'selector-notin-wants-the-label',
    breaks: 'selectors.label.notin',
    text: 'key notin (a,b) does not select objects without the label.',
    override: matching(
      (term, labels, right) => right && !(term.op === 'notin' && term.values.length > 1 && !has(labels, term.key)),
    ),
  },
  {
    name: 'selector-notin-looks-at-the-last',
    breaks: 'selectors.label.notin',
    text: 'key notin (a,b) leaves b out alone.',
    override: matching((term, labels, right) =>
      term.op === 'notin' && term.values.length > 1 ? labels[term.key] !== term.values.at(-1) : right,
    ),
  },
  {
    name: 'selector-exists-wants-a-value',
    breaks: 'selectors.label.exists',
    text: 'key does not select objects whose label is empty.',
    override: matching((term, labels, right) => right && !(term.op === 'exists' && labels[term.key] === '')),
  },
  {
    name: 'selector-absent-is-exists',
    breaks: 'selectors.label.not-exists',
    text: '!key selects what key does.',
    override: parsing((text) => text.replaceAll(/!(?!=)/g, '')),
  },
  {
    name: 'selector-absent-takes-the-empty',
    breaks: 'selectors.label.not-exists',
    text: '!key also selects objects whose label is empty.',
    override: matching((term, labels, right) => right || (term.op === 'absent' && labels[term.key] === '')),
  },
  {
    name: 'selector-takes-the-last',
    breaks: 'selectors.label.and',
    verbs: ['list'],
    text: 'Of several requirements only the last counts.',
    override: (base) => ({ parseLabelSelector: (text) => base.parseLabelSelector(text).slice(-1) }),
  },
  {
    name: 'selector-takes-the-first-of-three',
    breaks: 'selectors.label.and',
    verbs: ['list'],
    text: 'Of several requirements at most two count.',
    override: (base) => ({ parseLabelSelector: (text) => own(base.parseLabelSelector(text), 2) }),
  },
  {
    name: 'selector-empty-value-is-exists',
    breaks: 'selectors.label.empty-value',
    text: 'key= selects every object with the label.',
    override: matching(
      (term, labels, right) => right || (term.op === 'in' && term.values[0] === '' && has(labels, term.key)),
    ),
  },
  {
    name: 'selector-empty-value-takes-those-without',
    breaks: 'selectors.label.empty-value',
    text: 'key= also selects objects without the label.',
    override: matching(
      (term, labels, right) => right || (term.op === 'in' && term.values[0] === '' && !has(labels, term.key)),
    ),
  },
  {
    name: 'selector-ignores-prefixes',
    breaks: 'selectors.label.prefix',
    text: 'The prefix of a key does not count.',
    override: matching(
      (term, labels, right) =>
        right ||
        (term.op === 'in' &&
          Object.entries(labels).some(
            ([key, value]) =>
              key.split('/').at(-1) === term.key.split('/').at(-1) && term.values.includes(String(value)),
          )),
    ),
  },
  {
    name: 'selector-refuses-prefixes',
    breaks: 'selectors.label.prefix',
    text: 'A key with a prefix selects nothing.',
    override: matching((term, _, right) => right && (!term.key.includes('/') || term.key.includes('conformance'))),
  },
  {
    name: 'selector-ignores-case',
    breaks: 'selectors.label.exact',
    text: 'Values are compared without regard to case.',
    override: matching(
      (term, labels, right) =>
        right ||
        (term.op === 'in' &&
          has(labels, term.key) &&
          term.values.some((value) => value.toLowerCase() === String(labels[term.key]).toLowerCase())),
    ),
  },
  {
    name: 'selector-ignores-case-of-keys',
    breaks: 'selectors.label.exact',
    text: 'Keys are compared without regard to case.',
    override: matching(
      (term, labels, right) =>
        right ||
        (term.op === 'in' &&
          Object.entries(labels).some(
            ([key, value]) => key.toLowerCase() === term.key.toLowerCase() && term.values.includes(String(value)),
          )),
    ),
  },
  {
    name: 'selector-empty-selects-nothing',
    breaks: 'selectors.label.empty',
    text: 'An empty selector selects nothing.',
    verbs: ['list'],
    override: () => ({
      replied: (reply, request) =>
        /labelSelector=(&|$)/.test(request.path) && isObject(reply.json) && Array.isArray(reply.json['items'])
          ? { ...reply, json: { ...reply.json, items: [] } }
          : reply,
    }),
  },
  {
    name: 'selector-is-not-decoded',
    breaks: 'selectors.label.encoded',
    text: 'A selector is read without decoding %2F.',
    wrap: (handle) => (request) => handle({ ...request, path: request.path.replaceAll(/%2F/gi, '%252F') }),
  },
  {
    name: 'selector-minds-spaces',
    breaks: 'selectors.label.whitespace',
    text: 'A selector with spaces after its commas is refused.',
    override: (base) => ({ parseLabelSelector: (text) => base.parseLabelSelector(text.replaceAll(', ', ',%')) }),
  },
  ...perVerb(SELECTING, (verb): Mutant => ({
    name: 'takes-any-selector',
    breaks: verb === 'list' ? 'selectors.label.malformed' : `${verb}.selector.malformed`,
    text: `A text that is no selector selects everything of a ${verb}.`,
    override: (base) => ({
      parseLabelSelector: (text) => attempt(() => base.parseLabelSelector(text)) ?? [],
      parseFieldSelector: (text) => attempt(() => base.parseFieldSelector(text)) ?? [],
    }),
  })),
  ...SELECTING.flatMap((verb): Mutant[] => [
    {
      name: `${verb}-ignores-label-selectors`,
      breaks: `${verb}.query.labelSelector`,
      verbs: [verb],
      text: `A ${verb} ignores labelSelector.`,
      override: (base) => ({ parseLabelSelector: (text) => own(base.parseLabelSelector(text), 0) }),
    },
    {
      name: `${verb}-ignores-field-selectors`,
      breaks: `${verb}.query.fieldSelector`,
      verbs: [verb],
      text: `A ${verb} ignores fieldSelector.`,
      override: () => ({ parseFieldSelector: () => [] }),
    },
    {
      name: `${verb}-knows-no-not-equals`,
      breaks: `${verb}.query.labelSelector`,
      verbs: [verb],
      text: `A ${verb} reads != as =.`,
      override: parsing((text) => text.replaceAll('!=', '=')),
    },
  ]),
  {
    name: 'list-labels-are-ignored',
    breaks: 'selectors.label',
    verbs: ['list'],
    text: 'A list ignores labelSelector.',
    override: (base) => ({ parseLabelSelector: (text) => own(base.parseLabelSelector(text), 0) }),
  },
  {
    name: 'list-fields-are-ignored',
    breaks: 'selectors.field',
    verbs: ['list'],
    text: 'A list ignores fieldSelector.',
    override: () => ({ parseFieldSelector: () => [] }),
  },
];

/** The first terms alone, and those of the suite's own labels, without which nothing would be told apart. */
const own = (terms: readonly Term[], count: number): Term[] =>
  terms.filter((term, i) => i < count || term.key.includes('conformance'));

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

const FIELDS: readonly Mutant[] = [
  {
    name: 'field-name-takes-prefixes',
    breaks: 'selectors.field.name',
    text: 'metadata.name=value selects names that begin so.',
    override: (base) => ({
      fieldMatches: (term, job) =>
        base.fieldMatches(term, job) ||
        (term.equal && term.field === 'metadata.name' && String(metadataOf(job)['name']).startsWith(term.value)),
    }),
  },
  {
    name: 'field-namespace-is-ignored',
    breaks: 'selectors.field.namespace',
    text: 'metadata.namespace selects everything.',
    override: (base) => ({
      fieldMatches: (term, job) => term.field === 'metadata.namespace' || base.fieldMatches(term, job),
    }),
  },
  {
    name: 'field-namespace-selects-nothing',
    breaks: 'selectors.field.namespace',
    text: 'metadata.namespace=value selects nothing.',
    override: (base) => ({
      fieldMatches: (term, job) =>
        term.field === 'metadata.namespace' && term.equal ? false : base.fieldMatches(term, job),
    }),
  },
  {
    name: 'field-not-equals-is-equals',
    breaks: 'selectors.field.not-equals',
    text: 'field!=value selects what field=value does.',
    override: fieldParsing((text) => text.replaceAll('!=', '=')),
  },
  {
    name: 'field-takes-the-last',
    breaks: 'selectors.field.and',
    text: 'Of several requirements on fields the last counts.',
    override: (base) => ({ parseFieldSelector: (text) => base.parseFieldSelector(text).slice(-1) }),
  },
  {
    name: 'field-beats-label',
    breaks: 'selectors.field.and',
    verbs: ['list'],
    text: 'Where a field selector is given, the label selector does not count.',
    override: (base) => {
      let fields = false;
      return {
        parseFieldSelector: (text) => {
          fields = text !== '';
          return base.parseFieldSelector(text);
        },
        labelMatches: (term, labels) =>
          (fields && !term.key.includes('conformance')) || base.labelMatches(term, labels),
      };
    },
  },
  {
    name: 'field-unknown-selects-everything',
    breaks: 'selectors.field.unknown',
    text: 'A selector on a field that is not selectable selects everything.',
    override: (base) => ({
      parseFieldSelector: (text) =>
        base.parseFieldSelector(
          text
            .split(',')
            .filter((part) => !/^[a-zA-Z.]+(!=|==|=)/.test(part) || /^metadata\.name(space)?(!|=)/.test(part))
            .join(','),
        ),
    }),
  },
  {
    name: 'field-malformed-selects-everything',
    breaks: 'selectors.field.malformed',
    text: 'A text that is no field selector selects everything.',
    override: (base) => ({
      parseFieldSelector: (text) =>
        base.parseFieldSelector(
          text
            .split(',')
            .filter((part) => /=/.test(part))
            .join(','),
        ),
    }),
  },
  {
    name: 'field-without-a-name-selects-everything',
    breaks: 'selectors.field.malformed',
    text: 'A field selector that names no field selects everything.',
    override: (base) => ({
      parseFieldSelector: (text) =>
        base.parseFieldSelector(
          text
            .split(',')
            .filter((part) => !/^!?=/.test(part))
            .join(','),
        ),
    }),
  },
];

export const READ_MUTANTS: readonly Mutant[] = [
  ...READS,
  ...LISTS,
  {
    name: 'objects-without-kind',
    breaks: 'read.answers-object',
    text: 'Objects are shown without their kind.',
    override: inAnswers((_, job) => without(job, 'kind')),
  },
];
export const SELECTOR_MUTANTS: readonly Mutant[] = [...LABELS, ...FIELDS];
