/** Options in the query that show in an answer: dryRun of a create, pretty of every verb. */
import { isObject } from '../../../contract/json.ts';
import { statusOf } from '../helpers/exchange.ts';
import { without } from '../helpers/places.ts';
import { metadataOf } from '../../state/model.ts';
import { onQuery, onReply, succeeded } from '../helpers/wraps.ts';
import { mutant, mutantOn, perVerb, type Mutant } from '../types.ts';

const onCreate = mutantOn('create');

const OF_OBJECTS = ['create', 'read', 'replace', 'patch', 'delete'] as const;

export const OPTIONS: readonly Mutant[] = [
  onCreate('create-ignores-dry-run', 'create.dry-run', {
    text: 'A create with dryRun=All creates.',
    override: () => ({ isDryRun: () => false }),
  }),
  mutant('create-of-a-generated-name-ignores-dry-run', 'create.dry-run', {
    text: 'A create with generateName and dryRun=All creates.',
    wrap: onQuery({ verb: 'create', when: ({ json }) => metadataOf(json)['name'] === undefined }, (query) =>
      query.delete('dryRun'),
    ),
  }),
  onCreate('create-answers-dry-runs-emptily', 'create.dry-run', {
    text: 'A create with dryRun=All answers {}.',
    override: onReply({ query: { dryRun: 'All' } }, (reply) =>
      succeeded(reply.code) ? { ...reply, json: {} } : reply,
    ),
  }),
  onCreate('pretty-is-refused-on-create', 'create.query.pretty', {
    text: 'A create with pretty=true is refused.',
    override: onReply({ query: { pretty: true } }, () => ({ code: 400, json: statusOf(400, 'BadRequest') })),
  }),
  ...perVerb(OF_OBJECTS, (verb) =>
    mutant('is-never-pretty', `${verb}.query.pretty`, {
      text: `pretty=true on a ${verb} does not break the body into lines.`,
      override: () => ({ isPretty: () => false }),
    }),
  ),
  ...perVerb(OF_OBJECTS, (verb) =>
    mutant('is-pretty-and-less', `${verb}.query.pretty`, {
      text: `pretty=true on a ${verb} leaves out the kind.`,
      override: (base) => ({
        written: (body, pretty) => base.written(pretty && isObject(body) ? without(body, 'kind') : body, pretty),
      }),
    }),
  ),
];
