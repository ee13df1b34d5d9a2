/** Bodies that are no JSON object, and bodies that are called something else than JSON. */
import { parseJson } from '../../../contract/json.ts';
import { readingTheFirst } from '../helpers/bodies.ts';
import { json } from '../helpers/exchange.ts';
import { onAnswer } from '../helpers/wraps.ts';
import { mutantOn, type Mutant } from '../types.ts';

const onCreate = mutantOn('create');

const decoded = (body: Uint8Array): string => new TextDecoder().decode(body);
const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

/** An error that the server does not expect, so that it answers with 500. */
const fail = (message: string): never => {
  throw new Error(message);
};

export const MALFORMED: readonly Mutant[] = [
  onCreate('create-mends-truncated-json', 'create.malformed', {
    text: 'A body whose last braces are missing is read as if they were there.',
    override: (base) => ({
      parseJson: (body) => {
        const text = decoded(body);
        const ending = ['', '}', '}}', '}}}'].find((end) => parseJson(text + end) !== undefined) ?? '';
        return base.parseJson(encoded(text + ending));
      },
    }),
  }),
  onCreate('create-ignores-what-follows-the-json', 'create.malformed', {
    text: 'Text after the JSON of a body is ignored.',
    override: (base) => ({
      parseJson: (body) => base.parseJson(encoded(decoded(body).replace(/[^}\]]*$/, ''))),
    }),
  }),
  onCreate('create-reads-the-first-of-several-objects', 'create.malformed', {
    text: 'Of several objects in one body the first is created.',
    override: readingTheFirst,
  }),
  onCreate('create-reads-json-leniently', 'create.malformed', {
    text: 'A comma before a closing brace is overlooked.',
    override: (base) => ({ parseJson: (body) => base.parseJson(encoded(decoded(body).replaceAll(',}', '}'))) }),
  }),
  onCreate('create-takes-the-first-of-an-array', 'create.malformed', {
    text: 'Of an array the first item is created.',
    override: (base) => ({
      parseJson: (body) => {
        const parsed = base.parseJson(body);
        return Array.isArray(parsed) ? (parsed[0] ?? null) : parsed;
      },
    }),
  }),
  onCreate('create-fails-at-an-empty-body', 'create.malformed', {
    text: 'A create without a body makes the server fail.',
    override: (base) => ({
      parseJson: (body) => (decoded(body).trim() === '' ? fail('unexpected end of input') : base.parseJson(body)),
    }),
  }),
  onCreate('create-fails-at-text', 'create.malformed', {
    text: 'A body that does not begin as JSON makes the server fail.',
    override: (base) => ({
      parseJson: (body) => (/^\s*[^\s\d[{"tfn-]/.test(decoded(body)) ? fail('unexpected token') : base.parseJson(body)),
    }),
  }),
  onCreate('create-fails-at-null', 'create.malformed', {
    text: 'A body that is null makes the server fail.',
    override: (base) => ({
      unreadable: (body) => (body === null ? fail('cannot read kind of null') : base.unreadable(body)),
    }),
  }),
  onCreate('create-fails-at-other-types', 'create.media-type', {
    text: 'A body that is called a form makes the server fail.',
    override: (base) => ({ takesBodyType: (type) => base.takesBodyType(type) || fail('no reader for this type') }),
  }),
  onCreate('create-stores-an-empty-job-for-other-types', 'create.media-type', {
    text: 'A body that is called text is accepted, and nothing is stored.',
    wrap: onAnswer({ verb: 'create', status: 415 }, () => json(201, {})),
  }),
  onCreate('create-knows-no-parameters', 'create.media-type.parameters', {
    text: 'application/json with a charset is refused.',
    override: (base) => ({ takesBodyType: (type) => base.takesBodyType(type) && !(type ?? '').includes(';') }),
  }),
];
