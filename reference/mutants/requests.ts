/** Faults in what of a request counts: headers, the form of a body, methods, spellings of paths, repeated parameters. */
import { isObject, type JsonObject } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import { apiVersionOf } from '../../contract/operations.ts';
import type { WireRequest } from '../../contract/wire.ts';
import { replicasOf } from '../../contract/workloads/replicated.ts';
import { metadataOf, objectAt, withMetadata } from '../state/model.ts';
import { json, refusal } from './helpers/exchange.ts';
import { nameOf } from './helpers/others.ts';
import { type ParsedRequest, pathTo } from './helpers/request.ts';
import { readAs } from './helpers/bodies.ts';
import { afterwards, onAnswer, onBody, onRequest, remembering, succeeded } from './helpers/wraps.ts';
import { mutant, perVerb, type Mutant, type Override, type Wrap } from './types.ts';

const encoder = new TextEncoder();
const bytes = (value: JsonObject): Uint8Array => encoder.encode(JSON.stringify(value));
const sent = ({ json: body }: ParsedRequest): JsonObject => (isObject(body) ? body : {});

const headerOf = ({ headers }: Pick<WireRequest, 'headers'>, name: string): string | undefined =>
  headers.find(([key]) => key.toLowerCase() === name)?.[1];

/** Requests that this holds for are refused. */
const refusing = (when: (request: ParsedRequest) => boolean, code: number, reason: string): Wrap =>
  onRequest({ when: (request) => request.verb !== undefined && when(request) }, () => refusal(code, reason));

const accepting =
  (when: (accept: string | undefined) => boolean): Override =>
  (base) => ({
    acceptsJson: (accept) => when(accept) && base.acceptsJson(accept),
  });

const HEADERS: readonly Mutant[] = [
  mutant('no-accept-is-not-acceptable', 'requests.accept', {
    text: 'A request without Accept is answered with 406.',
    override: accepting((accept) => accept !== undefined),
  }),
  mutant('any-type-is-not-acceptable', 'requests.accept', {
    text: 'A request that accepts any type is answered with 406.',
    override: accepting((accept) => accept?.startsWith('*/*') !== true),
  }),
  mutant('json-has-to-come-first', 'requests.accept', {
    text: 'A request whose Accept does not begin with JSON is answered with 406.',
    override: accepting((accept) => accept === undefined || /^(application\/(json|\*)|\*)/.test(accept)),
  }),
  mutant('a-quality-is-not-acceptable', 'requests.accept', {
    text: 'An Accept with qualities is not understood: 406.',
    override: accepting((accept) => !/;\s*q=/.test(accept ?? '')),
  }),
  mutant('a-table-is-not-acceptable', 'requests.accept.table', {
    text: 'A request that prefers a Table is answered with 406, though it accepts JSON too.',
    override: accepting((accept) => !/;\s*as=/.test(accept ?? '')),
  }),
  mutant('a-table-is-empty', 'requests.accept.table', {
    text: 'A request that prefers a Table gets one without rows.',
    wrap: onAnswer({ verb: ['list', 'read'], when: (request) => /as=/.test(headerOf(request, 'accept') ?? '') }, () =>
      json(200, { kind: 'Table', apiVersion: 'meta.k8s.io/v1', columnDefinitions: [], rows: [] }),
    ),
  }),
  mutant('body-without-type-is-a-500', 'requests.body-type', {
    text: 'A body without a Content-Type makes the server fail.',
    wrap: onRequest(
      { verb: ['create', 'replace'], when: (request) => headerOf(request, 'content-type') === undefined },
      () => refusal(500, 'InternalError'),
    ),
  }),
  mutant('body-in-other-letters-is-half-read', 'requests.body-type', {
    text: 'Of a body whose Content-Type is spelled in other letters the annotations are lost.',
    wrap: onRequest(
      { verb: 'create', when: (request) => /[A-Z]/.test(headerOf(request, 'content-type')?.split(';')[0] ?? '') },
      (exchange) => exchange.forward({ body: bytes(withMetadata(sent(exchange), { annotations: undefined })) }),
    ),
  }),
  mutant('replace-takes-no-parameters-of-the-type', 'replace.media-type.parameters', {
    text: 'A replace with a charset in its Content-Type is refused.',
    verbs: ['replace'],
    override: (base) => ({ takesBodyType: (type) => !(type ?? '').includes(';') && base.takesBodyType(type) }),
  }),
  mutant('no-user-agent-is-refused', 'requests.headers', {
    text: 'A request without User-Agent is refused.',
    wrap: refusing((request) => headerOf(request, 'user-agent') === undefined, 403, 'Forbidden'),
  }),
  mutant('kubectl-is-refused', 'requests.headers', {
    text: 'A request of kubectl is refused.',
    wrap: refusing((request) => headerOf(request, 'user-agent')?.startsWith('kubectl/') === true, 403, 'Forbidden'),
  }),
  mutant('traced-requests-are-refused', 'requests.headers', {
    text: 'A request with a traceparent header is refused.',
    wrap: refusing((request) => headerOf(request, 'traceparent') !== undefined, 400, 'BadRequest'),
  }),
  ...['x-http-method-override', 'x-http-method', 'x-method-override'].map((name) =>
    mutant(`${name}-counts`, 'requests.method', {
      text: `The method in the header ${name} takes the place of that of the request line.`,
      wrap: onRequest({ when: (request) => headerOf(request, name) !== undefined }, (exchange) =>
        exchange.forward({ method: headerOf(exchange, name) ?? '' }),
      ),
    }),
  ),
  mutant('method-in-the-query-counts', 'requests.method', {
    text: 'The parameter _method takes the place of the method.',
    wrap: onRequest({ query: { _method: true } }, (exchange) =>
      exchange.forward({ method: exchange.query.get('_method') ?? '', path: exchange.path }),
    ),
  }),
];

