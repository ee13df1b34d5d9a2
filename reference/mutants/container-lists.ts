/** Commands and variables of containers that a server changes on the way. */
import { isObject, type Json, type JsonObject } from '../../contract/json.ts';
import { objectAt } from '../state/model.ts';
import { inBodies } from './helpers/bodies.ts';
import { edited } from './helpers/places.ts';
import { mutant, type Mutant, type Override } from './types.ts';

const withoutVariablesOfNull = (container: JsonObject): JsonObject =>
  Array.isArray(container['env'])
    ? { ...container, env: container['env'].filter((entry) => !isObject(entry) || entry['value'] !== null) }
    : container;

/** A list of each container becomes another. */
const listAs = (name: string, change: (items: Json[], container: JsonObject) => Json[]): Override =>
  inBodies('Container', (container) =>
    Array.isArray(container[name]) ? { ...container, [name]: change(container[name], container) } : container,
  );
const inTexts = (name: string, change: (text: string, container: JsonObject) => string): Override =>
  listAs(name, (items, container) => items.map((item) => (typeof item === 'string' ? change(item, container) : item)));

/** A text with the values of the container's variables in it. */
const expanded = (text: string, { env }: JsonObject): string =>
  (Array.isArray(env) ? env : [])
    .filter(isObject)
    .reduce((own, { name, value }) => own.replaceAll(`$(${String(name)})`, () => String(value)), text);

export const CONTAINER_LIST_MUTANTS: readonly Mutant[] = [
  mutant('mounts-are-sorted', 'field.Container.volumeMounts', {
    text: 'The mounts of a container are sorted by their paths.',
    override: listAs('volumeMounts', (mounts) => {
      const pathOf = (mount: Json): string => String(objectAt({ mount }, 'mount')['mountPath']);
      return mounts.toSorted((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
    }),
  }),
  mutant('arguments-are-formats', 'values.texts', {
    text: 'A verb of a format in an argument is replaced by its complaint.',
    override: inTexts('args', (text) => text.replaceAll(/%([sd])/g, '%!$1(MISSING)')),
  }),
  mutant('arguments-name-variables', 'values.texts', {
    text: 'Where an argument names a variable its value is stored.',
    override: inTexts('args', expanded),
  }),
  mutant('commands-have-escapes', 'values.texts', {
    text: 'Two dollar signs in a command are stored as one.',
    override: inTexts('command', (text) => text.replaceAll('$$', () => '$')),
  }),
  mutant('variables-of-one-name-are-one', 'values.kept-or-refused', {
    text: 'Of several variables of one name the last is stored.',
    override: listAs('env', (entries) => [
      ...new Map(entries.map((entry) => [objectAt({ entry }, 'entry')['name'], entry])).values(),
    ]),
  }),
  mutant('commands-are-split-at-blanks', 'values.texts', {
    text: 'The parts of a command are split at blanks.',
    override: listAs('command', (parts) => parts.flatMap((part) => String(part).split(' '))),
  }),
  mutant('variables-of-null-are-lost', 'values.null', {
    text: 'A variable whose value is null is not stored.',
    verbs: ['create'],
    override: (base) => ({
      shaped: (kind, job) => base.shaped(kind, edited(kind, job, 'Container', withoutVariablesOfNull)),
    }),
  }),
];
