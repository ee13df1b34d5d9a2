/** `--write-expect FILE`: writes the deviations of a run as expectations. A person then adds the reason of each. */
import { isFile, readNamed } from '../../harness/errors/files.ts';
import { YAMLMap, YAMLSeq, isMap, isSeq, type Document } from 'yaml';
import { expectationsDocument, readExpectations, applyExpectations } from '../../harness/outcome/expectations.ts';
import type { Expectations } from '../../harness/outcome/expectations.ts';
import { UsageError } from '../../harness/errors/usage.ts';
import { DEVIATING } from '../../harness/formats/expectations-schema.ts';
import { pairsOf } from '../../harness/run/run.ts';
import type { Report, ReportEntry } from '../../harness/model/report.ts';
import { writeWhole } from '../../reports/index.ts';
import { generic } from '../../reports/view/causes.ts';
import { grouped } from '../../reports/view/grouped.ts';
import type { Suite } from '../../harness/model/suite.ts';
import { refuseUnwritable } from './report-dir.ts';
import { headlineOf } from '../../reports/view/headline.ts';

/**
 * Entries of the file stay as they are, with their comments, unless they are stale. Deviations that no entry explains
 * are added without a reason: the file is invalid until somebody gives one. Old entries without a reason are written
 * anew.
 * @returns the number of entries that need a reason
 */
export async function writeExpectations(file: string, report: Report, suite: Suite): Promise<number> {
  const {
    requirements,
    contract: { kinds },
  } = suite;
  const { document, list, entries } = expectationsIn(file, suite);
  const results = report.results.map(asJudged);
  const holds = entries
    .map((one) => applyExpectations({ file, entries: [one] }, results, requirements, kinds, ''))
    .map(({ used, stale }) => used > 0 || stale.length === 0);
  list.items = list.items.filter((_, i) => holds[i]);
  const left = applyExpectations(
    { file, entries: entries.filter((_, i) => holds[i]) },
    results,
    requirements,
    kinds,
    '',
  ).results.filter(({ verdict }) => DEVIATING.some((v) => v === verdict));
  const groups = [...grouped(left, ({ id, verdict }) => `${id} ${verdict}`).values()];
  for (const group of groups) list.add(draft(group, suite));
  await writeWhole(file, document.toString({ lineWidth: 0 }));
  return groups.length;
}

/** What the file holds, without what still wants a reason. Throws a UsageError where it can be neither read nor written. */
export function expectationsIn(file: string, { requirements, contract }: Suite): Draft {
  refuseUnwritable(file, '--write-expect');
  const document = expectationsDocument(file, isFile(file) ? textOf(file) : '');
  const list = isSeq(document.contents) ? document.contents : new YAMLSeq();
  document.contents = list as typeof document.contents;
  list.items = list.items.filter((item) => !isMap(item) || item.get('reason') !== '');
  return { document, list, ...readExpectations(file, document.toString(), requirements, contract.kinds) };
}

const textOf = (file: string): string =>
  readNamed(file, (why) => {
    throw new UsageError(`--write-expect: ${why}`);
  });

interface Draft {
  document: Document;
  list: YAMLSeq;
  entries: Expectations['entries'];
}

/** The entry as it was before it was waived. */
const asJudged = ({ was, ...entry }: ReportEntry): ReportEntry => (was === undefined ? entry : { ...entry, ...was });

function draft(group: readonly ReportEntry[], { requirements, contract }: Suite): YAMLMap {
  const [first] = group as [ReportEntry];
  const { id, verdict, reason } = first;
  const requirement = requirements.find((r) => r.id === id);
  const kinds = pairsOf(requirement === undefined ? [] : [requirement], contract.kinds).length;
  const map = new YAMLMap();
  map.set('requirement', id);
  if (group.length < kinds)
    map.set(
      'kind',
      group.map(({ kind }) => kind),
    );
  if (verdict !== 'fail') map.set('verdict', verdict);
  const finding = stableParts(group);
  if (finding.length > 0) map.set('finding', finding.length === 1 ? finding[0] : finding);
  map.set('reason', '');
  map.commentBefore = ` ${(headlineOf(first) ?? reason ?? verdict).replace(/\s+/g, ' ')}`;
  return map;
}

/** A stretch that says less would wave through what it is not about. */
const TELLING = 12;

/**
 * What the findings say, without what another run says otherwise: of each, the longest stretch of its message in which no
 * object is named and no number given. Of what could not be judged, that of its reason.
 */
function stableParts(group: readonly ReportEntry[]): string[] {
  const said = group.flatMap(({ kind, verdict, findings, reason }) =>
    (verdict === 'fail' ? findings.map(({ message }) => message) : [reason ?? '']).map((text) => ({ text, kind })),
  );
  const parts = said.map(({ text, kind }) => stablePart(text, kind));
  // An entry without it waives anything: better that than one that is out of date with the next run.
  return parts.every((part) => part.length >= TELLING) ? [...new Set(parts)] : [];
}

/** The placeholders of `generic` stand for what differs. */
function stablePart(text: string, kind: string): string {
  const stretches = generic(text, kind)
    .split(/<[a-z ]+>|\d+/)
    .flatMap((stretch) => (text.includes(stretch) ? [stretch.trim()] : []));
  return stretches.toSorted((a, b) => b.length - a.length)[0] ?? '';
}