/** A request whose body comes in chunks, as the server reads it. */
const inChunks =
  (change: (request: WireRequest) => WireRequest): Wrap =>
  (handle) =>
  (request) =>
    handle(request.chunked === true ? change(request) : request);

const BODIES: readonly Mutant[] = [
  mutant('chunks-are-not-read', 'requests.chunked', {
    text: 'A body without Content-Length counts as empty.',
    wrap: inChunks((request) => ({ ...request, body: new Uint8Array() })),
  }),
  mutant('first-chunk-alone-is-read', 'requests.chunked', {
    text: 'Of a body in chunks the first is read alone.',
    wrap: inChunks(({ body = new Uint8Array(), ...request }) => ({
      ...request,
      body: body.subarray(0, Math.ceil(body.byteLength / 3)),
    })),
  }),
  mutant('options-in-chunks-are-not-read', 'requests.chunked', {
    text: 'A deletion does not read its options where their length is not known.',
    wrap: inChunks((request) => (request.method === 'DELETE' ? { ...request, body: new Uint8Array() } : request)),
  }),
  ...perVerb(['create', 'replace'], (verb) =>
    mutant('creation-timestamp-null-is-refused', 'requests.typed', {
      text: `A ${verb} whose creationTimestamp is null is refused.`,
      wrap: onRequest({ verb, when: (request) => metadataOf(sent(request))['creationTimestamp'] === null }, () =>
        refusal(400, 'BadRequest'),
      ),
    }),
  ),
  mutant('template-without-a-time-is-refused', 'requests.typed', {
    text: 'A body whose pod template has null as its creationTimestamp is refused.',
    wrap: onRequest(
      {
        verb: ['create', 'replace'],
        when: (request) =>
          KINDS.flatMap((kind) => Object.values(replicasOf(kind, sent(request)))).some(
            (replica) => metadataOf(objectAt(replica, 'template'))['creationTimestamp'] === null,
          ),
      },
      () => refusal(422, 'Invalid'),
    ),
  }),
  mutant('empty-status-is-refused', 'requests.typed', {
    text: 'A create with an empty status is refused.',
    wrap: onRequest({ verb: 'create', when: (request) => sent(request)['status'] !== undefined }, () =>
      refusal(422, 'Invalid'),
    ),
  }),
  mutant('replace-without-a-namespace-is-refused', 'requests.namespace', {
    text: 'A replace whose body names no namespace is refused.',
    wrap: onRequest({ verb: 'replace', when: (request) => metadataOf(sent(request))['namespace'] === undefined }, () =>
      refusal(400, 'BadRequest'),
    ),
  }),
  ...perVerb(['replace', 'patch'], (verb) =>
    mutant('unknown-field-is-a-500', 'errors.unknown-fields', {
      text: `A ${verb} with a field that nobody documents in its spec makes the server fail.`,
      wrap: onRequest(
        { verb, when: (request) => objectAt(sent(request), 'spec')['conformanceUnknown'] !== undefined },
        () => refusal(500, 'InternalError'),
      ),
    }),
  ),
  ...perVerb(['replace', 'patch'], (verb) =>
    mutant('unknown-field-costs-the-labels', 'errors.unknown-fields', {
      text: `A ${verb} with a field that nobody documents at its top leaves its labels out.`,
      wrap: onRequest({ verb, when: (request) => sent(request)['conformanceUnknown'] !== undefined }, (exchange) =>
        exchange.forward({ body: bytes(withMetadata(sent(exchange), { labels: undefined })) }),
      ),
    }),
  ),
  ...perVerb(['create', 'replace', 'patch'], (verb) =>
    mutant('reads-names-in-any-case', 'errors.unknown-fields', {
      text: `A ${verb} reads CleanPodPolicy as cleanPodPolicy.`,
      override: readAs((body) => {
        const { CleanPodPolicy: other, ...spec } = objectAt(body, 'spec');
        return other === undefined ? body : { ...body, spec: { ...spec, cleanPodPolicy: other } };
      }),
    }),
  ),
  mutant('a-patch-of-the-prototype-is-a-500', 'errors.unknown-fields', {
    text: 'A patch with __proto__ makes the server fail.',
    wrap: onRequest({ verb: 'patch', when: (request) => Object.hasOwn(sent(request), '__proto__') }, () =>
      refusal(500, 'InternalError'),
    ),
  }),
  mutant('a-patch-of-the-prototype-is-of-every-object', 'errors.unknown-fields', {
    text: 'After a patch with __proto__, every object has its members.',
    wrap: remembering(
      (): { members: JsonObject } => ({ members: {} }),
      (memory) =>
        onBody({ verb: ['create', 'read', 'patch'], status: succeeded }, (body, exchange) => {
          if (Object.hasOwn(sent(exchange), '__proto__')) memory.members = objectAt(sent(exchange), '__proto__');
          return { ...memory.members, ...body };
        }),
    ),
  }),
  ...['create', 'replace', 'patch'].map((verb) =>
    mutant(
      `${verb}-takes-the-version-of-a-sibling`,
      verb === 'create'
        ? 'create.api-version-mismatch'
        : verb === 'patch'
          ? 'patch.kind-mismatch'
          : 'replace.api-version-mismatch',
      {
        text: `A ${verb} takes the apiVersion of another kind for its own.`,
        override: (base) => ({
          foreignVersion: (kind, job) =>
            KINDS.some((other) => apiVersionOf(other) === job['apiVersion'])
              ? undefined
              : base.foreignVersion(kind, job),
        }),
        verbs: [verb as 'create' | 'replace' | 'patch'],
      },
    ),
  ),
  mutant('create-goes-where-its-body-says', 'create.kind-mismatch', {
    text: 'A create whose body is of another kind is refused, and done in the collection of that kind.',
    wrap: afterwards(
      {
        verb: 'create',
        when: (request) => sent(request)['kind'] !== request.kind?.kind,
        status: (code) => code >= 400,
      },
      async (exchange) => {
        const kind = KINDS.find((one) => one.kind === sent(exchange)['kind']);
        if (kind !== undefined) await exchange.send('POST', pathTo(exchange, { kind }), sent(exchange));
      },
    ),
  }),
];

