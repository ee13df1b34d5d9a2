import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { areaOf } from '../harness/run/plan.ts';
import { REQUIREMENTS } from './index.ts';

/**
 * An id stands whole where its requirement is defined, so that a search for it leads there. Exempt are the requirements
 * that are made from the contract's tables: one template makes one for each row.
 */
const GENERATED: readonly { template: string; file: string; why: string }[] = [
  { template: 'fields/${kebab(structure)}', file: 'fields/sent.ts', why: 'one for each table of what a client sends' },
  { template: 'fields/resource-name-${kebab(name)}', file: 'fields/resources.ts', why: 'one for each resource' },
  { template: 'fields/${kebab(row.structure)}', file: 'fields/received.ts', why: 'one for each table of answers' },
  {
    template: 'defaults/${kebab(`${structure.name}.${field.name}`)}',
    file: 'defaults/defaults.ts',
    why: 'one for each field with a documented default',
  },
  { template: 'constraints/${kebab(id)}', file: 'constraints/tables.ts', why: 'one for each constraint on a body' },
  { template: 'constraints/types-of-${kebab(name)}', file: 'constraints/tables.ts', why: 'one for each table' },
  {
    template: 'mutability/replace-changes-${kebab(name)}',
    file: 'mutability/mutable.ts',
    why: 'one for each field that is listed as updatable',
  },
  {
    template: 'mutability/patch-changes-${kebab(name)}',
    file: 'mutability/mutable.ts',
    why: 'one for each field that is listed as updatable',
  },
];

const folder = new URL('./', import.meta.url);
const SOURCES = new Map(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]),
);
const IDS = REQUIREMENTS.map(({ id }) => id);
const areas = new Set(REQUIREMENTS.map(areaOf));

const ID = "'([a-z-]+\\/[a-z0-9-]+)'";
/**
 * What stands around an id tells its definition from a reference: it is the first argument of a call, a member `id`, or
 * the first element of a row. An array that is the value of a member or a constant, or has ids alone, lists references.
 */
const DEFINITIONS = [
  new RegExp(`\\w\\(\\s*${ID}`, 'g'),
  new RegExp(`\\bid: ${ID}`, 'g'),
  new RegExp(`(?<![:=?] )\\[\\s*${ID},(?!\\s*(${ID}|\\]))`, 'g'),
];
const definitions = new Map<string, string[]>();
for (const [file, source] of SOURCES)
  for (const [, id = ''] of DEFINITIONS.flatMap((pattern) => [...source.matchAll(pattern)]))
    if (areas.has(areaOf({ id }))) definitions.set(id, [...(definitions.get(id) ?? []), file]);

const isGenerated = (id: string, { template }: (typeof GENERATED)[number]): boolean => {
  const [start = '', ...rest] = template.split(/\$\{.*\}/);
  return id.startsWith(start) && id.endsWith(rest.join(''));
};

test('an id stands whole where it is defined, once, in the folder of its area', () => {
  for (const id of IDS) {
    const files = definitions.get(id) ?? GENERATED.filter((row) => isGenerated(id, row)).map(({ file }) => file);
    expect(new Set(files.map((file) => file.split('/')[0])), id).toEqual(new Set([areaOf({ id })]));
    if (definitions.has(id)) expect(files, id).toHaveLength(1);
  }
});

test('what is defined is a requirement of the suite', () => {
  const known = new Set(IDS);
  expect([...definitions.keys()].filter((id) => !known.has(id))).toEqual([]);
});

test('an id is put together only where the contract makes the requirements', () => {
  const composed = [...SOURCES].flatMap(([file, source]) =>
    [...source.matchAll(/`([a-z-]+)\/[^\n]*?\$\{/g)]
      .filter(([, area = '']) => areas.has(area))
      .map((match) => ({ file, rest: source.slice(match.index + 1) })),
  );
  for (const { file, rest } of composed)
    expect(
      GENERATED.some((row) => row.file === file && rest.startsWith(`${row.template}\``)),
      `${file}: ${rest.slice(0, 60)}`,
    ).toBe(true);
  for (const { file, template } of GENERATED) expect(SOURCES.get(file), file).toContain(`\`${template}\``);
});
