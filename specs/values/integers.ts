/** Integers stay integers: in their spelling, and to the last digit. */
import { nameFor } from '../../contract/kinds.ts';
import { isObject, parseJson, type Json, type JsonObject } from '../../contract/json.ts';
import type { Kind } from '../../contract/types.ts';
import { withValueAt } from '../../contract/pointer.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Answer } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Schemas } from '../../harness/model/schemas.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { selectorOf } from '../pagination/follow.ts';
import { found, streams } from '../support/exchanges.ts';
import { mayHaveFractions, numbersIn } from '../support/numbers.ts';
import { nameOf } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { mutableFieldsOf, ok, write, writeAll, type Change } from '../support/updates/write.ts';
import { watching } from '../watch/support.ts';

/** The schema of a body, by what it says that it is. */
const schemaOf = (body: JsonObject, kind: Kind): string =>
  body['kind'] === 'Status'
    ? 'status'
    : `${nameFor(kind, kind.singular)}.${Array.isArray(body['items']) ? 'list' : 'received'}`;

/** Whether the tables have an integer there: a fraction in its place breaks the schema. */
function isInteger(body: Json, path: string, kind: Kind, schemas: Schemas): boolean {
  const inEvent = path.startsWith('/object/') && isObject(body) && isObject(body['object']);
  const whole = inEvent ? body['object'] : body;
  const inner = inEvent ? path.slice('/object'.length) : path;
  if (!isObject(whole)) return false;
  const spoilt = withValueAt(whole, inner, 0.5);
  return schemas.validate(schemaOf(whole, kind), spoilt).some((error) => error.path === inner);
}

function misspelled(text: string, kind: Kind, schemas: Schemas): Omit<Finding, 'exchange'> | undefined {
  const body = mayHaveFractions(text) ? parseJson(text) : undefined;
  if (body === undefined) return undefined;
  const wrong = numbersIn(text).find(
    (number) =>
      /[.eE]/.test(number.text) && Number.isInteger(Number(number.text)) && isInteger(body, number.path, kind, schemas),
  );
  return (
    wrong && {
      message: 'An integer is spelled with a fraction or an exponent, which clients with types do not read',
      expected: String(Number(wrong.text)),
      received: wrong.text,
      path: wrong.path,
    }
  );
}

/** Integers that programs like to write with an exponent, of each field that may change. */
const roundIntegers = (trial: Trial, factor: number): Change[] =>
  mutableFieldsOf(trial.kind)
    .filter(({ is }) => is.type === 'integer')
    .map(({ name }): Change => [['spec', name], 86_400_000 * factor]);

const spelledAsIntegers = requirement('values/integers-are-spelled-as-integers', {
  tests: ['values.integers'],
  needs: ['create/accepts-the-documented-body'],
  async check(trial) {
    const set = trial.given.name('set');
    const spec = Object.fromEntries(roundIntegers(trial, 1).map(([path, value]) => [path.at(-1) ?? '', value ?? null]));
    const job = await trial.given.accepted({ labels: { set }, spec });
    for (const [i, verb] of (['patch', 'replace'] as const).entries())
      trial.expect.documented(await writeAll(trial, verb, job, roundIntegers(trial, i + 2)));
    trial.expect.documented(await trial.target.list({ query: selectorOf(set) }));
    await watching(trial, { fieldSelector: `metadata.name=${job.name}` }, (stream) =>
      stream.collect((all) => all.length > 0),
    );
  },
  everywhere(exchange, kind, schemas) {
    if (exchange.verb === undefined || exchange.status === undefined || exchange.truncated === true) return undefined;
    const texts = streams(exchange) ? exchange.responseBody.split('\n') : [exchange.responseBody];
    for (const text of texts) {
      const finding = misspelled(text, kind, schemas);
      if (finding !== undefined) return found(exchange, finding);
    }
    return /\d/.test(exchange.responseBody) ? 'holds' : undefined;
  },
});

const FIELD = 'activeDeadlineSeconds';
/** More than 32 bits hold, more than a double holds exactly, and the greatest that 64 bits hold. */
const WIDE = ['4294967297', '9007199254740993', '9223372036854775807'];
const PLACE = 3600;

/** The body with another integer than JavaScript can write. */
const widened = (body: JsonObject, integer: string): { raw: string } => ({
  raw: JSON.stringify(body).replace(`"${FIELD}":${PLACE}`, `"${FIELD}":${integer}`),
});

function expectExact(trial: Trial, text: string, integer: string, answer: Answer): void {
  const [shown] = numbersIn(text).filter(({ path }) => path.endsWith(`/spec/${FIELD}`));
  trial.expect.that(shown?.text === integer, {
    message: `${FIELD} is not shown with the value that was accepted`,
    expected: integer,
    received: shown?.text ?? 'nothing',
    path: shown?.path ?? `/spec/${FIELD}`,
    answer,
  });
}

/** The object as every way to look at it shows it. */
async function expectExactEverywhere(trial: Trial, ref: { name: string }, set: string, integer: string): Promise<void> {
  const read = await trial.target.read(ref);
  trial.expect.documented(read);
  expectExact(trial, read.text, integer, read);
  const list = await trial.target.list({ query: selectorOf(set) });
  trial.expect.documented(list);
  expectExact(trial, list.text, integer, list);
  await watching(trial, { fieldSelector: `metadata.name=${ref.name}` }, async (stream) => {
    const [event] = await stream.collect((all) => all.length > 0);
    if (event !== undefined) expectExact(trial, event.line, integer, stream.answer);
  });
}

const keepsWideIntegers = requirement('values/keeps-integers-of-64-bits', {
  tests: ['values.integers.64-bits'],
  needs: ['create/accepts-the-documented-body', 'patch/merges', 'replace/stores-the-body'],
  async check(trial) {
    let accepted = 0;
    for (const integer of WIDE) {
      const set = trial.given.name('set');
      const manifest = trial.given.manifest({ labels: { set }, spec: { [FIELD]: PLACE } });
      const ref = { name: nameOf(manifest) };
      const created = await trial.target.create(widened(manifest, integer));
      const isWide = !Number.isSafeInteger(Number(integer));
      if (ok(created)) {
        if (isWide) accepted += 1;
        expectExact(trial, created.text, integer, created);
        await expectExactEverywhere(trial, ref, set, integer);
        if (isWide) continue;
        const other = `${integer.slice(0, -1)}0`;
        const patched = await trial.target.patch(ref, widened({ spec: { [FIELD]: PLACE } }, other));
        trial.expect.accepted(patched);
        expectExact(trial, patched.text, other, patched);
        const replaced = await write(trial, 'replace', ref, ['spec', FIELD], Number(integer));
        trial.expect.accepted(replaced);
        expectExact(trial, replaced.text, integer, replaced);
        continue;
      }
      trial.expect.refused(created);
      await trial.expect.absent(ref);
      // What a create may not set, a patch may not either, or has to keep as well.
      const job = await trial.given.job({ labels: { set } });
      const patched = await trial.target.patch(job, widened({ spec: { [FIELD]: PLACE } }, integer));
      if (!ok(patched)) {
        trial.expect.refused(patched);
        await trial.expect.unchanged(job, job.stored);
        continue;
      }
      if (isWide) accepted += 1;
      expectExact(trial, patched.text, integer, patched);
      await expectExactEverywhere(trial, job, set, integer);
    }
    if (accepted === 0) trial.notApplicable(`the target takes no ${FIELD} that a double cannot hold`);
  },
});

export const integers: readonly Requirement[] = [spelledAsIntegers, keepsWideIntegers];