const unknownMethod = ({ method }: ParsedRequest): boolean =>
  !['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method);

const PATHS: readonly Mutant[] = [
  mutant('other-methods-are-a-500', 'requests.methods', {
    text: 'A method that the server does not know makes it fail.',
    wrap: onRequest({ when: unknownMethod }, () => refusal(500, 'InternalError')),
  }),
  mutant('other-methods-patch', 'requests.methods', {
    text: 'A method that the server does not know is a merge patch, if it has a body.',
    wrap: onRequest({ when: (request) => unknownMethod(request) && isObject(request.json) }, async (exchange) => {
      const { status, body } = await exchange.send('PATCH', exchange.path, sent(exchange));
      return json(status, body);
    }),
  }),
  mutant('head-deletes', 'requests.methods', {
    text: 'A HEAD is taken for a DELETE where it names an object.',
    wrap: onRequest({ when: ({ method, path }) => method === 'HEAD' && path.split('/').length === 8 }, (exchange) =>
      exchange.forward({ method: 'DELETE' }),
    ),
  }),
  mutant('post-to-a-name-replaces', 'errors.method-not-allowed', {
    text: 'A POST to the path of an object replaces it.',
    wrap: onRequest({ when: ({ method, path }) => method === 'POST' && path.split('/').length === 8 }, (exchange) =>
      exchange.forward({ method: 'PUT' }),
    ),
  }),
  mutant('names-of-members-are-a-500', 'requests.path', {
    text: 'A name that every object of JavaScript has a member of makes the server fail.',
    wrap: onRequest({ when: ({ name }) => name !== undefined && name in {} }, () => refusal(500, 'InternalError')),
  }),
  mutant('names-of-members-are-there', 'requests.path', {
    text: 'A name that every object of JavaScript has a member of is answered as an object.',
    wrap: onRequest({ verb: 'read', when: ({ name }) => name !== undefined && name in {} }, () => json(200, {})),
  }),
  mutant('encoded-question-mark-ends-a-path', 'requests.path', {
    text: 'A path is decoded before it is cut at the question mark.',
    wrap: (handle) => (request) => handle({ ...request, path: request.path.replace('%3F', '?') }),
  }),
  mutant('braces-are-dropped-from-a-path', 'requests.path', {
    text: 'Braces in a path are dropped.',
    wrap: (handle) => (request) => handle({ ...request, path: request.path.replace(/(%7B|\{).*?(%7D|\})/, '') }),
  }),
  mutant('names-are-trimmed', 'requests.path', {
    text: 'Spaces and dots at the end of a name are dropped.',
    wrap: (handle) => (request) => handle({ ...request, path: request.path.replace(/(%20|\.)+(?=\?|$)/, '') }),
  }),
  mutant('extensions-of-names-are-dropped', 'requests.path', {
    text: 'What follows a dot at the end of a path is taken for a file extension, and dropped.',
    override: (base) => ({ resolve: (path, kinds) => base.resolve(path.replace(/\.[a-z]+$/, ''), kinds) }),
  }),
  mutant('parameters-of-a-path-are-dropped', 'requests.path', {
    text: 'What follows a semicolon in a path is taken for a parameter of it, and dropped.',
    override: (base) => ({ resolve: (path, kinds) => base.resolve(path.replace(/;.*$/, ''), kinds) }),
  }),
  mutant('what-follows-a-name-is-ignored', 'requests.path', {
    text: 'Segments after the name of an object do not count.',
    wrap: (handle) => (request) =>
      handle({ ...request, path: request.path.replace(/^((?:\/[^/?]+){7})(?:\/|%2F)[^?]+/, '$1') }),
  }),
  mutant('malformed-escapes-are-a-500', 'requests.path', {
    text: 'A path with a percent sign that begins no escape makes the server fail.',
    wrap: onRequest({ when: ({ path }) => /%(?![0-9a-f]{2})/i.test(path) }, () => refusal(500, 'InternalError')),
  }),
  mutant('trailing-slash-is-a-500', 'requests.path', {
    text: 'A slash at the end of a path makes the server fail.',
    wrap: onRequest({ when: ({ path }) => path.endsWith('/') }, () => refusal(500, 'InternalError')),
  }),
  mutant('double-slash-reaches-the-first-object', 'requests.path', {
    text: 'An empty segment in a path is answered with the first object of the collection.',
    wrap: onRequest(
      { when: ({ method, path }) => method === 'GET' && path.slice(1).includes('//') },
      async (exchange) => {
        const { body } = await exchange.send('GET', exchange.path.slice(0, exchange.path.indexOf('//', 1)));
        const [first] = Array.isArray(body['items']) ? body['items'] : [];
        return isObject(first)
          ? json(200, withMetadata(first, { name: `${nameOf(first)}-x` }))
          : refusal(404, 'NotFound');
      },
    ),
  }),
];

const repeats =
  (name: string) =>
  ({ query }: ParsedRequest) =>
    query.getAll(name).length > 1;

const QUERIES: readonly Mutant[] = [
  ...perVerb(['create', 'patch', 'delete'], (verb) =>
    mutant('dry-run-twice-is-none', 'requests.query.repeated', {
      text: `A ${verb} with dryRun=All given twice is done.`,
      wrap: onRequest({ verb, when: repeats('dryRun') }, (exchange) => exchange.forward({ path: exchange.path })),
    }),
  ),
  mutant('selector-twice-is-none', 'requests.query.repeated', {
    text: 'A labelSelector that is given twice selects everything.',
    wrap: onRequest({ verb: 'list', when: repeats('labelSelector') }, (exchange) =>
      exchange.forward({ path: exchange.path }),
    ),
  }),
  mutant('selector-twice-is-a-500', 'requests.query.repeated', {
    text: 'A labelSelector that is given twice makes the server fail.',
    wrap: onRequest({ verb: 'list', when: repeats('labelSelector') }, () => refusal(500, 'InternalError')),
  }),
  ...['fieldSelector', 'continue', 'resourceVersion'].map((name) =>
    mutant(`empty-${name.toLowerCase()}-is-refused`, 'requests.query.empty', {
      text: `A list whose ${name} is empty is refused.`,
      wrap: onRequest({ verb: 'list', when: ({ query }) => query.get(name) === '' }, () => refusal(400, 'BadRequest')),
    }),
  ),
  mutant('long-urls-are-refused', 'requests.query.long', {
    text: 'A URL of more than 2,048 characters is refused.',
    wrap: onRequest({ when: ({ search }) => search.length > 2048 }, () => refusal(414, 'BadRequest')),
  }),
  mutant('empty-label-selector-selects-nothing', 'requests.query.empty', {
    text: 'An empty labelSelector selects nothing.',
    wrap: onBody({ verb: 'list', when: ({ query }) => query.get('labelSelector') === '', status: 200 }, (list) => ({
      ...list,
      items: [],
    })),
  }),
  mutant('delete-reads-its-query-alone', 'delete.body.beside-query', {
    text: 'A deletion with options in its query does not read those in its body.',
    wrap: onRequest({ verb: 'delete', when: ({ search }) => search !== '' }, (exchange) =>
      exchange.forward({ body: new Uint8Array() }),
    ),
  }),
];

export const REQUEST_MUTANTS: readonly Mutant[] = [...HEADERS, ...BODIES, ...PATHS, ...QUERIES];
