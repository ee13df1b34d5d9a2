import { CCI, statementOf, statementsUnder } from '../contract.ts';
import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERRATA, erratum } from '../errata.ts';
import { FREEDOMS } from '../freedoms/index.ts';
import { KINDS } from '../kinds.ts';
import { OPERATIONS } from '../operations.ts';
import { describeSource } from '../sources.ts';
import { STRUCTURES, structuresOf } from '../structures/index.ts';
import { VERBS } from '../types.ts';

const ids = new Set(CCI.statements.map((s) => s.id));

test('ids are unique and name an area and a topic', () => {
  expect(CCI.statements.map((s) => s.id).filter((id, i, all) => all.indexOf(id) !== i)).toEqual([]);
  // Names of tables and fields keep their own spelling, some with slashes.
  for (const { id } of CCI.statements) expect(id).toMatch(/^[a-z]+(-[a-z]+)*(\.[A-Za-z0-9][A-Za-z0-9/-]*)+$/);
});

/**
 * Statements that are made from other data of the contract, with the file that makes them: no source has their ids
 * whole.
 */
const GENERATED: readonly { ids: RegExp; file: string }[] = [
  // One for each row of each table, each default and each constraint.
  { ids: /^(field|default|constraint)\./, file: 'tables.ts' },
  // One for each code, path parameter and mutable field of each operation.
  { ids: new RegExp(`^(${VERBS.join('|')})\\.(code|path|mutable)\\.`), file: 'operations.ts' },
  // One for each reason of table 77.
  { ids: /^reason\./, file: 'errors.ts' },
];

test('an id that is written by hand stands whole at its definition, once', () => {
  const folder = new URL('./', import.meta.url);
  const written = new Map<string, string[]>();
  for (const file of readdirSync(folder).filter((name) => !name.endsWith('.test.ts')))
    // The key of a row; Prettier gives each row a line of its own.
    for (const [, id = ''] of readFileSync(new URL(file, folder), 'utf8').matchAll(/^ +'([a-z-]+\.[^']+)':/gm))
      written.set(id, [...(written.get(id) ?? []), file]);
  for (const { id } of CCI.statements)
    if (written.has(id)) expect(written.get(id), id).toHaveLength(1);
    else expect(GENERATED.filter(({ ids: family }) => family.test(id)).length, id).toBe(1);
  for (const { ids: family, file } of GENERATED) {
    expect(
      CCI.statements.some(({ id }) => family.test(id) && !written.has(id)),
      `${file} makes ${family}`,
    ).toBe(true);
    expect(readdirSync(folder), String(family)).toContain(file);
  }
  // A key that looks like an id and is none would be a statement that got lost.
  expect([...written.keys()].filter((id) => !ids.has(id))).toEqual([]);
});

test('each statement is one sentence with a source', () => {
  for (const { id, text, source, untestable } of CCI.statements) {
    expect(text, id).toMatch(/^[A-Za-z!].{10,}\.$/);
    expect(text, id).not.toMatch(/\n/);
    expect(source.document, id).not.toBe('');
    if (untestable !== undefined) expect(untestable.length, id).toBeGreaterThan(20);
  }
});

test('a source is told in one line', () => {
  expect(describeSource(statementOf(CCI, 'field.TFJobSpec.activeDeadlineSeconds').source)).toBe(
    'Data structures, table 155, activeDeadlineSeconds (erratum 1)',
  );
  expect(describeSource({ document: 'RFC 7396' })).toBe('RFC 7396');
});

test('every status code and parameter of every operation has its statement', () => {
  for (const verb of VERBS) {
    const { statusCodes, query, scope } = OPERATIONS[verb];
    const success = statementOf(CCI, `${verb}.code.success`).text;
    for (const code of statusCodes)
      if (code < 300) expect(success).toContain(String(code));
      else expect(ids).toContain(`${verb}.code.${code}`);
    for (const name of query) expect(ids).toContain(`${verb}.query.${name}`);
    expect(ids).toContain(`${verb}.path.namespace`);
    expect(ids.has(`${verb}.path.name`)).toBe(scope === 'object');
  }
});

test('every updatable field has its statement for replace and for patch', () => {
  for (const path of KINDS.flatMap((kind) => kind.mutable)) {
    const leaf = path.slice(path.lastIndexOf('.') + 1);
    for (const verb of ['replace', 'patch']) expect(statementOf(CCI, `${verb}.mutable.${leaf}`).text).toContain(path);
  }
});

test('every documented field and every constraint has its statement', () => {
  const structures = [...Object.values(STRUCTURES), ...KINDS.flatMap((kind) => Object.values(structuresOf(kind)))];
  for (const { name, fields } of structures)
    for (const field of fields) expect(ids).toContain(`field.${name}.${field.name}`);
  for (const { id, text } of CCI.constraints) expect(statementOf(CCI, `constraint.${id}`).text).toBe(text);
});

test('every erratum is numbered in order and cited, and every citation leads to one', () => {
  expect(ERRATA.map((e) => e.number)).toEqual(ERRATA.map((_, i) => i + 1));
  const cited = new Set([...CCI.statements, ...FREEDOMS].flatMap((s) => s.source.errata ?? []));
  for (const { number } of ERRATA) expect(cited).toContain(number);
  for (const number of cited) expect(erratum(number).reading).not.toBe('');
  expect(() => erratum(ERRATA.length + 1)).toThrow('no erratum');
});

test('what the service does not support is in the register, and not to be tested', () => {
  for (const id of ['field.PodSpec.nodeName', 'field.Toleration.key', 'field.ObjectMeta.enable'])
    expect(statementOf(CCI, id).untestable, id).toBeDefined();
  for (const id of ['field.ResourceName.cpu', 'field.StatusDetails.uid', 'field.Preconditions.uid'])
    expect(statementOf(CCI, id).untestable, id).toBeUndefined();
});

test('an unknown id is an error, and a prefix gives what lies under it', () => {
  expect(() => statementOf(CCI, 'no.such')).toThrow('no statement no.such');
  expect(statementsUnder(CCI, 'field.ReplicaSpec')).toContain('field.ReplicaSpec.replicas');
  expect(statementsUnder(CCI, 'field.ReplicaSpe')).toEqual([]);
  expect(statementsUnder(CCI, 'status.effect.pod-template')).toEqual([]);
});
